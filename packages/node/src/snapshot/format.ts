import { promisify } from 'node:util'
import { constants, zstdCompress, zstdDecompress } from 'node:zlib'
import { byteList, hash, type Infer, list, struct, text, u8, u32, u64 } from '@demiurge/codec'
import { Certificate, RecoveryPoint } from '@demiurge/consensus'
import { Checkpoint } from '@demiurge/ledger'
import { MAX_CHUNK_DEPTH } from '@demiurge/state'
import { ANCHORS } from '../chain/chain.ts'
import { EpochChange } from '../index/records.ts'

/** A snapshot cannot be used. The message names the part and the number of the chunk. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError'
  readonly code:
    | 'snapshot.Missing'
    | 'snapshot.BadManifest'
    | 'snapshot.OtherChain'
    | 'snapshot.BadChunk'
    | 'snapshot.BadEpochs'
    | 'snapshot.BadLog'
    | 'snapshot.NotEmpty'

  constructor(code: SnapshotError['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** Version of the format. */
export const SNAPSHOT_VERSION = 1

/**
 * What a snapshot says of itself. Everything but `transactions` and the log follows from the certificate: the point by `resume`, the
 * roots by the state root, the anchors by their chain of digests.
 */
export const SnapshotManifest = struct({
  version: u8,
  chainId: text(32),
  /** Digest of the checkpoint that opens the chain. */
  genesis: hash,
  /** Of the checkpoint whose state this is. */
  certificate: Certificate,
  /** Where consensus goes on after it. */
  point: RecoveryPoint,
  /** Transactions since genesis: a number for people, which nothing vouches for. */
  transactions: u64,
  /** The state is cut into 2^depth chunks. */
  depth: u8,
  /** Hash of the subtree in each chunk. */
  roots: list(hash, 2 ** MAX_CHUNK_DEPTH),
  /** The newest checkpoints in order, the snapshot's own at the end: transactions may name them. */
  anchors: list(Checkpoint, ANCHORS),
  /** Entries of the provenance log, and a checkpoint of it (C2SP note) signed with keys that the chain file names. */
  log: struct({ size: u64, note: text(32_768) }),
})
export type SnapshotManifest = Infer<typeof SnapshotManifest>

/** Kinds of the parts that a snapshot has beside its manifest. */
export const PART_KINDS = ['state', 'epochs', 'log'] as const
export type PartKind = (typeof PART_KINDS)[number]

/** How epochs ended, in order from the first one: the way from genesis to the certificate. */
export const EpochsPart = list(EpochChange, 16)
/** Entries of the provenance log, in order. */
export const LogPart = list(byteList(65_536), 1_024)

/** Epochs and log entries in one part. */
export const EPOCHS_PER_PART = 16
export const ENTRIES_PER_PART = 1_024

/** How many parts of each kind belong to a manifest. */
export function partCounts({
  roots,
  certificate,
  log,
}: SnapshotManifest): Readonly<Record<PartKind, number>> {
  return {
    state: roots.length,
    epochs: Math.ceil(Number(certificate.checkpoint.epoch) / EPOCHS_PER_PART),
    log: Math.ceil(Number(log.size) / ENTRIES_PER_PART),
  }
}

/** Where the parts of a snapshot come from: a folder, or a neighbour. */
export interface SnapshotSource {
  /** The manifest's canonical bytes. Throws SnapshotError `snapshot.Missing`. */
  manifest(): Promise<Uint8Array>
  /** A part as it lies on disk and travels: compressed. Throws SnapshotError `snapshot.Missing`. */
  part(kind: PartKind, number: number): Promise<Uint8Array>
}

/** Asks for the heights of a node's snapshots, or for one part; the manifest is part 0 of kind `manifest`. */
export const SNAPSHOT_PROTOCOL = 'snapshot/1'
export const SnapshotRequest = struct({ height: u64, kind: text(16), number: u32 })
export const SnapshotHeights = list(u64, 16)

const compressBytes = promisify(zstdCompress)
const decompressBytes = promisify(zstdDecompress)

/** The most bytes of one part, compressed and not: as much as a frame of the mesh carries, and what memory may take. */
export const MOST_PART_BYTES = 8 * 2 ** 20
const MOST_RAW_BYTES = 64 * 2 ** 20

/** A part as it travels. */
export function compressPart(bytes: Uint8Array): Promise<Uint8Array> {
  return compressBytes(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 3 } })
}

/** The canonical bytes of a part. Rejects when they are none, or too many. */
export function decompressPart(bytes: Uint8Array): Promise<Uint8Array> {
  return decompressBytes(bytes, { maxOutputLength: MOST_RAW_BYTES })
}
