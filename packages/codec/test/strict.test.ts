import {
  address,
  bool,
  byteList,
  bytes,
  CodecError,
  decode,
  encode,
  fromHex,
  hash,
  list,
  merkleize,
  merkleRoot,
  optional,
  portableHashPairs,
  struct,
  text,
  toHex,
  u8,
  u16,
  u32,
  u64,
  u128,
  u256,
  variant,
  vector,
} from '@demiurge/codec'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { typeDefinition, valueFor } from './arbitrary.ts'
import { type AnyCodec, codecOf } from './notation.ts'

/** Decoding either refuses with CodecError or has read the one encoding of what it returns. */
function expectOneEncoding(codec: AnyCodec, given: Uint8Array): boolean {
  let value: unknown
  try {
    value = decode(codec, given)
  } catch (error) {
    expect(error).toBeInstanceOf(CodecError)
    return false
  }
  expect(toHex(encode(codec, value))).toBe(toHex(given))
  return true
}

const Piece = struct({
  name: text(32),
  owner: address,
  royaltyBps: u16,
  sold: bool,
  price: optional(u128),
  traits: list(struct({ key: text(16), value: text(16) }), 8),
  rights: variant({ all: u8, license: text(16), split: list(u32, 4) }),
  digest: bytes(8),
  body: byteList(40),
  corners: vector(u8, 4),
})

test('random bytes of any type are refused with CodecError or are the one encoding of their value', () => {
  fc.assert(
    fc.property(typeDefinition(2), fc.uint8Array({ maxLength: 80 }), (type, given) => {
      expectOneEncoding(codecOf(type), given)
    }),
    { numRuns: 1500, endOnFailure: true },
  )
})

test('a valid encoding with one byte changed, cut short or extended never becomes a second encoding', () => {
  let refused = 0
  fc.assert(
    fc.property(typeDefinition(3), fc.gen(), (type, pick) => {
      const codec = codecOf(type)
      const good = encode(
        codec,
        pick(() => valueFor(type)),
      )
      expect(expectOneEncoding(codec, good)).toBe(true)
      const cut = good.subarray(0, pick(fc.nat, { max: good.length }))
      const longer = Uint8Array.of(...good, ...pick(fc.uint8Array, { minLength: 1, maxLength: 5 }))
      const at = pick(fc.nat, { max: Math.max(0, good.length - 1) })
      const changed = good.length === 0 ? good : good.with(at, pick(fc.nat, { max: 255 }))
      for (const each of [cut, longer, changed]) if (!expectOneEncoding(codec, each)) refused++
    }),
    { numRuns: 200, endOnFailure: true },
  )
  expect(refused).toBeGreaterThan(100)
})

test('every single byte of a piece, set to every value, is refused or is the one encoding of another piece', () => {
  const good = encode(Piece, {
    name: 'Dusk Ω',
    owner: `0x${'a1'.repeat(32)}`,
    royaltyBps: 750,
    sold: true,
    price: 12n,
    traits: [{ key: 'sky', value: 'red' }],
    rights: { kind: 'license', value: 'CC-BY-4.0' },
    digest: '0x0011223344556677',
    body: Uint8Array.of(1, 2, 3),
    corners: [1, 2, 3, 4],
  })
  for (let at = 0; at < good.length; at++)
    for (let byte = 0; byte < 256; byte++) expectOneEncoding(Piece as AnyCodec, good.with(at, byte))
})

test('trailing bytes, missing bytes and the empty input are refused, with the figures in the message', () => {
  expect(() => decode(u32, new Uint8Array(5))).toThrow('5 bytes are too many, the limit is 4')
  expect(() => decode(u32, new Uint8Array(3))).toThrow('3 bytes are too few, the least is 4')
  expect(() => decode(hash, new Uint8Array(0))).toThrow('0 bytes are too few, the least is 32')
  expect(() => decode(optional(u8), fromHex('0x0001'))).toThrow('an absent optional is one byte, found 2')
})

test('a boolean byte other than 0 and 1 is refused', () => {
  expect(() => decode(bool, fromHex('0x02'))).toThrow('a boolean byte is 0 or 1, found 2')
})

test('an unknown selector is refused', () => {
  expect(() => decode(optional(u8), fromHex('0x0201'))).toThrow(
    'the selector byte of an optional is 0 or 1, found 2',
  )
  expect(() => decode(variant({ on: u8 }), fromHex('0x0101'))).toThrow(
    'kind: selector 1 is none of the 1 cases',
  )
})

test('offsets that leave a gap, overlap, go backwards or point outside are refused', () => {
  const Pair = struct({ first: byteList(8), second: byteList(8) })
  expect(decode(Pair, fromHex('0x0800000009000000aabb'))).toEqual({
    first: Uint8Array.of(0xaa),
    second: Uint8Array.of(0xbb),
  })
  for (const wrong of [
    '0x0900000009000000aabb', // a gap before the first
    '0x0700000009000000aabb', // into the fixed part
    '0x0800000007000000aabb', // backwards
    '0x080000000b000000aabb', // beyond the end
    '0x08000000ffffffffaabb',
  ])
    expect(() => decode(Pair, fromHex(wrong)), wrong).toThrow(CodecError)
  const Names = list(byteList(8), 4)
  for (const wrong of [
    '0x00000000', // an empty list has no bytes at all
    '0x0300000000', // not a whole table
    '0x0500000000', // likewise
    '0x08000000', // the table is not there
    '0x0800000007000000', // backwards
    '0x0800000009000000', // beyond the end
    '0x040000', // not even one offset
  ])
    expect(() => decode(Names, fromHex(wrong)), wrong).toThrow(CodecError)
})

