import { decode, encode, fromHex, toHex, Writer } from '@demiurge/codec'
import { CommitMerge, Receipt, ResultReader, Speculation } from '@demiurge/runtime'
import { Overlay, type StateChange } from '@demiurge/state'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { balances, balancesState, type ChainTransaction } from '../src/index.ts'
import { history, pay, transactionsOf } from './histories.ts'
import { alice, bob, callOf, carol, person, World } from './world.ts'

/** Which lane a transaction is given to: 1 to the number of lanes, or 0 for whoever merges. */
type Assignment = (index: number, transaction: ChainTransaction) => number

/** What a commit did, as bytes. */
interface Done {
  readonly receipts: readonly string[]
  readonly changes: readonly string[]
  /** Transactions that were executed again. */
  readonly repeated: number
}

const inBytes = (changes: readonly StateChange[]): string[] =>
  changes.map(({ key, bytes }) => `${key}=${bytes === null ? 'deleted' : toHex(bytes)}`).sort()

function finish(world: World, overlay: Overlay, receipts: readonly Receipt[], repeated: number): Done {
  const weight = receipts.reduce((sum, receipt) => sum + receipt.weight, 0)
  world.rules.finishCommit(overlay, world.environment, { weight, limit: 1_000_000 })
  const changes = inBytes(overlay.changes())
  overlay.writeInto(world.state)
  world.height += 1n
  world.timeMs += 100n
  return { receipts: receipts.map((receipt) => toHex(encode(Receipt, receipt))), changes, repeated }
}

function inOrder(world: World, transactions: readonly ChainTransaction[]): Done {
  const overlay = new Overlay(world.state)
  const receipts = transactions.map((each) => world.rules.execute(overlay, world.environment, each))
  return finish(world, overlay, receipts, 0)
}

/** What every lane makes of its share, each on the state before the commit. */
function speculate(
  world: World,
  transactions: readonly ChainTransaction[],
  { lanes, laneOf }: { readonly lanes: number; readonly laneOf: Assignment },
): Map<number, Uint8Array> {
  const results = new Map<number, Uint8Array>()
  for (let lane = 1; lane <= lanes; lane++) {
    const speculation = new Speculation(world.rules, world.state, world.environment)
    const out = new Writer()
    for (const [index, transaction] of transactions.entries())
      if (laneOf(index, transaction) === lane) speculation.run(transaction, out)
    results.set(lane, out.finish())
  }
  return results
}

function inLanes(
  world: World,
  transactions: readonly ChainTransaction[],
  how: { readonly lanes: number; readonly laneOf: Assignment },
): Done {
  const results = speculate(world, transactions, how)
  const overlay = new Overlay(world.state)
  const readers = new Map<number, ResultReader>()
  for (const [lane, bytes] of results) {
    const reader = new ResultReader(overlay)
    reader.feed(bytes)
    readers.set(lane, reader)
  }
  const merge = new CommitMerge(world.rules, overlay, world.environment)
  let repeated = 0
  const receipts = transactions.map((transaction, index) => {
    const lane = how.laneOf(index, transaction)
    const reader = readers.get(lane)
    const taken = reader === undefined ? undefined : merge.take(lane, reader, transaction.id)
    if (taken === undefined && reader !== undefined) repeated++
    return taken ?? merge.execute(transaction)
  })
  for (const reader of readers.values()) expect(reader.at).toBe(reader.bytes.length)
  return finish(world, overlay, receipts, repeated)
}

test('whatever lanes there are and whoever gets which transaction, a commit does what it does without them', () => {
  const seen = { outcomes: new Map<string, number>(), repeated: 0, taken: 0 }
  const seat = fc.nat(1_000)
  fc.assert(
    fc.property(
      history,
      fc.constantFrom(1, 2, 3, 8),
      fc.array(seat, { minLength: 1, maxLength: 40 }),
      (commits, lanes, seats) => {
        const plain = new World()
        const parallel = new World()
        for (const wishes of commits) {
          const transactions = transactionsOf(plain, wishes)
          const laneOf: Assignment = (index) => (seats[index % seats.length] ?? 0) % (lanes + 1)
          const expected = inOrder(plain, transactions)
          const { receipts, changes, repeated } = inLanes(parallel, transactions, { lanes, laneOf })
          expect(receipts).toEqual(expected.receipts)
          expect(changes).toEqual(expected.changes)
          expect(parallel.snapshot()).toEqual(plain.snapshot())
          expect(parallel.brokenInvariants()).toEqual([])
          for (const receipt of receipts) {
            const { outcome } = decode(Receipt, fromHex(receipt))
            const what = outcome.kind === 'applied' ? 'applied' : `${outcome.kind} ${outcome.value.code}`
            seen.outcomes.set(what, (seen.outcomes.get(what) ?? 0) + 1)
          }
          seen.repeated += repeated
          seen.taken += transactions.length - repeated
        }
      },
    ),
    { numRuns: 150 },
  )
  // Both ways are gone often, with every kind of end.
  expect(seen.outcomes.get('applied')).toBeGreaterThan(200)
  expect(seen.outcomes.size).toBeGreaterThan(12)
  expect(seen.repeated).toBeGreaterThan(100)
  expect(seen.taken).toBeGreaterThan(100)
})

test('transactions of strangers do not wait for each other, though all pay fees', () => {
  const people = Array.from({ length: 32 }, (_, i) => person(`holder ${i}`))
  const world = new World({
    system: { floor: { price: 100n, bytesPrice: 1n }, ceiling: { price: 10_000n, bytesPrice: 100n } },
    balances: {
      existentialDeposit: 1_000n,
      accounts: people.map((account) => ({ account, amount: 10n ** 9n })),
    },
  })
  const transactions = people.map((each, i) => world.transaction(each, [pay(person(`guest ${i}`), 5_000n)]))
  const done = inLanes(world, transactions, { lanes: 2, laneOf: (index) => 1 + (index % 2) })
  expect(done.repeated).toBe(0)
  expect(world.brokenInvariants()).toEqual([])
})

test('who builds on a result that did not count is executed again as well', () => {
  const world = new World()
  // Bob's payment leaves too little for Alice's first one to count as her lane saw it; her second one was seen on top of that.
  const all = (sender: string, nonce: bigint, to: string): ChainTransaction =>
    world.transaction(sender, [callOf(balances, 'transferAll', { to, keepAlive: true })], {
      transaction: { nonce },
    })
  const transactions = [all(bob, 0n, alice), all(alice, 0n, carol), all(alice, 1n, carol)]
  const done = inLanes(world, transactions, { lanes: 2, laneOf: (index) => (index === 0 ? 1 : 2) })
  expect(done.repeated).toBe(2)
  expect(done).toMatchObject({ receipts: inOrder(new World(), transactions).receipts })
})

test('a transaction that pays into the pot of fees comes after all fees before it', () => {
  const world = new World()
  const transactions = [
    world.transaction(alice, [pay(bob, 1_000n)]),
    world.transaction(bob, [pay(balancesState.FEES_POT, 7n)]),
    world.transaction(carol, [pay(balancesState.FEES_POT, 9n)]),
  ]
  const plain = new World()
  const expected = inOrder(plain, transactions)
  const done = inLanes(world, transactions, { lanes: 3, laneOf: (index) => 1 + index })
  expect(done).toMatchObject({ receipts: expected.receipts, changes: expected.changes })
  expect(world.free(balancesState.FEES_POT)).toBe(plain.free(balancesState.FEES_POT))
})
