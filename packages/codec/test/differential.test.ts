import { decode, encode, merkleRoot, toHex } from '@demiurge/codec'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { typeDefinition, valueFor } from './arbitrary.ts'
import { sszOf, toSsz } from './chainsafe.ts'
import { codecOf, type Notation } from './notation.ts'

const anyType = typeDefinition(3)

test('every type and value has the bytes and the root that @chainsafe/ssz gives them', () => {
  fc.assert(
    fc.property(anyType, fc.gen(), (type, pick) => {
      const value = pick(() => valueFor(type))
      const theirs = sszOf(type)
      const theirValue = toSsz(type, value)
      const bytes = encode(codecOf(type), value)
      expect(toHex(bytes)).toBe(toHex(theirs.serialize(theirValue)))
      expect(toHex(merkleRoot(codecOf(type), value))).toBe(toHex(theirs.hashTreeRoot(theirValue)))
    }),
    { numRuns: 250, endOnFailure: true },
  )
})

test('what was encoded is read back as the same value', () => {
  fc.assert(
    fc.property(anyType, fc.gen(), (type, pick) => {
      const value = pick(() => valueFor(type))
      expect(decode(codecOf(type), encode(codecOf(type), value))).toEqual(value)
    }),
    { numRuns: 250, endOnFailure: true },
  )
})

test('bytes that we accept are accepted by @chainsafe/ssz with the same meaning', () => {
  let accepted = 0
  fc.assert(
    fc.property(typeDefinition(2), fc.gen(), (type, pick) => {
      const bytes = encode(
        codecOf(type),
        pick(() => valueFor(type)),
      )
      const changed = bytes.length === 0 ? bytes : changeOne(bytes, pick)
      const value = attempt(() => decode(codecOf(type), changed))
      if (value === undefined) return
      accepted++
      expect(toHex(sszOf(type).serialize(sszOf(type).deserialize(changed)))).toBe(toHex(changed))
      expect(toHex(sszOf(type).hashTreeRoot(toSsz(type, value.found)))).toBe(
        toHex(merkleRoot(codecOf(type), value.found)),
      )
    }),
    { numRuns: 250, endOnFailure: true },
  )
  expect(accepted).toBeGreaterThan(20)
})

function changeOne(bytes: Uint8Array, pick: fc.GeneratorValue): Uint8Array {
  const at = pick(fc.nat, { max: bytes.length - 1 })
  return bytes.with(at, pick(fc.nat, { max: 255 }))
}

function attempt<T>(action: () => T): { found: T } | undefined {
  try {
    return { found: action() }
  } catch {
    return undefined
  }
}

test('lists and vectors of every basic kind are packed as the specification packs them, at every length up to 70', () => {
  for (const item of ['bool', 'u8', 'u16', 'u32', 'u64', 'u128', 'u256'] as const)
    for (let length = 0; length <= 70; length++) {
      const value = Array.from({ length }, (_, i) =>
        item === 'bool' ? i % 3 === 0 : item.length === 2 || item === 'u16' || item === 'u32' ? i : BigInt(i),
      )
      const types: Notation[] = [{ list: item, max: 70 }]
      if (length > 0) types.push({ vector: item, length })
      for (const type of types) {
        const theirs = sszOf(type)
        expect(toHex(encode(codecOf(type), value))).toBe(toHex(theirs.serialize(value)))
        expect(toHex(merkleRoot(codecOf(type), value))).toBe(toHex(theirs.hashTreeRoot(value)))
      }
    }
})
