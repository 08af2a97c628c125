import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatAmount, parseAmount, parseRoyalty } from '../src/amount.ts'
import { parseArguments, splitCommand } from '../src/arguments.ts'
import { GLOBAL_OPTIONS } from '../src/command.ts'
import { UsageError } from '../src/error.ts'
import { pageAddress } from '../src/page-address.ts'

test('an amount that was shown can be typed again', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 2n ** 100n), (sparks) => {
      const shown = formatAmount(sparks)
      expect(parseAmount(shown.replaceAll(',', ''))).toBe(sparks)
      expect(parseAmount(`${sparks}sparks`)).toBe(sparks)
    }),
  )
  expect(formatAmount(1_234_567_890_123n)).toBe('1,234.567890123 DEM')
  expect(parseAmount('0.000000001')).toBe(1n)
  for (const wrong of ['', '1.', '.5', '-1', '1e9', '0.0000000001', '1.5sparks', '1 BTC'])
    expect(() => parseAmount(wrong)).toThrow(UsageError)
})

test('a royalty is a share of at most a half', () => {
  expect(['0%', '5%', '2.5%', '12.34', '50%'].map(parseRoyalty)).toEqual([0, 500, 250, 1_234, 5_000])
  for (const wrong of ['', '51%', '5.123%', 'five', '-1%', '50.01'])
    expect(() => parseRoyalty(wrong)).toThrow(UsageError)
})

test('any words are either read or refused with a sentence', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string(), fc.constantFrom('--json', '--url', '--', '-h', 'nft', 'mint'))),
      (argv) => {
        const { rest } = splitCommand(argv)
        try {
          expect(parseArguments(rest, GLOBAL_OPTIONS).values.json).toBeTypeOf('boolean')
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError)
        }
      },
    ),
  )
})

test('global options may stand before the command', () => {
  expect(splitCommand(['--url', 'http://x', '--json', 'nft', 'mint', 'a.png'])).toEqual({
    name: ['nft', 'mint'],
    rest: ['--url', 'http://x', '--json', 'a.png'],
  })
})

test('pages of this machine are opened by a name, which passkeys need; those of others by their own', () => {
  expect(pageAddress('http://127.0.0.1:7862')).toBe('http://localhost:7862')
  expect(pageAddress('http://[::1]:7862')).toBe('http://localhost:7862')
  expect(pageAddress('http://192.0.2.7:7862')).toBe('http://192.0.2.7:7862')
})
