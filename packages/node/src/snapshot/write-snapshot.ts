import { appendFile, mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { decode, encode, list } from '@demiurge/codec'
import { merkleHasher } from '@demiurge/crypto/native'
import { type Checkpoint, checkpointDigest, LIMITS } from '@demiurge/ledger'
import {
  chunkOf,
  inPathOrder,
  MAX_CHUNK_DEPTH,
  rootOfSubtrees,
  StateChunk,
  StateEntry,
  subtreeRoot,
} from '@demiurge/state'
import { ANCHORS } from '../chain/chain.ts'
import type { Archive } from '../index/archive.ts'
import type { ProvenanceLog } from '../index/provenance-log.ts'
import type { CertifiedPoint } from '../index/records.ts'
import type { SnapshotFolder } from './folder.ts'
import {
  compressPart,
  ENTRIES_PER_PART,
  EPOCHS_PER_PART,
  EpochsPart,
  LogPart,
  SNAPSHOT_VERSION,
  SnapshotManifest,
} from './format.ts'

/** Entries of a chunk on average: with entries of some hundred bytes about half a megabyte. */
const ENTRIES_PER_CHUNK = 2_048
/** What waits in memory before it is put aside by chunks. */
const MOST_WAITING = 32 * 2 ** 20

/** A moment of the chain, from which a snapshot is written while the chain goes on. */
export interface SnapshotMoment {
  readonly checkpoint: Checkpoint
  readonly transactions: bigint
  /** Entries in the state. */
  readonly size: number
  /** The state at that moment. */
  readonly entries: AsyncIterable<StateEntry>
  readonly anchors: readonly Checkpoint[]
  readonly log: { readonly size: number; readonly note: string }
}

/**
 * Writes all parts of a snapshot but the manifest, which waits for the certificate. Resolves with what the manifest needs of them.
 * Nothing here keeps the event loop for longer than one chunk takes. Rejects when the chunks do not lead to the checkpoint's state root.
 */
export async function writeParts(
  moment: SnapshotMoment,
  to: {
    readonly folder: SnapshotFolder
    readonly archive: Archive
    readonly log: ProvenanceLog
    readonly signal: AbortSignal
  },
): Promise<Pick<SnapshotManifest, 'depth' | 'roots'>> {
  const { folder, archive, log, signal } = to
  const depth = Math.min(MAX_CHUNK_DEPTH, Math.ceil(Math.log2(Math.max(1, moment.size / ENTRIES_PER_CHUNK))))
  const roots = await writeState(moment, { depth, folder, signal })
  const root = rootOfSubtrees(roots, merkleHasher)
  const { stateRoot, index, epoch } = moment.checkpoint
  if (root !== stateRoot)
    throw new Error(
      `the chunks at height ${index} lead to state root ${root}, the checkpoint has ${stateRoot}`,
    )
  for (let number = 0; number * EPOCHS_PER_PART < epoch; number++) {
    signal.throwIfAborted()
    const changes = await archive.epochChanges(BigInt(number * EPOCHS_PER_PART), EPOCHS_PER_PART)
    const own = changes.filter(({ certificate }) => certificate.checkpoint.epoch < epoch)
    await folder.write('epochs', number, await compressPart(encode(EpochsPart, own)))
  }
  for (let first = 0; first < moment.log.size; first += ENTRIES_PER_PART) {
    signal.throwIfAborted()
    const last = Math.min(first + ENTRIES_PER_PART, moment.log.size)
    const entries = await log.entries(BigInt(first), BigInt(last))
    await folder.write('log', first / ENTRIES_PER_PART, await compressPart(encode(LogPart, [...entries])))
  }
  return { depth, roots }
}

/** Makes the snapshot whole: from now on it counts. */
export async function writeManifest(
  folder: SnapshotFolder,
  moment: SnapshotMoment,
  rest: Pick<SnapshotManifest, 'chainId' | 'genesis' | 'depth' | 'roots'> & CertifiedPoint,
): Promise<void> {
  const { anchors, transactions, log } = moment
  const manifest = {
    version: SNAPSHOT_VERSION,
    anchors: [...anchors],
    transactions,
    log: { ...log, size: BigInt(log.size) },
  }
  await folder.writeManifest(encode(SnapshotManifest, { ...manifest, ...rest }))
}

/** The anchors that belong to a checkpoint, from all that the archive has. */
export function anchorsOf(checkpoint: Checkpoint, all: readonly Checkpoint[]): readonly Checkpoint[] {
  const count = Math.min(ANCHORS, Number(checkpoint.index) / LIMITS.checkpointInterval)
  const own = all.filter(({ index }) => index <= checkpoint.index).slice(-count)
  const isWhole =
    own.length === count && checkpointDigest(own.at(-1) ?? checkpoint) === checkpointDigest(checkpoint)
  if (!isWhole)
    throw new Error(`the archive has ${own.length} of the ${count} anchors of height ${checkpoint.index}`)
  return own
}

const Aside = list(StateEntry, 2 ** 20)

async function writeState(
  { entries }: SnapshotMoment,
  to: { readonly depth: number; readonly folder: SnapshotFolder; readonly signal: AbortSignal },
): Promise<string[]> {
  const { depth, folder, signal } = to
  const aside = new PutAside(join(folder.path, 'aside'), 2 ** depth)
  for await (const entry of entries) {
    signal.throwIfAborted()
    await aside.add(chunkOf(entry.key, depth, merkleHasher), entry)
  }
  const roots: string[] = []
  for (let index = 0; index < 2 ** depth; index++) {
    signal.throwIfAborted()
    const chunk = inPathOrder(await aside.take(index), merkleHasher)
    roots.push(subtreeRoot(chunk, { depth, index }, merkleHasher))
    await folder.write('state', index, await compressPart(encode(StateChunk, [...chunk])))
  }
  await aside.dispose()
  return roots
}

/** Entries by chunk, in memory or on disk: a state may be larger than what memory has left. */
class PutAside {
  readonly #path: string
  readonly #waiting: StateEntry[][]
  #bytes = 0
  #isOnDisk = false

  constructor(path: string, chunks: number) {
    this.#path = path
    this.#waiting = Array.from({ length: chunks }, () => [])
  }

  async add(chunk: number, entry: StateEntry): Promise<void> {
    this.#waiting[chunk]?.push(entry)
    this.#bytes += entry.key.length + entry.value.length
    if (this.#bytes < MOST_WAITING) return
    await mkdir(this.#path, { recursive: true })
    for (const [index, entries] of this.#waiting.entries()) {
      if (entries.length === 0) continue
      const bytes = encode(Aside, entries)
      const length = Buffer.alloc(4)
      length.writeUInt32LE(bytes.length)
      await appendFile(join(this.#path, String(index)), Buffer.concat([length, bytes]))
      this.#waiting[index] = []
    }
    this.#bytes = 0
    this.#isOnDisk = true
  }

  async take(chunk: number): Promise<readonly StateEntry[]> {
    const entries = this.#waiting[chunk] ?? []
    this.#waiting[chunk] = []
    if (!this.#isOnDisk) return entries
    const file = await readFile(join(this.#path, String(chunk))).catch(() => Buffer.alloc(0))
    const pieces: StateEntry[] = []
    for (let at = 0; at < file.length; ) {
      const length = file.readUInt32LE(at)
      pieces.push(...decode(Aside, file.subarray(at + 4, at + 4 + length)))
      at += 4 + length
    }
    return [...pieces, ...entries]
  }

  async dispose(): Promise<void> {
    await rm(this.#path, { recursive: true, force: true })
  }
}
