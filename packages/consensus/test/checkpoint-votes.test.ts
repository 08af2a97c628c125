import { type Checkpoint, checkpointDigest, type Evidence, LIMITS, ZERO_HASH } from '@demiurge/ledger'
import { expect, test } from 'vitest'
import { CheckpointVotes } from '../src/checkpoint-votes.ts'
import type { Certificate } from '../src/index.ts'
import { createDagBuilder, type DagBuilder } from './dag-builder.ts'

const INTERVAL = BigInt(LIMITS.checkpointInterval)

function checkpoint(index: bigint, stateRoot = ZERO_HASH): Checkpoint {
  return {
    epoch: 0n,
    index,
    previous: ZERO_HASH,
    commitDigest: ZERO_HASH,
    stateRoot,
    receiptsRoot: ZERO_HASH,
    resume: ZERO_HASH,
    timestampMs: 1n,
    closing: null,
  }
}

function setUp(): {
  builder: DagBuilder
  votes: CheckpointVotes
  certified: Certificate[]
  evidence: Evidence[]
  vote: (author: number, of: Checkpoint) => void
} {
  const builder = createDagBuilder([1, 1, 1, 1])
  const certified: Certificate[] = []
  const evidence: Evidence[] = []
  const votes = new CheckpointVotes({
    voters: builder.voters,
    seat: 0,
    hashPairs: undefined,
    certified: (certificate) => certified.push(certificate),
    evidence: (found) => evidence.push(found),
  })
  const vote = (author: number, of: Checkpoint): void => {
    const checkpointVote = { index: of.index, digest: checkpointDigest(of) }
    const block = builder.make({ author, round: 1, parents: [], header: { checkpointVote } })
    if (author === 0) votes.cast(checkpointVote)
    votes.count(block, of.index)
  }
  return { builder, votes, certified, evidence, vote }
}

test('votes of three of four make a certificate, once this node has computed the same', () => {
  const { votes, certified, vote } = setUp()
  for (const author of [1, 2, 3]) vote(author, checkpoint(INTERVAL))
  expect(certified.length).toBe(0)
  votes.executed(checkpoint(INTERVAL))
  expect(certified.map(({ votes: cast }) => cast.map(({ author }) => author))).toEqual([[1, 2, 3]])
})

test('only the newest checkpoint is voted for, and each index at most once', () => {
  const { votes, vote } = setUp()
  votes.executed(checkpoint(INTERVAL))
  votes.executed(checkpoint(2n * INTERVAL))
  expect(votes.next?.index).toBe(2n * INTERVAL)
  vote(0, checkpoint(2n * INTERVAL))
  expect(votes.next).toBeNull()
  // After a restart execution tells about old checkpoints again.
  votes.executed(checkpoint(INTERVAL))
  votes.executed(checkpoint(2n * INTERVAL))
  expect(votes.next).toBeNull()
})

test('a node whose state changed after its vote stops instead of voting twice', () => {
  const { votes, vote } = setUp()
  vote(0, checkpoint(INTERVAL))
  expect(() => votes.executed(checkpoint(INTERVAL, `0x${'11'.repeat(32)}`))).toThrow(
    expect.objectContaining({ code: 'consensus.ConflictingCheckpoint' }),
  )
})

test('a node that computed something else than the committee stops', () => {
  const { votes, vote } = setUp()
  votes.executed(checkpoint(INTERVAL, `0x${'11'.repeat(32)}`))
  vote(1, checkpoint(INTERVAL))
  vote(2, checkpoint(INTERVAL))
  expect(() => vote(3, checkpoint(INTERVAL))).toThrow(
    expect.objectContaining({ code: 'consensus.StateDiverged' }),
  )
})

test('two votes of one author for one index are evidence, and count once', () => {
  const { votes, certified, evidence, vote } = setUp()
  votes.executed(checkpoint(INTERVAL))
  vote(1, checkpoint(INTERVAL))
  vote(1, checkpoint(INTERVAL))
  expect(evidence.length).toBe(0)
  vote(1, checkpoint(INTERVAL, `0x${'11'.repeat(32)}`))
  vote(2, checkpoint(INTERVAL))
  expect(evidence.map(({ kind }) => kind)).toEqual(['doubleVote'])
  expect(certified.length).toBe(0)
})

test('votes for no checkpoint, or for one far away, are not remembered', () => {
  const { votes, certified, vote } = setUp()
  expect(() => votes.executed(checkpoint(INTERVAL + 1n))).toThrow(
    expect.objectContaining({ code: 'consensus.BadOptions' }),
  )
  const far = checkpoint(1_000_000n * INTERVAL)
  const block = createDagBuilder([1, 1, 1, 1]).make({
    author: 1,
    round: 1,
    parents: [],
    header: { checkpointVote: { index: far.index, digest: checkpointDigest(far) } },
  })
  votes.count(block, 8n)
  vote(2, far)
  vote(3, far)
  votes.executed(far)
  expect(certified.length).toBe(0)
})
