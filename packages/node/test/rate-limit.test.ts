import { expect, test } from 'vitest'
import { RateLimit } from '../src/rpc/rate-limit.ts'

test('an address has its requests a second, with bursts of twice that, and is told how long to wait', () => {
  const limit = new RateLimit(10)
  expect(limit.take('a', 20, 0)).toBe(0)
  expect(limit.take('a', 1, 0)).toBe(100)
  expect(limit.take('b', 20, 0)).toBe(0)
  expect(limit.take('a', 1, 100)).toBe(0)
})

test('one mistake costs an address a little, many put it into debt, and time pays', () => {
  const limit = new RateLimit(1_000)
  limit.charge('a', 200, 0)
  expect(limit.debtMs('a', 0)).toBe(0)
  for (let i = 0; i < 20; i++) limit.charge('a', 200, 0)
  const debt = limit.debtMs('a', 0)
  expect(debt).toBeGreaterThan(1_000)
  expect(debt).toBeLessThanOrEqual(10_000)
  expect(limit.debtMs('a', debt)).toBe(0)
  expect(limit.debtMs('b', 0)).toBe(0)
})

test('the more all addresses do wrong together, the sooner each is in debt; afterwards mistakes cost what they did', () => {
  const wrongsUntilDebt = (limit: RateLimit, address: string, nowMs: number): number => {
    for (let wrongs = 1; ; wrongs++) {
      limit.charge(address, 10, nowMs)
      if (limit.debtMs(address, nowMs) > 0) return wrongs
    }
  }
  const alone = wrongsUntilDebt(new RateLimit(1_000), 'a', 0)
  const limit = new RateLimit(1_000)
  for (let i = 0; i < 1_000; i++) limit.charge(`flood ${i}`, 100, 0)
  expect(wrongsUntilDebt(limit, 'a', 0)).toBeLessThan(alone / 20)
  expect(wrongsUntilDebt(limit, 'b', 20_000)).toBe(alone)
})
