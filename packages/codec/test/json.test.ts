import {
  address,
  byteList,
  bytes,
  CodecError,
  encode,
  fromJson,
  hash,
  list,
  optional,
  struct,
  text,
  toHex,
  toJson,
  u8,
  u32,
  u64,
  u128,
  variant,
} from '@demiurge/codec'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { typeDefinition, valueFor } from './arbitrary.ts'
import { codecOf } from './notation.ts'

const Transfer = struct({ to: address, amount: u128, memo: optional(text(32)) })
const Call = struct({ method: text(16), params: Transfer })
const Transaction = struct({ nonce: u64, calls: list(Call, 4) })
const to = `0x${'ab'.repeat(32)}`
const ajv = new Ajv2020({ strict: true, strictTypes: false })

test('a transaction reads in JSON as people and other languages expect', () => {
  expect(toJson(Transfer, { to, amount: 10n ** 20n, memo: null })).toEqual({
    to: 'dem14w46h2at4w46h2at4w46h2at4w46h2at4w46h2at4w46h2at4w4sjhzkg3',
    amount: '100000000000000000000',
    memo: null,
  })
  expect(toJson(byteList(4), Uint8Array.of(1, 255))).toBe('0x01ff')
})

test('every value survives the way through JSON text, and its JSON satisfies its schema', () => {
  fc.assert(
    fc.property(typeDefinition(2), fc.gen(), (type, pick) => {
      const codec = codecOf(type)
      const value = pick(() => valueFor(type))
      const json: unknown = JSON.parse(JSON.stringify(toJson(codec, value)))
      expect(fromJson(codec, json)).toEqual(value)
      expect(toHex(encode(codec, fromJson(codec, json)))).toBe(toHex(encode(codec, value)))
      const valid = ajv.validate(codec.schema, json)
      expect(valid, ajv.errorsText()).toBe(true)
    }),
    { numRuns: 100, endOnFailure: true },
  )
})

test('JSON of any shape is refused with CodecError or read, never anything else', () => {
  fc.assert(
    fc.property(typeDefinition(2), fc.jsonValue(), (type, json) => {
      const codec = codecOf(type)
      try {
        encode(codec, fromJson(codec, json))
      } catch (error) {
        expect(error).toBeInstanceOf(CodecError)
      }
    }),
    { numRuns: 1000, endOnFailure: true },
  )
})

test('an error in JSON names the place and the rule', () => {
  const call = { method: 'transfer', params: toJson(Transfer, { to, amount: 1n, memo: null }) }
  const wrong = { method: 'transfer', params: { ...(call.params as object), amount: '1.5' } }
  const read = (json: unknown) => () => fromJson(Transaction, json)
  expect(read({ nonce: '1', calls: [call, call, wrong] })).toThrow(
    'calls[2].params.amount: expected an unsigned integer of 128 bits as a decimal string',
  )
  expect(read({ nonce: '1' })).toThrow('calls: the field is missing')
  expect(read({ nonce: '1', calls: [], nonse: '1' })).toThrow(
    'nonse: there is no such field; the fields are nonce, calls',
  )
  expect(read({ nonce: '1', calls: {} })).toThrow('calls: expected a list')
  expect(read([])).toThrow('expected an object')
  const Action = variant({ burn: struct({ id: u32 }), mint: hash })
  expect(() => fromJson(Action, { kind: 'burn', value: { id: -1 } })).toThrow('value.id: -1 is outside')
  expect(() => fromJson(Action, { kind: 'toString', value: 0 })).toThrow('kind: expected one of burn, mint')
  expect(() => fromJson(Action, { kind: 'mint', value: to, more: 1 })).toThrow('more: there is no such field')
  const caught = captured(() => fromJson(Transaction, { nonce: '-1', calls: [] }))
  expect(caught).toMatchObject({ code: 'codec.Invalid', path: 'nonce', name: 'CodecError' })
})

function captured(action: () => unknown): unknown {
  try {
    return action()
  } catch (error) {
    return error
  }
}

test('an optional field may be left out, a field of the prototype does not fill it in', () => {
  expect(fromJson(Transfer, { to: toJson(address, to), amount: '1' })).toEqual({ to, amount: 1n, memo: null })
  const Odd = struct({ constructor: optional(u8), valueOf: u8 })
  expect(fromJson(Odd, { valueOf: 1 })).toEqual({ constructor: null, valueOf: 1 })
  expect(() => fromJson(Odd, {})).toThrow('valueOf: the field is missing')
})

test('__proto__ in JSON is an unknown field and changes no prototype', () => {
  const hostile = JSON.parse('{"nonce":"1","calls":[],"__proto__":{"polluted":true}}')
  expect(() => fromJson(Transaction, hostile)).toThrow('__proto__: there is no such field')
  const Action = variant({ mint: u8 })
  const nested = JSON.parse('{"kind":"mint","value":1,"__proto__":{"kind":"mint"}}')
  expect(() => fromJson(Action, nested)).toThrow('__proto__: there is no such field')
  expect(() => fromJson(Action, JSON.parse('{"__proto__":{"kind":"mint","value":1}}'))).toThrow(CodecError)
  expect('polluted' in {}).toBe(false)
})

test('of a repeated key the last one counts, as JSON.parse has it, and the value is one of the type', () => {
  const twice = JSON.parse('{"nonce":"1","nonce":"2","calls":[]}')
  expect(fromJson(Transaction, twice)).toEqual({ nonce: 2n, calls: [] })
})

test('wide integers are decimal strings; a whole number that JSON holds exactly is read too', () => {
  expect(fromJson(u64, '18446744073709551615')).toBe(18446744073709551615n)
  expect(fromJson(u64, 5)).toBe(5n)
  for (const wrong of [
    '18446744073709551616',
    '01',
    '+1',
    '1e3',
    ' 1',
    '',
    '0x1',
    '1'.repeat(79),
    2 ** 53,
    0.5,
    true,
  ])
    expect(() => fromJson(u64, wrong)).toThrow(CodecError)
  expect(Object.is(fromJson(u8, JSON.parse('-0')), 0)).toBe(true)
})

test('hex in upper case is read, and always written in lower case', () => {
  expect(fromJson(bytes(2), '0xABCD')).toBe('0xabcd')
  expect(toJson(bytes(2), '0xABCD')).toBe('0xabcd')
  expect(() => fromJson(byteList(2), '0x010203')).toThrow('8 characters are too many, the limit is 6')
})

test('the schema requires what fromJson requires', () => {
  expect(Transfer.schema).toMatchObject({ required: ['to', 'amount'], additionalProperties: false })
})