test('a claimed length is measured against the bytes that are there and the limit before anything is made of it', () => {
  expect(() => decode(list(byteList(1), 2 ** 40), fromHex('0xfcffffff00000000'))).toThrow(
    'the first offset 4294967292 does not follow a table of offsets',
  )
  const table = new Uint8Array(1_000_000)
  new DataView(table.buffer).setUint32(0, table.length, true)
  expect(() => decode(list(byteList(1), 10), table)).toThrow(/too many|longer than 10/)
  expect(() => decode(list(byteList(100_000), 10), table)).toThrow('a list of 250000 is longer than 10')
  expect(() => decode(byteList(1000), table)).toThrow('1000000 bytes are too many, the limit is 1000')
  expect(() => decode(text(1000), table)).toThrow('1000000 bytes are too many, the limit is 1000')
  expect(() => decode(struct({ body: byteList(1000) }), table)).toThrow('the limit is 1004')
})

test('a value that breaks a bound is refused when it is encoded, with the path to it', () => {
  const Call = struct({ module: text(8), amounts: list(u64, 2) })
  const Batch = struct({ calls: list(Call, 2) })
  const call = { module: 'nft', amounts: [1n] }
  expect(() => encode(Batch, { calls: [call, { module: 'nft', amounts: [1n, 1n << 64n] }] })).toThrow(
    'calls[1].amounts[1]: 18446744073709551616 does not fit in 64 bits',
  )
  expect(() => encode(Batch, { calls: [call, call, call] })).toThrow('calls: a list of 3 is longer than 2')
  expect(() => encode(Batch, { calls: [{ module: 'too long a name', amounts: [] }] })).toThrow(
    'calls[0].module: a text of 15 characters is longer than 8 bytes',
  )
  expect(() => encode(vector(u8, 3), [1, 2])).toThrow('expected 3 items, found 2')
  expect(() => encode(u8, 256)).toThrow('256 is outside 0 to 255')
  expect(() => encode(u8, 1.5)).toThrow('expected a whole number from 0 to 255')
  expect(() => encode(u128, -1n)).toThrow('-1 does not fit in 128 bits')
  expect(() => encode(bytes(2), '0x12')).toThrow('expected 2 bytes as 0x and 4 hex digits')
  for (const wrong of ['0x12g4', '0x12 4', '0x12\u01314', '0x12\u{ff11}4', '0x-123'])
    expect(() => encode(bytes(2), wrong), wrong).toThrow('expected hex digits after 0x')
  expect(() => encode(bytes(100), `0x${'z'.repeat(200)}`)).toThrow('expected hex digits after 0x')
})

test('nothing but CodecError is thrown for a value of the wrong kind', () => {
  const wrong = [
    undefined,
    null,
    0,
    1n,
    '',
    '0x',
    [],
    {},
    true,
    Number.NaN,
    { kind: 'x' },
    [undefined],
    () => 0,
  ]
  const codecs = [bool, u8, u64, u256, hash, address, byteList(4), text(4), list(u8, 2), vector(u8, 1), Piece]
  for (const codec of [...codecs, variant({ a: u8 }), optional(hash)] as AnyCodec[])
    for (const value of wrong)
      for (const action of [encode, merkleRoot] as const)
        try {
          action(codec, value)
        } catch (error) {
          expect(error).toBeInstanceOf(CodecError)
        }
})

test('a failed encoding leaves nothing behind in the next one', () => {
  expect(() => encode(list(hash, 3), [`0x${'ff'.repeat(32)}`, 'no'])).toThrow(CodecError)
  expect(toHex(encode(struct({ a: u256, b: text(9) }), { a: 0n, b: '' }))).toBe(
    `0x${'00'.repeat(32)}24000000`,
  )
})

test('a value of many megabytes is encoded and read back, and the next small one is right', () => {
  const big = new Uint8Array(6_000_000).fill(5)
  const found = decode(byteList(8_000_000), encode(byteList(8_000_000), big))
  expect(found.length === big.length && found.every((byte) => byte === 5)).toBe(true)
  expect(toHex(encode(u16, 7))).toBe('0x0700')
})

test('a decoded byte list is a copy, from a Node Buffer too', () => {
  for (const source of [Uint8Array.of(1, 2, 3), Buffer.from([1, 2, 3])]) {
    const value = decode(byteList(8), source)
    source[0] = 9
    expect(value).toEqual(Uint8Array.of(1, 2, 3))
    expect(value.constructor).toBe(Uint8Array)
  }
})

test('a root that was handed out can be changed without changing the next one', () => {
  const zero = merkleize(new Uint8Array(0), 8, portableHashPairs)
  const before = toHex(zero)
  zero.fill(1)
  expect(toHex(merkleize(new Uint8Array(0), 8, portableHashPairs))).toBe(before)
})

test('definitions that could not be canonical are refused where they are written', () => {
  expect(() => optional(optional(u8))).toThrow('two ways to be null')
  expect(() => struct({})).toThrow('a struct has at least one field')
  expect(() => struct({ 1: u8 })).toThrow("'1' is no name for a part")
  expect(() => struct({ ['__proto__']: u8 })).toThrow("'__proto__' is no name for a part")
  expect(() => variant({})).toThrow('a variant has 1 to 127 cases')
  expect(() => variant(Object.fromEntries(Array.from({ length: 128 }, (_, i) => [`c${i}`, u8])))).toThrow(
    'a variant has 1 to 127 cases',
  )
  for (const define of [bytes, byteList, text, (n: number) => list(u8, n), (n: number) => vector(u8, n)])
    for (const bound of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => define(bound)).toThrow(RangeError)
})
