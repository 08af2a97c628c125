import type { Codec } from '@demiurge/codec'

/**
 * State that can be read. A key is a text of two parts: the space, up to its last slash with the slash (`nft/items/`), and the name
 * behind it (`0x…`). The same key is always read with the same codec.
 */
export interface StateReader {
  /** The value at a key, or undefined. The value is shared: it must not be changed in place. */
  read<T>(space: string, name: string, codec: Codec<T>): T | undefined
}

/** State that can be read and written. A write of undefined deletes. */
export interface StateWriter extends StateReader {
  write<T>(space: string, name: string, codec: Codec<T>, value: T | undefined): void
}

/** One changed key, as it enters the tree and the log: canonical bytes, or null where the key was deleted. */
export interface StateChange {
  readonly key: string
  readonly bytes: Uint8Array | null
}
