import { decode } from '@demiurge/codec'
import { asVerifiedBlock, checkCertificate, resumeDigest, type VerifiedBlock } from '@demiurge/consensus'
import { merkleHasher, nativeSuites } from '@demiurge/crypto/native'
import {
  type Block,
  type Checkpoint,
  type Commit,
  type Committee,
  checkpointDigest,
  commitDigest,
  payloadBytes,
  payloadRoot,
} from '@demiurge/ledger'
import { CommitItem, type StretchEnd } from './commit-stream.ts'

/** A neighbour gave commits that do not lead from our head to its certificate, or broke off. */
export class SyncError extends Error {
  override readonly name = 'SyncError'
  readonly code: 'sync.Pruned' | 'sync.Broken' | 'sync.Untrue' | 'sync.TooLarge'

  constructor(code: SyncError['code'], message: string) {
    super(message)
    this.code = code
  }
}

/** A commit with everything that its execution needs. */
export interface LearnedCommit {
  readonly commit: Commit
  readonly blocks: readonly { readonly verified: VerifiedBlock; readonly payload: readonly Uint8Array[] }[]
  readonly checkpoint: Checkpoint | undefined
}

/** Commits that lead from our head to a certified checkpoint: all of it holds. */
export interface Stretch {
  readonly commits: readonly LearnedCommit[]
  readonly end: StretchEnd
}

/** Where we stand. */
export interface StretchStart {
  readonly chainId: string
  readonly committee: Committee
  readonly height: bigint
  readonly commitDigest: string
  /** Digest of our newest checkpoint. */
  readonly checkpoint: string
}

/** What one stretch may take of memory. */
const MOST_BYTES = 512 * 2 ** 20

interface Open {
  readonly commit: Commit
  readonly blocks: LearnedCommit['blocks'][number][]
  checkpoint: Checkpoint | undefined
}

/**
 * Reads an answer to `commits/1` and checks all of it before anything is executed: digests from our head on, blocks by their ids,
 * payloads by their roots, checkpoints by their chain, and at last the certificate, which vouches for everything before it. Undefined
 * when there was nothing new. Throws SyncError, CodecError, LedgerError or ConsensusError.
 */
export async function readStretch(
  items: AsyncIterable<Uint8Array>,
  start: StretchStart,
): Promise<Stretch | undefined> {
  const open: Open[] = []
  let bytes = 0
  for await (const each of items) {
    bytes += each.length
    if (bytes > MOST_BYTES)
      throw new SyncError('sync.TooLarge', `an answer exceeds ${MOST_BYTES} bytes before its certificate`)
    const { kind, value } = decode(CommitItem, each)
    if (kind === 'commit') addCommit(open, value, start)
    else if (kind === 'block') addBlock(open, value, start)
    else if (kind === 'checkpoint') addCheckpoint(open, value, start)
    else if (kind === 'pruned')
      throw new SyncError('sync.Pruned', `the neighbour has no commits below ${value}: start from a snapshot`)
    else return finish(open, value, start)
  }
  if (open.length === 0) return undefined
  throw new SyncError('sync.Broken', `the answer broke off after ${open.length} commits`)
}

function untrue(message: string): SyncError {
  return new SyncError('sync.Untrue', message)
}

function addCommit(open: Open[], commit: Commit, start: StretchStart): void {
  const before = open.at(-1)
  checkWhole(before)
  const height = before?.commit.index ?? start.height
  const digest = before?.commit.digest ?? start.commitDigest
  if (commit.index !== height + 1n || commit.epoch !== start.committee.epoch)
    throw untrue(
      `commit ${commit.index} of epoch ${commit.epoch} came after ${height} of ${start.committee.epoch}`,
    )
  if (commitDigest(digest, commit) !== commit.digest)
    throw untrue(`commit ${commit.index} does not follow our own history: its digest is another one`)
  open.push({ commit, blocks: [], checkpoint: undefined })
}

function checkWhole(before: Open | undefined): void {
  if (before !== undefined && before.blocks.length < before.commit.blocks.length)
    throw untrue(`commit ${before.commit.index} lacks blocks`)
}

function addBlock(open: Open[], { header, signature, payload }: Block, start: StretchStart): void {
  const current = open.at(-1)
  const verified = asVerifiedBlock({ header, signature }, { ...start, hasher: merkleHasher })
  if (current === undefined || current.commit.blocks[current.blocks.length] !== verified.id)
    throw untrue(`block ${verified.id} is not the one that its commit names`)
  if (
    payloadBytes(payload) !== header.payloadBytes ||
    payloadRoot(payload, merkleHasher) !== header.payloadRoot
  )
    throw untrue(`block ${verified.id} came with another payload`)
  current.blocks.push({ verified, payload })
}

function addCheckpoint(open: Open[], checkpoint: Checkpoint, start: StretchStart): void {
  const current = open.at(-1)
  const previous = open.findLast((each) => each.checkpoint !== undefined)?.checkpoint
  if (
    current === undefined ||
    checkpoint.commitDigest !== current.commit.digest ||
    checkpoint.previous !== (previous === undefined ? start.checkpoint : checkpointDigest(previous))
  )
    throw untrue(`checkpoint ${checkpoint.index} is not that of its commit, or not in line with those before`)
  current.checkpoint = checkpoint
}

function finish(open: readonly Open[], end: StretchEnd, start: StretchStart): Stretch {
  const last = open.at(-1)
  checkWhole(last)
  const { certificate, point } = end
  if (
    last?.checkpoint === undefined ||
    checkpointDigest(last.checkpoint) !== checkpointDigest(certificate.checkpoint)
  )
    throw untrue('the certificate is not for the checkpoint at the end of the commits')
  if (resumeDigest(point) !== certificate.checkpoint.resume)
    throw untrue('the point to go on from is not the certified one')
  checkCertificate(certificate, start.committee, nativeSuites, merkleHasher.hashPairs)
  return { commits: open, end }
}
