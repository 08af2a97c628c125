import fc from 'fast-check'
import { expect, test } from 'vitest'
import { balancesState, itemId, nft, nftQueries } from '../../src/index.ts'
import { StakedWorld } from '../staking/validators.ts'
import { alice, bob, callOf, carol, dave } from '../world.ts'
import { claimOf, closeOf, dropped, PRICE, PUBLIC, piece, revealOf } from './drop-works.ts'

const PIECES = 7
const PHASES = [
  { ...PUBLIC, perAccount: 3, supply: 5 },
  { ...PUBLIC, price: 0n, supply: 3 },
  { ...PUBLIC, startMs: 1_030_000n, price: 3n * PRICE },
]
const PRICES = PHASES.map(({ price }) => price)

const someone = fc.constantFrom(alice, bob, carol, dave)
const serial = fc.bigInt({ min: 1n, max: BigInt(PIECES) })
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('claim'),
      by: someone,
      phase: fc.nat({ max: 2 }),
      count: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('close'), by: someone }) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(someone, fc.integer({ min: 1, max: PIECES }), fc.integer({ min: 1, max: PIECES }))
      .map(([by, a, b]) => ({ kind: 'reveal' as const, by, first: Math.min(a, b), last: Math.max(a, b) })),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('burn'), by: someone, serial }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('give'), by: someone, serial, to: someone }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('epoch') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('time'), ms: fc.nat({ max: 30_000 }) }) },
)
const ALL = { kind: 'reveal', by: alice, first: 1, last: PIECES } as const
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** A drop, and a purse for each account beside the chain's own: what it should hold. */
class Story {
  readonly world = new StakedWorld()
  readonly collection: string
  readonly purse = new Map<string, bigint>()
  revealed = 0

  constructor() {
    this.collection = dropped(this.world, PIECES, { phases: PHASES })
    this.world.timeMs = PUBLIC.startMs
    for (const account of [alice, bob, carol, dave]) this.purse.set(account, this.world.free(account))
  }

  /** One step; what it should cost is taken from one purse and put into the other. */
  take(step: Step): void {
    const { world } = this
    if (step.kind === 'epoch') {
      // Rewards of epochs are staking's: the purses are counted anew after them.
      world.nextEpoch()
      world.nextEpoch()
      world.nextCommit()
      for (const account of this.purse.keys()) this.purse.set(account, world.free(account))
      return
    }
    if (step.kind === 'time') {
      world.timeMs += BigInt(step.ms)
      return
    }
    const { fee, outcome } = world.submit(step.by, [this.callOf(step)])
    this.pay(step.by, -fee)
    if (outcome.kind !== 'applied') return
    for (const { name, data } of world.decoded(outcome.value.events)) {
      if (name === 'nft.revealed') this.revealed++
      if (name !== 'nft.claimed') continue
      const price = step.by === alice ? 0n : (PRICES[data.phase] ?? 0n) * BigInt(data.count)
      expect(data.paid).toBe(price)
      this.pay(step.by, -price)
      this.pay(alice, price)
    }
  }

  pay(account: string, sparks: bigint): void {
    this.purse.set(account, (this.purse.get(account) ?? 0n) + sparks)
  }

  callOf(step: Exclude<Step, { kind: 'epoch' | 'time' }>) {
    const { collection } = this
    switch (step.kind) {
      case 'claim':
        return claimOf(collection, step.count, {
          pieces: PIECES,
          phase: step.phase,
          price: PRICES[step.phase] ?? 0n,
        })
      case 'close':
        return closeOf(collection)
      case 'reveal':
        return revealOf(collection, {
          pieces: PIECES,
          first: step.first,
          count: step.last - step.first + 1,
        })
      case 'burn':
        return callOf(nft, 'burn', { item: itemId(collection, step.serial) })
      case 'give':
        return callOf(nft, 'transfer', { item: itemId(collection, step.serial), to: step.to })
    }
  }
}

test('whatever happens to a drop, no spark comes or goes, limits hold, and every revealed item is a piece of its own', () => {
  let revealed = 0
  let sold = 0
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 40, size: 'max' }), (steps) => {
      const story = new Story()
      const { world, collection } = story
      for (const each of steps) {
        story.take(each)
        expect(world.brokenInvariants()).toEqual([])
        for (const [account, sparks] of story.purse) expect(world.free(account)).toBe(sparks)
      }
      for (const last of [{ kind: 'close', by: alice }, { kind: 'epoch' }, ALL] as const) story.take(last)
      expect(world.brokenInvariants()).toEqual([])
      const { sale } = nftQueries.findDrop(world, collection) ?? {}
      expect(sale?.revealed).toBe(story.revealed)
      const contents = new Set<string>()
      for (let i = 1n; i <= BigInt(PIECES); i++) {
        const item = nftQueries.findItem(world, itemId(collection, i))
        if (item === undefined) continue
        expect(item.edition).toBe(1)
        expect(contents.has(item.contentHash)).toBe(false)
        contents.add(item.contentHash)
      }
      const known = Array.from({ length: PIECES }, (_, i) => piece(i + 1).contentHash)
      expect(known).toEqual(expect.arrayContaining([...contents]))
      expect(balancesState.supply.get(world)).toBeGreaterThan(0n)
      revealed += story.revealed
      sold += sale?.sold ?? 0
    }),
    { numRuns: 60 },
  )
  expect(sold).toBeGreaterThan(100)
  expect(revealed).toBeGreaterThan(100)
})
