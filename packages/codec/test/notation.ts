/** Types written as plain data, so that test vectors and random definitions can name them in any language. @module */

import {
  address,
  bool,
  byteList,
  bytes,
  type Codec,
  list,
  optional,
  struct,
  text,
  u8,
  u16,
  u32,
  u64,
  u128,
  u256,
  variant,
  vector,
} from '@demiurge/codec'

/** A type: a basic one by its name, the others as an object with one constructor. Parts are pairs, as their order counts. */
export type Notation =
  | 'bool'
  | 'u8'
  | 'u16'
  | 'u32'
  | 'u64'
  | 'u128'
  | 'u256'
  | 'address'
  | { readonly bytes: number }
  | { readonly byteList: number }
  | { readonly text: number }
  | { readonly list: Notation; readonly max: number }
  | { readonly vector: Notation; readonly length: number }
  | { readonly optional: Notation }
  | { readonly struct: Parts }
  | { readonly variant: Parts }

export type Parts = readonly (readonly [name: string, type: Notation])[]

/** The codec of a type. Its value's type is known only when it runs, so its values are unknown. */
export type AnyCodec = Codec<unknown>

const NAMED = { bool, u8, u16, u32, u64, u128, u256, address }

export function codecOf(type: Notation): AnyCodec {
  if (typeof type === 'string') return NAMED[type] as AnyCodec
  if ('bytes' in type) return bytes(type.bytes) as AnyCodec
  if ('byteList' in type) return byteList(type.byteList) as AnyCodec
  if ('text' in type) return text(type.text) as AnyCodec
  if ('list' in type) return list(codecOf(type.list), type.max) as AnyCodec
  if ('vector' in type) return vector(codecOf(type.vector), type.length) as AnyCodec
  if ('optional' in type) return optional(codecOf(type.optional))
  if ('struct' in type) return struct(codecsOf(type.struct)) as AnyCodec
  return variant(codecsOf(type.variant)) as AnyCodec
}

function codecsOf(parts: Parts): { [name: string]: AnyCodec } {
  return Object.fromEntries(parts.map(([name, type]) => [name, codecOf(type)]))
}
