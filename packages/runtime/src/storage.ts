import { type Codec, encode } from '@demiurge/codec'
import type { StateReader, StateWriter } from '@demiurge/state'

interface Reading {
  readonly state: StateReader
}
interface Writing {
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
  /** The full state key of an entry: what a proof is asked for. */
  keyOf(key: K): string
}

/** A single value at a fixed path, such as `balances/supply`. */
export function stateValue<V>(path: string, value: Codec<V>): StateValue<V> {
  return {
    path,
    get: (ctx) => ctx.state.read(path, value),
    set: (ctx, item) => ctx.state.write(path, value, item),
  }
}

/**
 * A keyed collection under a path; the state key is `path/` and the key's canonical bytes as 0x hex. The path is part of the
 * protocol: renaming it is a migration.
 */
export function stateMap<K, V>(path: string, key: Codec<K>, value: Codec<V>): StateMap<K, V> {
  const prefix = `${path}/`
  // A key that is a byte vector is its own hex in memory already; anything else is encoded.
  const keyOf = (k: K): string =>
    prefix + (typeof k === 'string' && key.fixedSize !== undefined ? k : `0x${encode(key, k).toHex()}`)
  return {
    path,
    value,
    keyOf,
    get: (ctx, k) => ctx.state.read(keyOf(k), value),
    set: (ctx, k, v) => ctx.state.write(keyOf(k), value, v),
    delete: (ctx, k) => ctx.state.write(keyOf(k), value, undefined),
  }
}
