import type { VerifiedTransaction } from '@demiurge/ledger'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Pool } from '../src/pool/pool.ts'

type Transaction = VerifiedTransaction

interface Sketch {
  readonly from: string
  readonly nonce: number
  readonly tip?: number
  readonly bytes?: number
  readonly validUntil?: number
  readonly validFrom?: number
}

/** A pool needs little of a transaction; the rest is checked and tested elsewhere. */
function sketch({
  from,
  nonce,
  tip = 0,
  bytes = 100,
  validUntil = 1_000,
  validFrom = 0,
}: Sketch): Transaction {
  const envelope = {
    sender: from,
    lane: 0,
    nonce: BigInt(nonce),
    tip: BigInt(tip),
    validFrom: BigInt(validFrom),
    validUntil: BigInt(validUntil),
  }
  const id = `${from}:${nonce}:${tip}`
  return {
    id,
    envelope,
    bytes: new Uint8Array(bytes),
    weight: 1,
  } as unknown as Transaction
}

const LIMITS = { transactions: 100, bytes: 1_000_000, perAccount: 10 }
const BLOCK = { bytes: 1_000_000, weight: 1_000_000, count: 1_000 }
const NOW = { nowMs: 10n, commitMs: 10n }

function chainOf() {
  const nonces = new Map<string, bigint>()
  const pool = new Pool(LIMITS, (account) => nonces.get(account) ?? 0n)
  return { pool, nonces }
}

const ids = (taken: readonly Transaction[]): string[] => taken.map(({ id }) => id)

test('a lane goes in order of nonce, lanes among each other by tip', () => {
  const { pool } = chainOf()
  for (const each of [
    { from: 'ada', nonce: 1, tip: 9 },
    { from: 'ada', nonce: 0, tip: 1 },
    { from: 'bob', nonce: 0, tip: 5 },
  ])
    pool.add(sketch(each))
  expect(ids(pool.take(BLOCK, NOW))).toEqual(['bob:0:5', 'ada:0:1', 'ada:1:9'])
})

test('a gap waits until it is filled', () => {
  const { pool } = chainOf()
  pool.add(sketch({ from: 'ada', nonce: 1 }))
  expect(pool.take(BLOCK, NOW)).toEqual([])
  expect(pool.nonceAfter('ada', 0)).toBe(0n)
  pool.add(sketch({ from: 'ada', nonce: 0 }))
  expect(pool.nonceAfter('ada', 0)).toBe(2n)
  expect(ids(pool.take(BLOCK, NOW))).toEqual(['ada:0:0', 'ada:1:0'])
})

test('a replacement must tip a tenth more, and nothing in a block is replaced', () => {
  const { pool } = chainOf()
  pool.add(sketch({ from: 'ada', nonce: 0, tip: 100 }))
  expect(() => pool.add(sketch({ from: 'ada', nonce: 0, tip: 110 }))).toThrow(/tip at least 111/)
  pool.add(sketch({ from: 'ada', nonce: 0, tip: 111 }))
  expect(pool.size).toBe(1)
  expect(ids(pool.take(BLOCK, NOW))).toEqual(['ada:0:111'])
  expect(() => pool.add(sketch({ from: 'ada', nonce: 0, tip: 999 }))).toThrow(/in a block already/)
})

test('a flood of cheap transactions displaces only itself', () => {
  const { pool } = chainOf()
  pool.add(sketch({ from: 'honest', nonce: 0, tip: 5 }))
  for (let i = 0; i < 500; i++) {
    try {
      pool.add(sketch({ from: `flood${i}`, nonce: 0, tip: 1 }))
    } catch (error) {
      expect(String(error)).toMatch(/pool is full/)
    }
  }
  expect(pool.size).toBe(LIMITS.transactions)
  pool.add(sketch({ from: 'late', nonce: 0, tip: 3 }))
  expect(ids(pool.take({ ...BLOCK, count: 2 }, NOW))).toEqual(['honest:0:5', 'late:0:3'])
})

