import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CodecError, fromHex, toHex } from '../src/index.ts'

test('short and long hex is read alike, and what is no hex is refused alike', () => {
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF'), maxLength: 140 })
  const nearly = fc
    .tuple(digits, fc.constantFrom('g', 'G', ' ', '/', ':', '@', '`', 'é', '0x', 'İ'), digits)
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(fc.oneof(digits, nearly), (text) => {
      const isHex = /^(?:[0-9a-fA-F]{2})*$/.test(text)
      if (isHex) expect(toHex(fromHex(`0x${text}`))).toBe(`0x${text.toLowerCase()}`)
      else expect(() => fromHex(`0x${text}`)).toThrow(CodecError)
      expect(() => fromHex(text.startsWith('0x') ? text.slice(2) : `${text}`)).toThrow(CodecError)
    }),
    { numRuns: 500 },
  )
})
