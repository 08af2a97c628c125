import type { Store } from '@demiurge/state'
import { openStore } from '@demiurge/store'
import { type PostgresqlServer, startPostgresql } from '../../../test/postgresql-server.ts'

/** An engine of the suites; a cache before one, and a log of values beside one, are held to the same promises. */
export type Engine =
  | 'memory'
  | 'leveldb'
  | 'rocksdb'
  | 'postgresql'
  | 'rocksdb with a cache'
  | 'rocksdb with a value log'

/** The engines that a suite is held to here, and the server of one of them. */
export interface Engines extends AsyncDisposable {
  readonly names: readonly Engine[]
  /** Undefined where no server can be started. */
  readonly server: PostgresqlServer | undefined
  open(engine: Engine, directory: string): Promise<Store>
}

/** So small that it forgets all the time. */
const SMALL_CACHE_BYTES = 20_000

/** All engines; where PostgreSQL cannot be started here, those without it, and a line that says why. */
export async function startEngines(options: { readonly fsync?: boolean } = {}): Promise<Engines> {
  const started = await startPostgresql(options).catch((error: unknown) => error as Error)
  const server = started instanceof Error ? undefined : started
  if (started instanceof Error)
    process.stderr.write(`PostgreSQL is left out of this suite: ${started.message}\n`)
  return {
    names: [
      'memory',
      'leveldb',
      'rocksdb',
      'rocksdb with a cache',
      'rocksdb with a value log',
      ...(server === undefined ? [] : ['postgresql' as const]),
    ],
    server,
    open(engine, directory) {
      if (engine === 'memory') return openStore({ engine })
      if (engine === 'rocksdb with a cache')
        return openStore({ engine: 'rocksdb', directory, cacheBytes: SMALL_CACHE_BYTES })
      return openDiskEngine(engine, directory, server?.url)
    },
    async [Symbol.asyncDispose]() {
      await server?.[Symbol.asyncDispose]()
    },
  }
}

/** Opens one that a process of its own can open as well. */
export function openDiskEngine(
  engine: Exclude<Engine, 'memory' | 'rocksdb with a cache'>,
  directory: string,
  url?: string,
): Promise<Store> {
  if (engine === 'rocksdb with a value log')
    return openStore({ engine: 'rocksdb', directory, isPermanent: () => true })
  return openStore({ engine, directory, url })
}
