/** The same types and values as @chainsafe/ssz, an implementation by others, sees them. @module */
import {
  BooleanType,
  ByteListType,
  ByteVectorType,
  ContainerType,
  ListBasicType,
  ListCompositeType,
  NoneType,
  type Type,
  UintBigintType,
  UintNumberType,
  UnionType,
  VectorBasicType,
  VectorCompositeType,
} from '@chainsafe/ssz'
import { fromHex } from '@demiurge/codec'
import type { Notation, Parts } from './notation.ts'

// biome-ignore lint/suspicious/noExplicitAny: the type is known only when it runs
type Theirs = any

const BASIC: { readonly [name: string]: () => Theirs } = {
  bool: () => new BooleanType(),
  u8: () => new UintNumberType(1),
  u16: () => new UintNumberType(2),
  u32: () => new UintNumberType(4),
  u64: () => new UintBigintType(8),
  u128: () => new UintBigintType(16),
  u256: () => new UintBigintType(32),
}

export function sszOf(type: Notation): Type<unknown> {
  return theirs(type)
}

function theirs(type: Notation): Theirs {
  if (type === 'address') return new ByteVectorType(32)
  if (typeof type === 'string') return BASIC[type]?.()
  if ('bytes' in type) return new ByteVectorType(type.bytes)
  if ('byteList' in type) return new ByteListType(type.byteList)
  if ('text' in type) return new ByteListType(type.text)
  if ('list' in type) {
    const item = theirs(type.list)
    return isBasic(type.list) ? new ListBasicType(item, type.max) : new ListCompositeType(item, type.max)
  }
  if ('vector' in type) {
    const item = theirs(type.vector)
    return isBasic(type.vector)
      ? new VectorBasicType(item, type.length)
      : new VectorCompositeType(item, type.length)
  }
  if ('optional' in type) return new UnionType([new NoneType(), theirs(type.optional)])
  if ('struct' in type)
    return new ContainerType(Object.fromEntries(type.struct.map(([name, part]) => [name, theirs(part)])))
  return new UnionType(type.variant.map(([, part]) => theirs(part)))
}

function isBasic(type: Notation): boolean {
  return typeof type === 'string' && type in BASIC
}

/** Our value in their terms: bytes where we hold hex or text, `{ selector, value }` for unions. */
export function toSsz(type: Notation, value: Theirs): unknown {
  if (type === 'address') return fromHex(value)
  if (typeof type === 'string') return value
  if ('bytes' in type) return fromHex(value)
  if ('byteList' in type) return value
  if ('text' in type) return new TextEncoder().encode(value)
  if ('list' in type) return value.map((item: unknown) => toSsz(type.list, item))
  if ('vector' in type) return value.map((item: unknown) => toSsz(type.vector, item))
  if ('optional' in type)
    return value === null ? { selector: 0, value: null } : { selector: 1, value: toSsz(type.optional, value) }
  if ('struct' in type)
    return Object.fromEntries(type.struct.map(([name, part]) => [name, toSsz(part, value[name])]))
  return toUnion(type.variant, value)
}

function toUnion(cases: Parts, given: { kind: string; value: unknown }): unknown {
  const selector = cases.findIndex(([name]) => name === given.kind)
  const found = cases[selector]
  if (found === undefined) throw new Error(`no case ${given.kind}`)
  return { selector, value: toSsz(found[1], given.value) }
}
