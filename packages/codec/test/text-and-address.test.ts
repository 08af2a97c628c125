import {
  address,
  CodecError,
  decode,
  encode,
  formatAddress,
  fromHex,
  fromJson,
  parseAddress,
  text,
  toHex,
  toJson,
} from '@demiurge/codec'
import { bech32, bech32m } from '@scure/base'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const Text = text(64)

test('text keeps every character, a byte order mark included', () => {
  for (const value of ['', 'plain', '\ufeffmarked', 'é', 'e\u0301', '日本', '🎨', '\u0000', '\u{10ffff}'])
    expect(decode(Text, encode(Text, value))).toBe(value)
  expect(toHex(encode(Text, '\ufeffa'))).toBe('0xefbbbf61')
})

test('characters of one to four bytes are counted in bytes', () => {
  expect(encode(text(4), '🎨')).toHaveLength(4)
  expect(() => encode(text(3), '🎨')).toThrow('a text of 4 bytes is longer than 3')
  expect(() => encode(text(3), 'éé')).toThrow('a text of 4 bytes is longer than 3')
})

test('half of a surrogate pair is refused from memory and from JSON', () => {
  for (const value of ['\ud800', 'a\udc00', '\udc00\ud800']) {
    expect(() => encode(Text, value)).toThrow('a text must not hold half of a surrogate pair')
    expect(() => fromJson(Text, value)).toThrow('a text must not hold half of a surrogate pair')
  }
})

test('bytes that are not the one UTF-8 form of a text are refused', () => {
  for (const wrong of [
    '0xc080', // overlong NUL
    '0xe08080',
    '0xf0808080',
    '0xc1bf', // overlong
    '0xeda080', // a surrogate
    '0xf4908080', // above U+10FFFF
    '0x80', // a continuation alone
    '0xe282', // cut short
    '0xff',
  ])
    expect(() => decode(Text, fromHex(wrong)), wrong).toThrow('the bytes of a text are not UTF-8')
})

const VALID = [
  'A1LQFN3A',
  'a1lqfn3a',
  'an83characterlonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11sg7hg6',
  'abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx',
  `11${'l'.repeat(82)}ludsr8`,
  'split1checkupstagehandshakeupstreamerranterredcaperredlc445v',
  '?1v759aa',
]
const INVALID = [
  '\x201xj0phk',
  '\x7f1g6xzxy',
  '\x801vctc34',
  'an84characterslonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11d6pts4',
  'qyrz8wqd2c9m',
  '1qyrz8wqd2c9m',
  'y1b0jsk6g',
  'lt1igcx5c0',
  'in1muywd',
  'mm1crxm3i',
  'au1s5cgom',
  'M1VUXWEZ',
  '16plkw9',
  '1p2gdwpf',
]

test('the checksum is that of BIP-350: its valid strings are read, its invalid ones refused', () => {
  for (const each of VALID) expect(bech32m.decode(each as `${string}1${string}`, 90).prefix).not.toBe('')
  for (const each of INVALID) expect(() => bech32m.decode(each as `${string}1${string}`, 90), each).toThrow()
  // None of either kind is an address of ours.
  for (const each of [...VALID, ...INVALID]) expect(() => parseAddress(each)).toThrow(CodecError)
})

const anyAddress = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(toHex)

test('an address has one written form, which upper case may shout', () => {
  fc.assert(
    fc.property(anyAddress, (value) => {
      const written = formatAddress(value)
      expect(written).toMatch(/^dem1[02-9ac-hj-np-z]{58}$/)
      expect(parseAddress(written)).toBe(value)
      expect(parseAddress(written.toUpperCase())).toBe(value)
      expect(toJson(address, value)).toBe(written)
    }),
  )
})

test('up to four wrong characters in an address are always noticed', () => {
  const characters = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
  const change = fc.record({ at: fc.integer({ min: 4, max: 61 }), to: fc.constantFrom(...characters) })
  const changes = fc.uniqueArray(change, { selector: (each) => each.at, minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(anyAddress, changes, (value, wrong) => {
      const letters = [...formatAddress(value)]
      for (const { at, to } of wrong) letters[at] = to
      const written = letters.join('')
      fc.pre(written !== formatAddress(value))
      expect(() => parseAddress(written)).toThrow(CodecError)
    }),
  )
})

test('another prefix, another length, the older checksum, mixed case and padding bits are refused', () => {
  const value = new Uint8Array(32).fill(7)
  const words = bech32m.toWords(value)
  const good = formatAddress(toHex(value))
  for (const wrong of [
    bech32m.encode('bc', words, false),
    bech32m.encode('dem', bech32m.toWords(new Uint8Array(20)), false),
    bech32.encode('dem', words, false),
    bech32m.encode('dem', words.with(-1, (words.at(-1) ?? 0) | 1), false),
    `${good.slice(0, 10).toUpperCase()}${good.slice(10)}`,
    ` ${good}`,
    toHex(value),
    '',
  ])
    expect(() => parseAddress(wrong), wrong).toThrow('expected an address')
  for (const wrong of [7, null, undefined, {}]) expect(() => fromJson(address, wrong)).toThrow(CodecError)
  expect(() => formatAddress('0x1234')).toThrow('an address has 32 bytes, found 2')
})

test('hex is read in either case and refused in any other form, however long', () => {
  expect(fromHex('0xAb')).toEqual(Uint8Array.of(0xab))
  for (const wrong of [
    'ab',
    '0xa',
    '0xag',
    '0x a',
    '0X12',
    '',
    '0x\u{ff11}1',
    '0x1\n',
    `0x${'0'.repeat(9_000_001)}`,
  ])
    expect(() => fromHex(wrong)).toThrow(CodecError)
  expect(fromHex(`0x${'00'.repeat(5_000_000)}`)).toHaveLength(5_000_000)
})
