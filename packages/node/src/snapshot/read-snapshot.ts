import { LogEntry, leafHash, parseNoteKey, verifyCheckpoint } from '@demiurge/art'
import { CodecError, decode } from '@demiurge/codec'
import { ConsensusError, checkCertificate, nextCommittee, resumeDigest } from '@demiurge/consensus'
import { merkleHasher, nativeSuites } from '@demiurge/crypto/native'
import { type Checkpoint, type Committee, checkpointDigest, LIMITS } from '@demiurge/ledger'
import { MAX_CHUNK_DEPTH, rootOfSubtrees, StateChunk, StateError, subtreeRoot } from '@demiurge/state'
import { ANCHORS } from '../chain/chain.ts'
import type { ChainFile } from '../chain/chain-file.ts'
import { logOrigin } from '../index/provenance-log.ts'
import type { EpochChange } from '../index/records.ts'
import {
  decompressPart,
  EPOCHS_PER_PART,
  EpochsPart,
  LogPart,
  partCounts,
  SNAPSHOT_VERSION,
  SnapshotError,
  SnapshotManifest,
  type SnapshotSource,
} from './format.ts'

/** What a snapshot is held against; all of it follows from the chain file. */
export interface SnapshotTrust {
  readonly file: ChainFile
  readonly genesis: Checkpoint
  /** The committee of epoch 0. */
  readonly committee: Committee
}

const means = { suites: nativeSuites, hasher: merkleHasher }

/**
 * Reads a manifest and checks everything in it that needs no other part. Throws SnapshotError `snapshot.BadManifest`,
 * `snapshot.OtherChain`.
 */
export function readManifest(bytes: Uint8Array, { file, genesis }: SnapshotTrust): SnapshotManifest {
  const manifest = decodeManifest(bytes)
  const { checkpoint } = manifest.certificate
  if (manifest.chainId !== file.chainId || manifest.genesis !== checkpointDigest(genesis))
    throw new SnapshotError(
      'snapshot.OtherChain',
      `the snapshot is of chain "${manifest.chainId}" with genesis ${manifest.genesis}, not of "${file.chainId}" with ${checkpointDigest(genesis)}`,
    )
  const { point, depth, roots } = manifest
  if (resumeDigest(point) !== checkpoint.resume || point.index !== checkpoint.index)
    throw bad('the point to go on from is not the one that the checkpoint names')
  if (checkpoint.closing !== null) throw bad('its checkpoint closes an epoch: nobody can go on from there')
  if (depth > MAX_CHUNK_DEPTH || roots.length !== 2 ** depth)
    throw bad(`it names ${roots.length} chunks, at depth ${depth} there are ${2 ** depth}`)
  const root = rootOfSubtrees(roots, merkleHasher)
  if (root !== checkpoint.stateRoot)
    throw bad(`its chunks lead to state root ${root}, the checkpoint has ${checkpoint.stateRoot}`)
  checkAnchors(manifest, genesis)
  checkLogNote(manifest, file)
  return manifest
}

function decodeManifest(bytes: Uint8Array): SnapshotManifest {
  try {
    const manifest = decode(SnapshotManifest, bytes)
    if (manifest.version === SNAPSHOT_VERSION) return manifest
    throw bad(`it has version ${manifest.version}, this node reads ${SNAPSHOT_VERSION}`)
  } catch (error) {
    if (error instanceof CodecError) throw bad(error.message)
    throw error
  }
}

function bad(reason: string): SnapshotError {
  return new SnapshotError('snapshot.BadManifest', `the manifest of the snapshot is damaged: ${reason}`)
}

/** Every node must know the same anchors, or it would execute transactions differently. */
function checkAnchors({ anchors, certificate }: SnapshotManifest, genesis: Checkpoint): void {
  const count = Math.min(ANCHORS, Number(certificate.checkpoint.index) / LIMITS.checkpointInterval)
  if (anchors.length !== count) throw bad(`it has ${anchors.length} anchors, there must be ${count}`)
  let next: Checkpoint | undefined
  for (const anchor of anchors.toReversed()) {
    const expected = next === undefined ? checkpointDigest(certificate.checkpoint) : next.previous
    if (checkpointDigest(anchor) !== expected)
      throw bad(`anchor ${anchor.index} is not in line with the checkpoints after it`)
    next = anchor
  }
  if (count < ANCHORS && next !== undefined && next.previous !== checkpointDigest(genesis))
    throw bad('its first anchor does not follow genesis')
}

