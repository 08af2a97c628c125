import { decode, encode, toHex } from '@demiurge/codec'
import { type EncodedCall, Receipt } from '@demiurge/runtime'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { balancesState } from '../src/index.ts'
import { balancesCall } from './balances/arbitrary.ts'
import { nftCall, opening } from './nft/arbitrary.ts'
import { systemCall } from './system/arbitrary.ts'
import { transparencyCall } from './transparency/arbitrary.ts'
import { differences, GENESIS, paidFor, people, runtime, World } from './world.ts'

const anyCall = fc.oneof(
  { weight: 1, arbitrary: systemCall },
  { weight: 2, arbitrary: transparencyCall },
  { weight: 6, arbitrary: balancesCall },
  { weight: 14, arbitrary: nftCall },
)
const transaction = fc.record({
  // The first of them owns the collections.
  sender: fc.constantFrom(people[0], people[0], people[0], ...people),
  calls: fc.array(anyCall, { minLength: 1, maxLength: 2 }),
})
const history = fc
  .tuple(opening, fc.array(transaction, { minLength: 1, maxLength: 80, size: 'max' }))
  .map(([first, rest]) => [...first, ...rest])
const SUPPLY = GENESIS.balances.accounts.reduce((sum, { amount }) => sum + amount, 0n)

/** Whether the pool would take the calls; a call that fails its `check` never gets further. */
function isAdmissible(calls: readonly EncodedCall[]): boolean {
  try {
    runtime.prepare(calls)
    return true
  } catch {
    return false
  }
}

/** What a transaction must leave alone by its outcome: all, or all but nonce and fee. */
function checkUntouched(
  { outcome, fee }: Receipt,
  sender: string,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): void {
  const changed = differences(before, after)
  if (outcome.kind === 'dropped') {
    expect(changed).toEqual([])
    expect(fee).toBe(0n)
  }
  if (outcome.kind === 'failed') expect(changed.filter((key) => !paidFor(sender).has(key))).toEqual([])
}

test('whatever people do, all invariants hold after every transaction and nothing but its fee is left of a failed one', () => {
  const seen = new Map<string, number>()
  fc.assert(
    fc.property(history, (transactions) => {
      const world = new World()
      for (const { sender, calls } of transactions) {
        if (!isAdmissible(calls)) continue
        const before = world.snapshot()
        const receipt = world.submit(sender, calls)
        const after = world.snapshot()
        checkUntouched(receipt, sender, before, after)
        expect(world.brokenInvariants()).toEqual([])
        expect(balancesState.supply.get(world)).toBe(SUPPLY)
        expect(decode(Receipt, encode(Receipt, receipt)).outcome.kind).toBe(receipt.outcome.kind)
        const { outcome } = receipt
        const what = outcome.kind === 'applied' ? 'applied' : outcome.value.code
        seen.set(what, (seen.get(what) ?? 0) + 1)
        world.nextCommit(receipt.weight * 50)
      }
    }),
    { numRuns: 60 },
  )
  // The calls are plausible: they succeed often, and fail in many ways.
  expect(seen.get('applied')).toBeGreaterThan(100)
  expect(seen.size).toBeGreaterThan(12)
})

test('the same transactions give the same changes and receipts, byte for byte', () => {
  fc.assert(
    fc.property(history, (transactions) => {
      const run = (): string[] => {
        const world = new World()
        return transactions.flatMap(({ sender, calls }) => {
          if (!isAdmissible(calls)) return []
          const { receipt, changes } = world.execute(world.transaction(sender, calls))
          return [
            toHex(encode(Receipt, receipt)),
            ...changes.map(({ key, bytes }) => `${key}=${bytes === null ? '' : toHex(bytes)}`),
          ]
        })
      }
      expect(run()).toEqual(run())
    }),
    { numRuns: 20 },
  )
})

test('a state that was saved and loaded as bytes goes on exactly like one that was not', () => {
  fc.assert(
    fc.property(history, (transactions) => {
      const kept = new World()
      let reloaded = new World()
      for (const { sender, calls } of transactions) {
        if (!isAdmissible(calls)) continue
        const next = new World()
        for (const key of [...next.state.keys('')]) next.state.load(key, null)
        for (const key of reloaded.state.keys('')) next.state.load(key, reloaded.state.bytes(key) ?? null)
        reloaded = next
        expect(encode(Receipt, reloaded.submit(sender, calls))).toEqual(
          encode(Receipt, kept.submit(sender, calls)),
        )
      }
      expect(reloaded.snapshot()).toEqual(kept.snapshot())
    }),
    { numRuns: 20 },
  )
})
