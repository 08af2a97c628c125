import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  byteList,
  bytes,
  CodecError,
  decode,
  encode,
  fieldReader,
  list,
  optional,
  struct,
  text,
  u16,
  u64,
} from '../src/index.ts'

const Letter = struct({
  to: text(20),
  weight: u16,
  seal: bytes(4),
  pages: list(byteList(10), 5),
  stamp: optional(u64),
})
const letters = fc.record({
  to: fc.string({ maxLength: 5 }).filter((each) => each.isWellFormed()),
  weight: fc.nat(65_535),
  seal: fc.uint8Array({ minLength: 4, maxLength: 4 }).map((each) => `0x${each.toHex()}`),
  pages: fc.array(fc.uint8Array({ maxLength: 10 }), { maxLength: 5 }),
  stamp: fc.option(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
})

test('some fields read alone are what they are in the whole value, wherever it begins', () => {
  fc.assert(
    fc.property(letters, fc.nat(9), (letter, before) => {
      const encoded = encode(Letter, letter)
      const within = new Uint8Array([...new Uint8Array(before), ...encoded, 7])
      const end = before + encoded.length
      expect(fieldReader(Letter, ['seal', 'pages', 'stamp'])(within, before, end)).toEqual({
        seal: letter.seal,
        pages: letter.pages,
        stamp: letter.stamp,
      })
      expect(fieldReader(Letter, ['to', 'weight'])(encoded)).toEqual({ to: letter.to, weight: letter.weight })
    }),
  )
})

test("of bytes that are nobody's, fields are refused or read, and what the whole value accepts they accept", () => {
  const read = fieldReader(Letter, ['to', 'weight', 'seal', 'pages', 'stamp'])
  const attempt = (run: () => unknown): unknown => {
    try {
      return run()
    } catch (error) {
      expect(error).toBeInstanceOf(CodecError)
      return undefined
    }
  }
  fc.assert(
    fc.property(letters, fc.nat(200), fc.nat(255), (letter, at, value) => {
      const hostile = encode(Letter, letter)
      hostile[at % hostile.length] = value
      const whole = attempt(() => decode(Letter, hostile))
      const fields = attempt(() => read(hostile))
      if (whole !== undefined) expect(fields).toEqual(whole)
    }),
  )
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (hostile) => void attempt(() => read(hostile))))
})
