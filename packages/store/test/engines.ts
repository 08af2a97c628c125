import type { Store } from '@demiurge/state'
import { openStore } from '@demiurge/store'
import { type PostgresqlServer, startPostgresql } from '../../../test/postgresql-server.ts'

/** An engine of the suites. */
export type Engine = 'memory' | 'leveldb' | 'rocksdb' | 'postgresql'

/** The engines that a suite is held to here, and the server of one of them. */
export interface Engines extends AsyncDisposable {
  readonly names: readonly Engine[]
  /** Undefined where no server can be started. */
  readonly server: PostgresqlServer | undefined
  open(engine: Engine, directory: string): Promise<Store>
}

/** All engines; where PostgreSQL cannot be started here, those without it, and a line that says why. */
export async function startEngines(options: { readonly fsync?: boolean } = {}): Promise<Engines> {
  const started = await startPostgresql(options).catch((error: unknown) => error as Error)
  const server = started instanceof Error ? undefined : started
  if (started instanceof Error)
    process.stderr.write(`PostgreSQL is left out of this suite: ${started.message}\n`)
  return {
    names: ['memory', 'leveldb', 'rocksdb', ...(server === undefined ? [] : ['postgresql' as const])],
    server,
    open: (engine, directory) =>
      openStore(engine === 'memory' ? { engine } : { engine, directory, url: server?.url }),
    async [Symbol.asyncDispose]() {
      await server?.[Symbol.asyncDispose]()
    },
  }
}
