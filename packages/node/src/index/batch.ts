import { type Codec, decode, encode, u64 } from '@demiurge/codec'
import type { Store, StoreOperation } from '@demiurge/state'

/** Store entries that one commit changes: reads see what was written before in the same batch. */
export class Batch {
  readonly #store: Store
  readonly #written = new Map<string, StoreOperation>()
  readonly #read = new Map<string, Uint8Array | undefined>()

  constructor(store: Store) {
    this.#store = store
  }

  async get<T>(key: Uint8Array, codec: Codec<T>): Promise<T | undefined> {
    const name = key.toHex()
    const written = this.#written.get(name)
    const bytes =
      written !== undefined
        ? written.value
        : this.#read.has(name)
          ? this.#read.get(name)
          : await this.#store.get(key)
    return bytes === undefined ? undefined : decode(codec, bytes)
  }

  /** Reads many keys at once that will be asked for: one by one they would cost ten times as much. Nobody else may write them meanwhile. */
  async prefetch(keys: readonly Uint8Array[]): Promise<void> {
    const missing = keys.filter((key) => !this.#written.has(key.toHex()) && !this.#read.has(key.toHex()))
    if (missing.length === 0) return
    const values = await this.#store.getMany(missing)
    for (const [i, key] of missing.entries()) this.#read.set(key.toHex(), values[i])
  }

  put<T>(key: Uint8Array, codec: Codec<T>, value: T): void {
    this.putBytes(key, encode(codec, value))
  }

  putBytes(key: Uint8Array, value: Uint8Array): void {
    this.#written.set(key.toHex(), { key, value })
  }

  delete(key: Uint8Array): void {
    this.#written.set(key.toHex(), { key, value: undefined })
  }

  /** Adds to a counter and returns what it was before. */
  async add(key: Uint8Array, amount: bigint): Promise<bigint> {
    const before = (await this.get(key, u64)) ?? 0n
    this.put(key, u64, before + amount)
    return before
  }

  operations(): readonly StoreOperation[] {
    return [...this.#written.values()]
  }
}