function checkLogNote({ log }: SnapshotManifest, { chainId, logKeys }: ChainFile): void {
  try {
    const options = { suites: nativeSuites, origin: logOrigin(chainId) }
    const { checkpoint } = verifyCheckpoint(log.note, logKeys.map(parseNoteKey), options)
    if (BigInt(checkpoint.size) === log.size) return
    throw bad(`its log has ${log.size} entries, the note says ${checkpoint.size}`)
  } catch (error) {
    if (error instanceof SnapshotError) throw error
    throw bad(`its log: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/**
 * Follows the committees from genesis to the snapshot's epoch and checks its certificate. Returns how the epochs ended. Throws
 * SnapshotError `snapshot.BadEpochs`, `snapshot.BadManifest` when the certificate is not the committee's.
 */
export async function followEpochs(
  source: SnapshotSource,
  manifest: SnapshotManifest,
  { committee: first }: SnapshotTrust,
): Promise<readonly EpochChange[]> {
  const { certificate } = manifest
  const changes: EpochChange[] = []
  let committee = first
  for (let number = 0; number < partCounts(manifest).epochs; number++) {
    try {
      const part = decode(EpochsPart, await decompressPart(await source.part('epochs', number)))
      const count = Math.min(EPOCHS_PER_PART, Number(certificate.checkpoint.epoch) - number * EPOCHS_PER_PART)
      if (part.length !== count) throw new Error(`it has ${part.length} epochs, there must be ${count}`)
      for (const change of part) {
        committee = nextCommittee(committee, change, means)
        changes.push(change)
      }
    } catch (error) {
      throw damaged('snapshot.BadEpochs', `part ${number} of the epochs`, error)
    }
  }
  try {
    checkCertificate(certificate, committee, nativeSuites, merkleHasher.hashPairs)
  } catch (error) {
    if (error instanceof ConsensusError) throw bad(error.message)
    throw error
  }
  return changes
}

/** The entries of chunk `number`. Throws SnapshotError `snapshot.BadChunk`, which names it. */
export async function readChunk(
  compressed: Uint8Array,
  number: number,
  { depth, roots }: Pick<SnapshotManifest, 'depth' | 'roots'>,
): Promise<StateChunk> {
  try {
    const entries = decode(StateChunk, await decompressPart(compressed))
    const root = subtreeRoot(entries, { depth, index: number }, merkleHasher)
    if (root === roots[number]) return entries
    throw new StateError('proof.RootMismatch', `its hash is ${root}, it must be ${roots[number]}`)
  } catch (error) {
    throw damaged('snapshot.BadChunk', `chunk ${number} of ${roots.length}`, error)
  }
}

/**
 * The entries of the provenance log with the hashes of its leaves. Throws SnapshotError `snapshot.BadLog`. What vouches for them is the
 * signature of one validator of the chain file: the log follows from the chain, but not from its newest state.
 */
export async function readLogPart(
  compressed: Uint8Array,
  number: number,
): Promise<readonly { readonly bytes: Uint8Array; readonly leaf: Uint8Array }[]> {
  try {
    const entries = decode(LogPart, await decompressPart(compressed))
    for (const bytes of entries) decode(LogEntry, bytes)
    return entries.map((bytes) => ({ bytes, leaf: leafHash(bytes, merkleHasher) }))
  } catch (error) {
    throw damaged('snapshot.BadLog', `part ${number} of the provenance log`, error)
  }
}

function damaged(code: SnapshotError['code'], what: string, error: unknown): SnapshotError {
  if (error instanceof SnapshotError && error.code === 'snapshot.Missing') return error
  const reason = error instanceof Error ? error.message : String(error)
  return new SnapshotError(code, `${what} is damaged: ${reason}`, { cause: error })
}
