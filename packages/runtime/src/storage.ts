import { type Codec, decode, encode, type Fields, fromHex } from '@demiurge/codec'
import type { StateReader, StateWriter, Sum } from '@demiurge/state'

/** Something with state to read: a call's context, or a node that answers a query. */
export interface Reading {
  readonly state: StateReader
}

/** Something with state to read and write. */
export interface Writing {
  readonly state: StateWriter
}

/** One stored value. */
export interface StateValue<V> {
  readonly path: string
  get(ctx: Reading): V | undefined
  set(ctx: Writing, value: V): void
}

/** Stored values by key. */
export interface StateMap<K, V> {
  readonly path: string
  readonly value: Codec<V>
  get(ctx: Reading, key: K): V | undefined
  set(ctx: Writing, key: K, value: V): void
  delete(ctx: Writing, key: K): void
  /** Adds an amount without looking at the value: transactions that only do that can run beside each other. The module declares the sum. */
  add(ctx: Writing, key: K, sum: Sum<V>, amount: bigint): void
  /** The full state key of an entry: what a proof is asked for. */
  keyOf(key: K): string
  /** The key of an entry by its full state key: the inverse of `keyOf`. Throws CodecError. */
  parseKey(stateKey: string): K
}

/** Lists the full state keys that begin with a prefix. */
export type ListKeys = (prefix: string) => Iterable<string>

/** Every entry of a map, for invariants and queries; the order is that of `keys` and must not decide state. */
export function* entriesOf<K, V>(
  map: StateMap<K, V>,
  state: StateReader,
  keys: ListKeys,
): Generator<readonly [K, V]> {
  for (const stateKey of keys(`${map.path}/`)) {
    const value = state.read(`${map.path}/`, stateKey.slice(map.path.length + 1), map.value)
    if (value !== undefined) yield [map.parseKey(stateKey), value]
  }
}

/** A single value at a fixed path, such as `balances/supply`. */
export function stateValue<V>(path: string, value: Codec<V>): StateValue<V> {
  const at = path.lastIndexOf('/') + 1
  const space = path.slice(0, at)
  const name = path.slice(at)
  return {
    path,
    get: (ctx) => ctx.state.read(space, name, value),
    set: (ctx, item) => ctx.state.write(space, name, value, item),
  }
}

/**
 * A keyed collection under a path; the state key is `path/` and the key's canonical bytes as 0x hex. The path is part of the
 * protocol: renaming it is a migration.
 */
export function stateMap<K, V>(path: string, key: Codec<K>, value: Codec<V>): StateMap<K, V> {
  const space = `${path}/`
  const nameOf = remembering((k: K) => hexOf(key, k))
  return {
    path,
    value,
    keyOf: (k) => space + nameOf(k),
    parseKey: (stateKey) => decode(key, fromHex(stateKey.slice(space.length))),
    get: (ctx, k) => ctx.state.read(space, nameOf(k), value),
    set: (ctx, k, v) => ctx.state.write(space, nameOf(k), value, v),
    delete: (ctx, k) => ctx.state.write(space, nameOf(k), value, undefined),
    add: (ctx, k, sum, amount) => ctx.state.add(space, nameOf(k), sum, amount),
  }
}

/**
 * The canonical bytes of a key as 0x hex. Keys are made of byte vectors, which are hex in memory already: those are put together
 * without a way through bytes, which would take several times as long.
 */
function hexOf<K>(codec: Codec<K> & { readonly fields?: Fields }, key: K): string {
  if (codec.fixedSize !== undefined) {
    if (typeof key === 'string') return key
    if (typeof key === 'number') return littleEndianHex(key, codec.fixedSize)
    if (codec.fields !== undefined) return fieldsAsHex(codec.fields, key as Readonly<Record<string, unknown>>)
  }
  return `0x${encode(codec, key).toHex()}`
}

/** The fields of a fixed-size struct one after the other, which is how SSZ writes it. */
function fieldsAsHex(fields: Fields, key: Readonly<Record<string, unknown>>): string {
  let hex = ''
  for (const name in fields) {
    const field = fields[name]
    if (field === undefined) continue
    const part = hexOf(field, key[name])
    hex = hex === '' ? part : hex + part.slice(2)
  }
  return hex
}

function littleEndianHex(value: number, size: number): string {
  let hex = '0x'
  for (let i = 0, rest = value; i < size; i++, rest = Math.floor(rest / 256))
    hex += (rest % 256).toString(16).padStart(2, '0')
  return hex
}

const REMEMBERED = 4

/**
 * Remembers the last few results, where a key is more than digits already. A transaction names the same few entries again and again,
 * and putting a name together is dear. Keys are values: an object that was used as a key is not changed afterwards.
 */
function remembering<K>(build: (key: K) => string): (key: K) => string {
  const keys = new Array<K | undefined>(REMEMBERED).fill(undefined)
  const built = new Array<string>(REMEMBERED).fill('')
  let newest = 0
  return (key) => {
    if (typeof key === 'string') return build(key)
    for (let i = 0, at = newest; i < REMEMBERED; i++, at = (at + REMEMBERED - 1) % REMEMBERED)
      if (keys[at] === key) return built[at] ?? ''
    const result = build(key)
    newest = (newest + 1) % REMEMBERED
    keys[newest] = key
    built[newest] = result
    return result
  }
}
