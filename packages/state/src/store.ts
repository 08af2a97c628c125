/** One change of a batch: a put when `value` is given, a delete when it is undefined. Keys are 1 to 2,048 bytes, values at most 128 MiB. */
export interface StoreOperation {
  readonly key: Uint8Array
  readonly value: Uint8Array | undefined
}

/** A range of keys in byte order (a prefix sorts before what it begins), bounds included below and excluded above. */
export interface StoreRange {
  /** From this key on. */
  readonly gte?: Uint8Array
  /** Up to, but without, this key. */
  readonly lt?: Uint8Array
  /** Descending instead of ascending. */
  readonly reverse?: boolean
  /** At most this many entries. */
  readonly limit?: number
  /** Ends the iteration by throwing; an AbortSignal fits. */
  readonly signal?: { throwIfAborted(): void }
}

/**
 * An ordered map from bytes to bytes. Every engine behaves the same. What is given must stay as it is until the call resolves; what
 * is returned is the caller's. After `close` every call fails with code `store.Closed`; a failure below has code `store.Engine` and its cause.
 */
export interface Store {
  /** The engine that keeps the data: `rocksdb`, `leveldb`, `postgresql`, `memory`. */
  readonly engine: string
  /** The value at a key, or undefined. */
  get(key: Uint8Array): Promise<Uint8Array | undefined>
  /** The values at several keys, in the order asked, all of one moment. */
  getMany(keys: readonly Uint8Array[]): Promise<(Uint8Array | undefined)[]>
  /** Applies all operations or none; of two for one key the later counts. It survives the end of the process as soon as it resolves. */
  batch(operations: readonly StoreOperation[]): Promise<void>
  /**
   * That these operations will be part of a batch, the very same values: an engine may begin to write them, so that the batch has less to
   * wait for. Nobody sees anything of them before. Engines without such a thing leave it out.
   */
  ahead?(operations: readonly StoreOperation[]): void
  /** The entries of a range, in order, all of the moment at which the first is asked for. Breaking off frees everything. */
  iterate(range?: StoreRange): AsyncIterable<readonly [key: Uint8Array, value: Uint8Array]>
  /** Resolves when every batch that resolved before survives a loss of power. */
  flush(): Promise<void>
  /** Waits for running calls, ends iterations with `store.Closed`, and frees the folder. Closing again does nothing. */
  close(): Promise<void>
}
