/** The part of rocksdb-native 3.18 that is used here; the package comes without types. */
declare module 'rocksdb-native' {
  interface Batch {
    destroy(): void
  }
  interface ReadBatch extends Batch {
    get(key: Uint8Array): Promise<Buffer | null>
    tryFlush(): void
  }
  interface WriteBatch extends Batch {
    tryPut(key: Uint8Array, value: Uint8Array): void
    tryDelete(key: Uint8Array): void
    flush(): Promise<void>
  }
  interface Range {
    readonly gte?: Uint8Array
    readonly lt?: Uint8Array
    readonly reverse?: boolean
    readonly limit?: number
  }
  class BloomFilterPolicy {
    constructor(bitsPerKey: number)
  }
  interface Options {
    readonly filterPolicy?: BloomFilterPolicy
    readonly blockCache?: boolean
    readonly enableBlobFiles?: boolean
    readonly minBlobSize?: number
  }
  class RocksDB {
    static readonly BloomFilterPolicy: typeof BloomFilterPolicy
    constructor(path: string, options?: Options)
    ready(): Promise<void>
    close(): Promise<void>
    flush(): Promise<void>
    snapshot(): RocksDB
    get(key: Uint8Array): Promise<Buffer | null>
    read(options: { readonly capacity: number; readonly autoDestroy: boolean }): ReadBatch
    write(options: { readonly capacity: number; readonly autoDestroy: boolean }): WriteBatch
    iterator(
      range: Range,
      options: { readonly capacity: number },
    ): AsyncIterable<{ readonly key: Buffer; readonly value: Buffer }>
  }
  // biome-ignore lint/style/noDefaultExport: it is how the package exports
  export default RocksDB
}