test('whoever leaves without having been executed is told of, with the reason', () => {
  const { pool, nonces } = chainOf()
  const told: string[] = []
  pool.onDeparture = ({ id }, why) => told.push(`${id} ${why}`)
  pool.add(sketch({ from: 'ada', nonce: 0, tip: 10 }))
  pool.add(sketch({ from: 'ada', nonce: 0, tip: 20 }))
  expect(told.splice(0)).toEqual(['ada:0:10 displaced'])
  // Another transaction with this nonce was executed: it came to another node.
  nonces.set('ada', 1n)
  pool.settle([sketch({ from: 'ada', nonce: 0, tip: 99 })])
  expect(told.splice(0)).toEqual(['ada:0:20 superseded'])
  pool.add(sketch({ from: 'bob', nonce: 0, validUntil: 5 }))
  pool.take(BLOCK, NOW)
  pool.add(sketch({ from: 'cyd', nonce: 1, validUntil: 50 }))
  pool.sweep(60n)
  expect(told.splice(0)).toEqual(['bob:0:0 expired', 'cyd:1:0 expired'])
  for (let i = 0; i <= LIMITS.transactions; i++) pool.add(sketch({ from: `${i}`, nonce: 0, tip: i }))
  expect(told.splice(0)).toEqual(['0:0:0 displaced'])
  pool.settle([sketch({ from: '1', nonce: 0, tip: 1 })])
  expect(told).toEqual([])
})

test('one account takes at most its share', () => {
  const { pool } = chainOf()
  for (let nonce = 0; nonce < LIMITS.perAccount; nonce++) pool.add(sketch({ from: 'ada', nonce }))
  expect(() => pool.add(sketch({ from: 'ada', nonce: 99 }))).toThrow(/limit is 10/)
})

test('what has expired is never handed out, and what is too early waits', () => {
  const { pool } = chainOf()
  pool.add(sketch({ from: 'ada', nonce: 0, validUntil: 5 }))
  pool.add(sketch({ from: 'bob', nonce: 0, validFrom: 50 }))
  expect(pool.take(BLOCK, NOW)).toEqual([])
  expect(pool.has('ada:0:0')).toBe(false)
  expect(ids(pool.take(BLOCK, { nowMs: 60n, commitMs: 60n }))).toEqual(['bob:0:0'])
  pool.sweep(2_000n)
  expect(pool.size).toBe(1)
})

test('a dropped transaction gives way to the next with its nonce', () => {
  const { pool, nonces } = chainOf()
  pool.add(sketch({ from: 'ada', nonce: 0 }))
  pool.add(sketch({ from: 'ada', nonce: 1 }))
  pool.take(BLOCK, NOW)
  // Both were dropped: the state's nonce has not moved.
  pool.settle([sketch({ from: 'ada', nonce: 0 }), sketch({ from: 'ada', nonce: 1 })])
  expect([pool.size, pool.waiting]).toEqual([0, 0])
  pool.add(sketch({ from: 'ada', nonce: 0, tip: 1 }))
  expect(ids(pool.take(BLOCK, NOW))).toEqual(['ada:0:1'])
  nonces.set('ada', 1n)
  pool.settle([sketch({ from: 'ada', nonce: 0, tip: 1 })])
  expect(pool.nonceAfter('ada', 0)).toBe(1n)
})

test('over random lives nothing is lost, nothing comes twice, every lane stays in order', () => {
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('add' as const),
      from: fc.constantFrom('a', 'b', 'c', 'd'),
      ahead: fc.nat(4),
      tip: fc.nat(50),
    }),
    fc.record({ kind: fc.constant('take' as const), count: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ kind: fc.constant('settle' as const), drop: fc.boolean() }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const { pool, nonces } = chainOf()
      const done = new Set<string>()
      let inBlock: Transaction[] = []
      for (const each of steps) {
        if (each.kind === 'add') {
          const nonce = Number(nonces.get(each.from) ?? 0n) + each.ahead
          try {
            pool.add(sketch({ from: each.from, nonce, tip: each.tip }))
          } catch {
            // Refusals are other tests' matter.
          }
        } else if (each.kind === 'take') {
          inBlock.push(...pool.take({ ...BLOCK, count: each.count }, NOW))
        } else {
          for (const { id, envelope } of inBlock) {
            expect(done.has(id)).toBe(false)
            const { sender, nonce } = envelope
            if (each.drop || nonce !== (nonces.get(sender) ?? 0n)) continue
            nonces.set(sender, nonce + 1n)
            done.add(id)
          }
          pool.settle(inBlock)
          inBlock = []
        }
        const order = new Map<string, bigint>()
        for (const { envelope } of inBlock) {
          const { sender, nonce } = envelope
          expect(nonce).toBe(order.get(sender) ?? nonces.get(sender) ?? 0n)
          order.set(sender, nonce + 1n)
        }
        expect(pool.waiting + inBlock.length).toBe(pool.size)
      }
    }),
  )
})
