import fc from 'fast-check'
import { expect, test } from 'vitest'
import { atHostOf } from '../src/client/config.ts'
import {
  formatAgo,
  formatBytes,
  formatCount,
  formatCountdown,
  formatDem,
  formatDuration,
  formatMinute,
  formatTime,
  formatUtc,
  groupDigits,
  parseDem,
  SPARKS_PER_DEM,
  sentenceCase,
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

test('a countdown never shows less than is left', () => {
  expect(formatCountdown(-5n)).toBe('00:00:00')
  expect(formatCountdown(1n)).toBe('00:00:01')
  expect(formatCountdown(3_725_000n)).toBe('01:02:05')
  expect(formatCountdown(86_400_000n)).toBe('1 d 0 h')
  expect(formatCountdown(187_200_000n)).toBe('2 d 4 h')
})

test('a time in UTC is the same for everybody', () => {
  expect(formatUtc(BigInt(Date.UTC(2030, 0, 31, 18, 5, 59)))).toBe('2030-01-31 18:05 UTC')
})

test('a time that a chain can hold and no calendar has is never', () => {
  const last = 2n ** 64n - 1n
  expect([formatTime(last), formatMinute(last), formatUtc(last)]).toEqual(['never', 'never', 'never'])
  expect(formatTime(8_640_000_000_000_000n)).not.toBe('never')
})

test('a hash is shortened in the middle only when that saves something', () => {
  expect(shortenMiddle(`0x${'ab'.repeat(32)}`)).toBe('0xababab…abab')
  expect(shortenMiddle('0x1234')).toBe('0x1234')
})

test('who came by localhost goes on by localhost, where passkeys are; addresses of other machines are left alone', () => {
  expect(atHostOf('localhost', 'http://127.0.0.1:7862')).toBe('http://localhost:7862')
  expect(atHostOf('127.0.0.1', 'http://localhost:7862')).toBe('http://127.0.0.1:7862')
  expect(atHostOf('studio.example', 'http://127.0.0.1:7862')).toBe('http://127.0.0.1:7862')
  expect(atHostOf('localhost', 'https://studio.example')).toBe('https://studio.example')
  expect(atHostOf('localhost', '')).toBe('')
})

test('numbers in a sentence of the node are grouped, identifiers are left alone', () => {
  expect(groupDigits('1000000000000000 sparks are asked for, 12345672369 can be spent')).toBe(
    '1,000,000,000,000,000 sparks are asked for, 12,345,672,369 can be spent',
  )
  expect(groupDigits('item 0x12345678, call 1 of 4000')).toBe('item 0x12345678, call 1 of 4000')
  expect(sentenceCase('failed')).toBe('Failed')
  expect(sentenceCase('')).toBe('')
})
