import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  formatAgo,
  formatBytes,
  formatCount,
  formatDem,
  formatDuration,
  parseDem,
  SPARKS_PER_DEM,
  shortenMiddle,
} from '../src/format/index.ts'

test('an amount reads as people write it: thousands, a point, no zeros behind', () => {
  expect(formatDem(0n)).toBe('0')
  expect(formatDem(1n)).toBe('0.000000001')
  expect(formatDem(1_234_500_000_000n)).toBe('1,234.5')
  expect(formatDem(-SPARKS_PER_DEM)).toBe('-1')
})

test('an amount that is cut is never rounded up, and never reads as nothing', () => {
  expect(formatDem(1_999_999_999n, 2)).toBe('1.99')
  expect(formatDem(15_023n, 2)).toBe('< 0.01')
})

test('every amount can be read back', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }), (sparks) => {
      expect(parseDem(formatDem(sparks))).toBe(sparks)
    }),
  )
})

test('what is no amount is not read as one', () => {
  for (const text of ['', '1.', '.5', '1,23', '1e9', '-1', '0x10', '1.0000000001', '1 000'])
    expect(parseDem(text), text).toBeUndefined()
  fc.assert(fc.property(fc.string(), (text) => ['bigint', 'undefined'].includes(typeof parseDem(text))))
})

test('counts, sizes and spans', () => {
  expect(formatCount(1_234_567n)).toBe('1,234,567')
  expect(formatBytes(999)).toBe('999 B')
  expect(formatBytes(1_440)).toBe('1.4 kB')
  expect(formatBytes(256_000_000)).toBe('256 MB')
  expect(formatDuration(288.4)).toBe('288 ms')
  expect(formatDuration(3_200)).toBe('3.2 s')
  expect(formatDuration(11_100_000)).toBe('3 h 5 min')
})

test('times are relative, and a clock that is a little ahead is no surprise', () => {
  const now = Date.UTC(2030, 0, 31)
  expect(formatAgo(now + 900, now)).toBe('now')
  expect(formatAgo(now - 12_400, now)).toBe('12 s ago')
  expect(formatAgo(BigInt(now) - 300_000n, now)).toBe('5 min ago')
  expect(formatAgo(now - 40 * 86_400_000, now)).toBe('2029-12-22')
})

test('a hash is shortened in the middle only when that saves something', () => {
  expect(shortenMiddle(`0x${'ab'.repeat(32)}`)).toBe('0xababab…abab')
  expect(shortenMiddle('0x1234')).toBe('0x1234')
})
