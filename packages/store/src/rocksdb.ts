import type { Store } from '@demiurge/state'
import type RocksDB from 'rocksdb-native'
import { boundsOf } from './bounds.ts'
import { lockedError, reasonOf } from './error.ts'

/** Ten bits a key tell an absent key without reading the disk 99 times of 100. */
const BLOOM_BITS_PER_KEY = 10
/** Larger values live in files of their own, so that compaction does not copy them again and again. */
const MIN_BLOB_BYTES = 1 << 16
/** Entries fetched at once by an iteration: ten times as fast as one by one, and still little memory with large values. */
const READ_AHEAD = 32

/**
 * Opens RocksDB in a folder, with bloom filters and its LRU block cache. The binding has no synchronous writes: `flush` is what makes
 * batches survive a loss of power (they survive the end of the process at once). Throws StoreError `store.Locked` when the folder is open elsewhere.
 */
export async function openRocksDb(library: typeof RocksDB, folder: string): Promise<Store> {
  const db = new library(folder, {
    filterPolicy: new library.BloomFilterPolicy(BLOOM_BITS_PER_KEY),
    blockCache: true,
    enableBlobFiles: true,
    minBlobSize: MIN_BLOB_BYTES,
  })
  try {
    await db.ready()
  } catch (error) {
    throw /lock/i.test(reasonOf(error)) ? lockedError(folder, error) : error
  }
  return {
    engine: 'rocksdb',
    get: async (key) => (await db.get(key)) ?? undefined,
    async getMany(keys) {
      if (keys.length === 0) return []
      const batch = db.read({ capacity: keys.length, autoDestroy: true })
      const stored = keys.map((key) => batch.get(key))
      batch.tryFlush()
      return (await Promise.all(stored)).map((value) => value ?? undefined)
    },
    async batch(operations) {
      if (operations.length === 0) return
      const batch = db.write({ capacity: operations.length, autoDestroy: true })
      operations.forEach(({ key, value }) => {
        if (value === undefined) batch.tryDelete(key)
        else batch.tryPut(key, value)
      })
      await batch.flush()
    },
    async *iterate(range = {}) {
      const snapshot = db.snapshot()
      try {
        for await (const { key, value } of snapshot.iterator(boundsOf(range), { capacity: READ_AHEAD }))
          yield [key, value]
      } finally {
        await snapshot.close()
      }
    },
    flush: () => db.flush(),
    close: () => db.close(),
  }
}
