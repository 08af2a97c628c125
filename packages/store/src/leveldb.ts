import type { Store } from '@demiurge/state'
import type { ClassicLevel } from 'classic-level'
import { boundsOf } from './bounds.ts'
import { lockedError } from './error.ts'

/**
 * Opens LevelDB in a folder: slower than RocksDB, with binaries for more machines. Every batch is synced, so that `flush` has nothing
 * left to do. Throws StoreError `store.Locked` when the folder is open elsewhere.
 */
export async function openLevelDb(library: typeof ClassicLevel, folder: string): Promise<Store> {
  const db = new library<Uint8Array, Uint8Array>(folder, {
    keyEncoding: 'view',
    valueEncoding: 'view',
    // Values come compressed where that pays.
    compression: false,
  })
  try {
    await db.open()
  } catch (error) {
    throw isLocked(error) ? lockedError(folder, error) : error
  }
  return {
    engine: 'leveldb',
    get: (key) => db.get(key),
    getMany: (keys) => db.getMany([...keys]),
    async batch(operations) {
      await db.batch(
        operations.map(({ key, value }) =>
          value === undefined ? { type: 'del', key } : { type: 'put', key, value },
        ),
        { sync: true },
      )
    },
    async *iterate(range = {}) {
      yield* db.iterator(boundsOf(range))
    },
    flush: async () => {},
    close: () => db.close(),
  }
}

function isLocked(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause && cause.code === 'LEVEL_LOCKED'
}
