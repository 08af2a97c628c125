import { encode, toHex } from '@demiurge/codec'
import { createRuntime, Receipt, type Shortcut } from '@demiurge/runtime'
import { Observer, Overlay } from '@demiurge/state'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  admission,
  balances,
  balancesState,
  type ChainTransaction,
  nft,
  plainTransfers,
  system,
  transparency,
} from '../src/index.ts'
import { history, pay, transactionsOf, type Wish } from './histories.ts'
import { probe } from './probe.ts'
import { alice, bob, callOf, carol, DEPOSIT, GENESIS, person, RICHES, World } from './world.ts'

const seen = { short: 0, long: 0 }
/** The short way, which counts who takes it. */
const counted: Shortcut<ChainTransaction> = {
  begin(state, environment, transactions) {
    const shortened = plainTransfers.begin(state, environment, transactions)
    return {
      execute(index) {
        const receipt = shortened?.execute(index)
        if (receipt === undefined) seen.long++
        else seen.short++
        return receipt
      },
    }
  },
}
const rules = createRuntime([system, balances, nft, transparency, probe], admission, counted)

/** Accounts at the edges of what 64 bits hold, beside ordinary ones. */
const rich = person('rich')
const richer = person('richer')
const richest = person('richest')
const poor = person('poor')
const genesis = {
  ...GENESIS,
  balances: {
    existentialDeposit: DEPOSIT,
    accounts: [
      ...GENESIS.balances.accounts,
      { account: rich, amount: 2n ** 63n - 2n * DEPOSIT },
      { account: richer, amount: 2n ** 64n - 1n },
      { account: richest, amount: 2n ** 64n + RICHES },
      { account: poor, amount: 2n * DEPOSIT },
    ],
  },
}
const someone = fc.constantFrom(alice, bob, carol, rich, richer, richest, poor)
const anyone = fc.oneof(
  { weight: 12, arbitrary: someone },
  {
    weight: 1,
    arbitrary: fc.constantFrom(person('newcomer'), balancesState.FEES_POT, balancesState.STAKING_POT),
  },
)
const amount = fc.oneof(
  { weight: 6, arbitrary: fc.bigInt({ min: 1n, max: 3n * DEPOSIT }) },
  { weight: 2, arbitrary: fc.bigInt({ min: DEPOSIT, max: RICHES }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(2n ** 62n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n, 2n ** 64n, 2n ** 127n),
  },
)
/** What is set aside or locked: often nearly all that somebody has. */
const purpose = fc.record({
  reason: fc.constantFrom('staking', 'dex'),
  amount: fc.oneof(
    amount,
    fc.constantFrom(2n ** 63n - 4n * DEPOSIT, RICHES - 4n * DEPOSIT, DEPOSIT, 2n ** 64n),
  ),
})
const rarely = <T>(usual: T, ...others: readonly T[]) =>
  fc.oneof(
    { weight: 40, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  )
const transfers: fc.Arbitrary<Wish> = fc.record({
  sender: someone,
  calls: fc.array(
    fc.oneof(
      { weight: 30, arbitrary: fc.tuple(anyone, amount).map(([to, sparks]) => pay(to, sparks)) },
      { weight: 1, arbitrary: purpose.map((each) => callOf(probe, 'lock', each)) },
      { weight: 1, arbitrary: purpose.map((each) => callOf(probe, 'reserve', each)) },
    ),
    { minLength: 1, maxLength: 4 },
  ),
  lane: rarely(0, 1),
  gap: rarely(0n, 1n, -1n),
  payer: rarely(null, alice),
  twist: rarely('none', 'late', 'anchor', 'poor', 'policy'),
})
const transferHistory = fc.array(fc.array(transfers, { minLength: 1, maxLength: 40, size: 'max' }), {
  minLength: 1,
  maxLength: 4,
})

/** Everything that a commit leaves behind, as bytes. */
interface Left {
  readonly receipts: readonly string[]
  readonly record: string
}

function commit(world: World, run: (overlay: Overlay) => readonly Receipt[]): Left {
  const overlay = new Overlay(world.state)
  const receipts = run(overlay)
  const weight = receipts.reduce((sum, each) => sum + each.weight, 0)
  world.rules.finishCommit(overlay, world.environment, { weight, limit: 10_000_000 })
  const record = toHex(overlay.record())
  overlay.writeInto(world.state)
  world.height += 1n
  world.timeMs += 100n
  return { receipts: receipts.map((each) => toHex(encode(Receipt, each))), record }
}

const longWay = (world: World, transactions: readonly ChainTransaction[]): Left =>
  commit(world, (overlay) => transactions.map((each) => rules.execute(overlay, world.environment, each)))
const shortWay = (world: World, transactions: readonly ChainTransaction[]): Left =>
  commit(world, (overlay) => rules.executeAll(overlay, world.environment, transactions))

/** Both ways leave the same receipts, the same record byte for byte, the same state, and every unit. */
function same(commits: readonly (readonly Wish[])[], from: typeof genesis): void {
  const long = new World(from, rules)
  const short = new World(from, rules)
  for (const wishes of commits) {
    const transactions = transactionsOf(long, wishes)
    expect(shortWay(short, transactions)).toEqual(longWay(long, transactions))
    expect(short.snapshot()).toEqual(long.snapshot())
    expect(short.brokenInvariants()).toEqual([])
  }
}

test('whatever is transferred, the short way leaves what the rules leave, byte for byte', () => {
  seen.short = 0
  seen.long = 0
  fc.assert(
    fc.property(transferHistory, (commits) => same(commits, genesis)),
    { numRuns: 200 },
  )
  // Both ways are gone often.
  expect(seen.short).toBeGreaterThan(500)
  expect(seen.long).toBeGreaterThan(500)
})

test('among everything else that people do, it leaves the same', () => {
  seen.short = 0
  fc.assert(
    fc.property(history, (commits) => same(commits, GENESIS as typeof genesis)),
    { numRuns: 60 },
  )
  expect(seen.short).toBeGreaterThan(0)
})

test('one account pays and is paid many times in one commit, more often than is looked ahead', () => {
  const long = new World(genesis, rules)
  const wishes = Array.from({ length: 1_500 }, (_, i): Wish => {
    const [sender, to] = i % 3 === 0 ? [alice, bob] : i % 3 === 1 ? [bob, carol] : [carol, alice]
    return { sender, calls: [pay(to, 1_000n + BigInt(i))], lane: 0, gap: 0n, payer: null, twist: 'none' }
  })
  seen.short = 0
  const transactions = transactionsOf(long, wishes)
  expect(shortWay(new World(genesis, rules), transactions)).toEqual(longWay(long, transactions))
  expect(seen.short).toBe(1_500)
})

test('it is not gone above another overlay, nor where somebody notes what is done, nor after another overlay began', () => {
  const world = new World(genesis, rules)
  const transactions = transactionsOf(world, [
    { sender: alice, calls: [pay(bob, 5_000n)], lane: 0, gap: 0n, payer: null, twist: 'none' },
  ])
  const begin = (overlay: Overlay) => plainTransfers.begin(overlay, world.environment, transactions)
  const overlay = new Overlay(world.state)
  expect(begin(overlay)).toBeDefined()
  expect(begin(new Overlay(overlay))).toBeUndefined()
  expect(begin(new Overlay(world.state, new Observer()))).toBeUndefined()
  const older = new Overlay(world.state)
  rules.executeAll(older, world.environment, transactions)
  new Overlay(world.state).read('balances/accounts/', alice, balancesState.Account)
  expect(begin(older)).toBeUndefined()
})
