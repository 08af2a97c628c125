import {
  address,
  bool,
  byteList,
  type Codec,
  decode,
  encode,
  hash,
  type Infer,
  list,
  optional,
  struct,
  text,
  u8,
  u64,
  variant,
  vector,
} from '@demiurge/codec'
import { expect, test } from 'vitest'

/** True only when the two types are the same one, `readonly` included. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

const Item = struct({
  owner: address,
  title: text(64),
  edition: u8,
  price: optional(u64),
  traits: list(struct({ key: text(8), on: bool }), 4),
  parent: variant({ none: bool, item: hash }),
  body: byteList(9),
  pixel: vector(u8, 3),
})
type Item = Infer<typeof Item>

interface Expected {
  readonly owner: string
  readonly title: string
  readonly edition: number
  readonly price: bigint | null
  readonly traits: readonly { readonly key: string; readonly on: boolean }[]
  readonly parent:
    | { readonly kind: 'none'; readonly value: boolean }
    | { readonly kind: 'item'; readonly value: string }
  readonly body: Uint8Array
  readonly pixel: readonly number[]
}

test('the type that follows from a definition is the one a person would write', () => {
  const same: Same<{ [K in keyof Item]: Item[K] }, { [K in keyof Expected]: Expected[K] }> = true
  const notSame: Same<Item['edition'], bigint> = false
  const value: Expected = {
    owner: `0x${'01'.repeat(32)}`,
    title: 'Dawn',
    edition: 1,
    price: null,
    traits: [{ key: 'sky', on: true }],
    parent: { kind: 'item', value: `0x${'02'.repeat(32)}` },
    body: Uint8Array.of(1),
    pixel: [1, 2, 3],
  }
  const codec: Codec<Expected> = Item
  expect([same, notSame]).toEqual([true, false])
  expect(decode(Item, encode(codec, value))).toEqual(value)
})

test('a value that does not fit its definition does not compile', () => {
  // @ts-expect-error a u64 is a bigint
  expect(() => encode(u64, 1)).toThrow('expected a bigint')
  // @ts-expect-error there is no case 'gone'
  expect(() => encode(variant({ on: u8 }), { kind: 'gone', value: 1 })).toThrow('expected one of on')
  // @ts-expect-error the field `b` is missing
  expect(() => encode(struct({ a: u8, b: u8 }), { a: 1 })).toThrow('b: expected a whole number')
})
