import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson, parseCanonicalJson } from '../src/metadata/canonical-json.ts'
import { metadataHash } from '../src/metadata/hash.ts'

const utf8 = new TextEncoder()

test("RFC 8785's example comes out as the RFC prints it", () => {
  // RFC 8785 3.2.2 (input), 3.2.3 (sorted output), 3.2.4 (bytes).
  const value: unknown = JSON.parse(String.raw`{
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]
  }`)
  expect(canonicalJson(value)).toBe(
    String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
  )
})

test("names are sorted as RFC 8785's sorting example says", () => {
  // RFC 8785 3.2.3: by UTF-16 code units, so an emoji (a surrogate pair) stands before the Hebrew letter of the presentation forms.
  const value: unknown = JSON.parse(String.raw`{
    "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
    "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"
  }`)
  const order = canonicalJson(value).match(/:"([A-Z][^"]*)"/g)
  expect(order).toEqual([
    ':"Carriage Return"',
    ':"One"',
    ':"Control"',
    ':"Latin Small Letter O With Diaeresis"',
    ':"Euro Sign"',
    ':"Emoji: Grinning Face"',
    ':"Hebrew Letter Dalet With Dagesh"',
  ])
})

test.each([
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
])('RFC 8785 appendix B: the double %s is written %s', (bits, expected) => {
  const view = new DataView(Uint8Array.fromHex(bits).buffer)
  expect(canonicalJson(view.getFloat64(0))).toBe(expected)
})

test('what JSON cannot say exactly is refused, with its place', () => {
  const refused: readonly [unknown, string][] = [
    [Number.NaN, '$ is NaN; write a finite number'],
    [{ a: [1, Number.POSITIVE_INFINITY] }, '$.a[1] is Infinity; write a finite number'],
    [{ a: undefined }, '$.a is a value of type undefined'],
    [1n, '$ is a value of type bigint'],
    ['\ud800', '$ is half of a surrogate pair'],
    [{ '\udead': 1 }, '$ is half of a surrogate pair'],
    [{ 'odd name': new Map() }, '$["odd name"] is an object of a class'],
    [Array(1), '$[0] is a value of type undefined'],
  ]
  for (const [value, message] of refused) expect(() => canonicalJson(value)).toThrow(message)
  const loop: Record<string, unknown> = {}
  loop.self = loop
  expect(() => canonicalJson(loop)).toThrow('more than 64 levels')
})

test('one value has one text, whatever the order it was made in', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value)
      expect(canonicalJson(JSON.parse(text))).toBe(text)
      expect(canonicalJson(parseCanonicalJson(utf8.encode(text)))).toBe(text)
    }),
  )
  expect(metadataHash({ b: 1, a: 2 })).toBe(metadataHash({ a: 2, b: 1 }))
  // SHA-256 of the two bytes {}.
  expect(metadataHash({})).toBe('0x44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a')
})

test('a second text of the same value is not canonical', () => {
  const notCanonical = expect.objectContaining({ code: 'metadata.NotCanonical' })
  for (const text of ['{ "a":1}', '{"b":1,"a":2}', '{"a":1.0}', '{"a":1,"a":1}', '"\\u0041"', '[1]\n'])
    expect(() => parseCanonicalJson(utf8.encode(text))).toThrow(notCanonical)
  expect(parseCanonicalJson(utf8.encode('{"__proto__":1}'))).toHaveProperty(['__proto__'], 1)
})

test('hostile bytes are refused with a code', () => {
  expect(() => parseCanonicalJson(utf8.encode('\ufeff{}'))).toThrow(
    expect.objectContaining({ code: 'metadata.NotJson' }),
  )
  expect(() => parseCanonicalJson(utf8.encode('['.repeat(5000) + ']'.repeat(5000)))).toThrow(
    'more than 64 levels',
  )
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        expect(utf8.encode(canonicalJson(parseCanonicalJson(bytes)))).toEqual(bytes)
      } catch (error) {
        expect(error).toHaveProperty('code', expect.stringMatching(/^metadata\.Not/))
      }
    }),
  )
})
