/** Random type definitions, and random values of a given type. @module */
import { toHex } from '@demiurge/codec'
import fc from 'fast-check'
import type { Notation, Parts } from './notation.ts'

const BITS = { u8: 8, u16: 16, u32: 32, u64: 64, u128: 128, u256: 256 } as const

const leaf: fc.Arbitrary<Notation> = fc.oneof(
  fc.constantFrom<Notation>('bool', 'u8', 'u16', 'u32', 'u64', 'u128', 'u256', 'address'),
  fc.integer({ min: 1, max: 100 }).map((bytes) => ({ bytes })),
  fc.integer({ min: 1, max: 200 }).map((byteList) => ({ byteList })),
  fc.integer({ min: 1, max: 80 }).map((text) => ({ text })),
)

/** Limits change the depth of the tree, never the bytes: small ones, odd ones, and some far beyond what is there. */
const max = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(1024, 1 << 20, 2 ** 40))

function parts(type: fc.Arbitrary<Notation>): fc.Arbitrary<Parts> {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-zA-Z0-9]{0,8}$/), { minLength: 1, maxLength: 6 })
  return names.chain((chosen) => fc.tuple(...chosen.map((name) => type.map((each) => [name, each] as const))))
}

/** A type definition of at most `depth` levels. */
export function typeDefinition(depth: number): fc.Arbitrary<Notation> {
  if (depth === 0) return leaf
  const inner = typeDefinition(depth - 1)
  return fc.oneof(
    leaf,
    fc.record({ list: inner, max }),
    fc.record({ vector: inner, length: fc.integer({ min: 1, max: 9 }) }),
    inner.map((each) => (typeof each === 'object' && 'optional' in each ? each : { optional: each })),
    parts(inner).map((struct) => ({ struct })),
    parts(inner).map((variant) => ({ variant })),
  )
}

/** A value of the type, as the codec holds it in memory. Lists inside lists are short, so that values stay small. */
export function valueFor(type: Notation, longest = 70): fc.Arbitrary<unknown> {
  if (type === 'bool') return fc.boolean()
  if (type === 'address') return hexOf(32)
  if (typeof type === 'string') return numberOf(BITS[type])
  if ('bytes' in type) return hexOf(type.bytes)
  if ('byteList' in type) return fc.uint8Array({ maxLength: type.byteList, size: 'max' })
  if ('text' in type) return textOf(type.text)
  if ('list' in type) return fc.array(valueFor(type.list, 6), { maxLength: Math.min(type.max, longest) })
  if ('vector' in type)
    return fc.array(valueFor(type.vector, 6), { minLength: type.length, maxLength: type.length })
  if ('optional' in type) return fc.option(valueFor(type.optional, longest))
  if ('struct' in type)
    return fc.record(Object.fromEntries(type.struct.map(([name, part]) => [name, valueFor(part, longest)])))
  return fc.oneof(
    ...type.variant.map(([kind, part]) => valueFor(part, longest).map((value) => ({ kind, value }))),
  )
}

function hexOf(length: number): fc.Arbitrary<string> {
  return fc.uint8Array({ minLength: length, maxLength: length }).map(toHex)
}

function numberOf(bits: number): fc.Arbitrary<unknown> {
  return bits <= 32
    ? fc
        .oneof(fc.nat({ max: 300 }), fc.integer({ min: 0, max: 2 ** bits - 1 }), fc.constant(2 ** bits - 1))
        .map((value) => value % 2 ** bits)
    : fc.oneof(fc.bigInt({ min: 0n, max: 300n }), fc.bigInt({ min: 0n, max: (1n << BigInt(bits)) - 1n }))
}

function textOf(limit: number): fc.Arbitrary<string> {
  return fc.string({ unit: 'binary', maxLength: limit }).map((whole) => {
    let fitting = ''
    let bytes = 0
    for (const character of whole) {
      bytes += new TextEncoder().encode(character).length
      if (bytes > limit) break
      fitting += character
    }
    return fitting
  })
}
