import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SHARDS, Sharding } from '../src/index.ts'

/** Commits of the same load one after the other: weight by shard. */
function commits(sharding: Sharding, count: number, load: (shard: number) => number): void {
  for (let i = 0; i < count; i++) {
    for (let shard = 0; shard < SHARDS; shard++) sharding.count(shard, load(shard))
    sharding.endCommit()
  }
}

/** Weight by lane, lane 0 with what it merges. */
function loads(sharding: Sharding): number[] {
  const weights = [...sharding.active].map((lane) => sharding.shareOf(lane).weight)
  const others = weights.reduce((sum, weight) => sum + weight, 0)
  return [sharding.shareOf(0).weight + others / 2, ...weights]
}

test('a chain with nothing to do has one lane; load opens more, and idleness closes them all', () => {
  const sharding = new Sharding({ lanes: 3, laneWeight: 1_000 })
  commits(sharding, 3, () => 0)
  expect(sharding.active.size).toBe(0)
  commits(sharding, 50, () => 100)
  expect(sharding.active.size).toBe(3)
  expect(sharding.changes).toMatchObject({ splits: 3, merges: 0 })
  // Lane 0 has enough to do with what three others bring it.
  const [, ...shares] = loads(sharding)
  expect(sharding.shareOf(0)).toEqual({ shards: 0, weight: 0 })
  expect(Math.max(...shares)).toBeLessThan(1.25 * Math.min(...shares))
  commits(sharding, 100, () => 0)
  expect(sharding.active.size).toBe(0)
  expect(sharding.changes).toMatchObject({ splits: 3, merges: 3 })
  for (let shard = 0; shard < SHARDS; shard++) expect(sharding.laneOf(shard)).toBe(0)
})

test('a shard with more load than all others together gets a lane of its own', () => {
  const sharding = new Sharding({ lanes: 2, laneWeight: 1_000 })
  commits(sharding, 60, (shard) => (shard === 7 ? 100_000 : 100))
  const hot = sharding.laneOf(7)
  expect(sharding.shareOf(hot).shards).toBe(1)
})

test('when the load moves, shards follow it', () => {
  const sharding = new Sharding({ lanes: 1, laneWeight: 1_000 })
  commits(sharding, 40, (shard) => (shard < 64 ? 1_000 : 0))
  const before = Array.from({ length: SHARDS }, (_, shard) => sharding.laneOf(shard))
  commits(sharding, 40, (shard) => (shard >= 192 ? 1_000 : 0))
  const after = Array.from({ length: SHARDS }, (_, shard) => sharding.laneOf(shard))
  expect(after).not.toEqual(before)
  const [main = 0, other = 0] = loads(sharding)
  expect(Math.max(main, other)).toBeLessThan(1.25 * Math.min(main, other))
})

test('one lane and none never take turns at a load in between', () => {
  const sharding = new Sharding({ lanes: 4, laneWeight: 1_000 })
  commits(sharding, 30, (shard) => (shard === 1 ? 1_100 : 0))
  commits(sharding, 200, (shard) => (shard === 1 ? 700 : 0))
  expect(sharding.changes).toMatchObject({ splits: 1, merges: 0 })
})

test('whatever the load, every shard has a lane that there is, and no weight is lost', () => {
  const load = fc.array(fc.record({ shard: fc.nat(SHARDS - 1), weight: fc.nat(2_000_000) }), {
    maxLength: 40,
  })
  fc.assert(
    fc.property(fc.nat(12), fc.array(load, { maxLength: 40 }), (lanes, history) => {
      const sharding = new Sharding({ lanes, laneWeight: 50_000 })
      for (const commit of history) {
        for (const { shard, weight } of commit) sharding.count(shard, weight)
        sharding.endCommit()
        expect(sharding.active.size).toBeLessThanOrEqual(lanes)
        let shards = 0
        for (const lane of [0, ...sharding.active]) shards += sharding.shareOf(lane).shards
        expect(shards).toBe(SHARDS)
      }
      const { splits, merges } = sharding.changes
      expect(splits - merges).toBe(sharding.active.size)
    }),
  )
})

test('there are not more lanes than shards', () => {
  expect(() => new Sharding({ lanes: SHARDS, laneWeight: 1 })).toThrow('256 lanes are too many')
})
