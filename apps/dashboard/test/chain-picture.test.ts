import type { CommitSummary, Head } from '@demiurge/api'
import { expect, test } from 'vitest'
import { addCommit, commitIntervalMs, EMPTY, fromLists, withCertificate } from '../src/live/chain-picture.ts'

const HASH = `0x${'11'.repeat(32)}`

function commit(height: bigint, transactions = 0): CommitSummary {
  return {
    height,
    leader: HASH,
    author: 0,
    round: height,
    blocks: 1,
    transactions,
    failed: 0,
    weight: 0,
    timestampMs: 1_000_000n + height * 500n,
    digest: HASH,
    stateRoot: HASH,
  }
}

function head(height: bigint, transactions: bigint): Head {
  const rest = { round: height, timestampMs: 0n, commitDigest: HASH, stateRoot: HASH, anchor: HASH }
  const certified = { certifiedHeight: height - 1n, certifiedStateRoot: HASH }
  return { height, transactions, weightPrice: 1n, bytePrice: 1n, ...rest, ...certified }
}

test('a commit that arrives is counted once, however often it is told', () => {
  const start = fromLists(head(10n, 100n), [commit(10n), commit(9n)], EMPTY)
  const once = addCommit(start, commit(11n, 5))
  expect(addCommit(once, commit(11n, 5))).toBe(once)
  expect(once).toMatchObject({ height: 11n, transactions: 105n })
  expect(once.commits.map(({ height }) => height)).toEqual([11n, 10n, 9n])
})

test('what arrives while the lists are on their way is not lost and not counted twice', () => {
  const early = addCommit(addCommit(EMPTY, commit(10n, 1)), commit(12n, 2))
  const joined = fromLists(head(10n, 100n), [commit(11n, 3), commit(10n, 1)], early)
  expect(joined.commits.map(({ height }) => height)).toEqual([12n, 11n, 10n])
  // 100 up to height 10, then 3 and 2.
  expect(joined.transactions).toBe(105n)
})

test('throughput is counted by the second of chain time, and old seconds go', () => {
  const start = fromLists(head(1n, 0n), [commit(1n, 4)], EMPTY)
  const busy = addCommit(addCommit(start, commit(2n, 6)), commit(3n, 1))
  expect(busy.seconds.map(({ transactions }) => transactions)).toEqual([4, 7])
  const later = addCommit(busy, commit(1_000n, 9))
  expect(later.seconds.map(({ transactions }) => transactions)).toEqual([9])
})

test('certificates only go forward', () => {
  const picture = withCertificate(withCertificate(EMPTY, 8n), 5n)
  expect(picture.certifiedHeight).toBe(8n)
})

test('the rhythm is the mean time between commits, unknown with one alone', () => {
  expect(commitIntervalMs([commit(3n), commit(2n), commit(1n)])).toBe(500)
  expect(commitIntervalMs([commit(3n)])).toBeUndefined()
})
