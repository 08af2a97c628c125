import { type Codec, decode, encode, u64 } from '@demiurge/codec'
import type { Store, StoreOperation } from '@demiurge/state'

/** Store entries that one commit changes: reads see what was written before in the same batch. */
export class Batch {
  readonly #store: Store
  readonly #written = new Map<string, StoreOperation>()

  constructor(store: Store) {
    this.#store = store
  }

  async get<T>(key: Uint8Array, codec: Codec<T>): Promise<T | undefined> {
    const written = this.#written.get(key.toHex())
    const bytes = written === undefined ? await this.#store.get(key) : written.value
    return bytes === undefined ? undefined : decode(codec, bytes)
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
