import type { Codec } from '@demiurge/codec'

/**
 * State that can be read. A key is a text of two parts: the space, up to its last slash with the slash (`nft/items/`), and the name
 * behind it (`0x…`). The same key is always read with the same codec.
 */
export interface StateReader {
  /** The value at a key, or undefined. The value is shared: it must not be changed in place. */
  read<T>(space: string, name: string, codec: Codec<T>): T | undefined
}

/**
 * How amounts are added to a value without looking at it. Adding one amount after another gives what adding both at once would, in
 * either order: so an overlay may put it off.
 */
export interface Sum<T> {
  readonly codec: Codec<T>
  /** The value with the amount added; undefined where there was none. */
  readonly add: (value: T | undefined, amount: bigint) => T
}

/** State that can be read and written. A write of undefined deletes. */
export interface StateWriter extends StateReader {
  write<T>(space: string, name: string, codec: Codec<T>, value: T | undefined): void
  /** Adds to the value at a key, which whoever reads it finds added. The amount is not negative; 0 does nothing. */
  add<T>(space: string, name: string, sum: Sum<T>, amount: bigint): void
}

/** One changed key, as it enters the tree and the log: canonical bytes, or null where the key was deleted. */
export interface StateChange {
  readonly key: string
  readonly bytes: Uint8Array | null
}
