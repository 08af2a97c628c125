import { startPostgresql } from '../../../test/postgresql-server.ts'
import type { Database } from '../src/database/database.ts'
import { openEmbedded } from '../src/database/embedded.ts'
import { openServer } from '../src/database/server.ts'

/** The databases that a story is told on. */
export interface Databases extends AsyncDisposable {
  readonly names: readonly ('embedded' | 'postgresql')[]
  /** An empty database. */
  open(name: 'embedded' | 'postgresql'): Promise<Database>
  /** An empty database as a studio's option: none for the embedded one, which lies in the studio's folder. */
  emptyUrl(name: 'embedded' | 'postgresql'): Promise<{ readonly databaseUrl?: string }>
}

/** Both; where PostgreSQL cannot be started here, the embedded one, and a line that says why. */
export async function startDatabases(): Promise<Databases> {
  const started = await startPostgresql().catch((error: unknown) => error as Error)
  const server = started instanceof Error ? undefined : started
  if (started instanceof Error)
    process.stderr.write(`PostgreSQL is left out of this suite: ${started.message}\n`)
  const empty = async (url: string): Promise<Database> => {
    const database = await openServer(url)
    await database.query('DROP SCHEMA public CASCADE')
    await database.query('CREATE SCHEMA public')
    return database
  }
  return {
    names: server === undefined ? ['embedded'] : ['embedded', 'postgresql'],
    async open(name) {
      if (name === 'embedded' || server === undefined) return openEmbedded(':memory:')
      return empty(server.url)
    },
    async emptyUrl(name) {
      if (name === 'embedded' || server === undefined) return {}
      await (await empty(server.url)).close()
      return { databaseUrl: server.url }
    },
    [Symbol.asyncDispose]: async () => server?.[Symbol.asyncDispose](),
  }
}
