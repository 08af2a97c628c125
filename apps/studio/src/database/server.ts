import postgres from 'postgres'
import { type Database, DatabaseError, type Queries, type Row, type SqlValue } from './database.ts'

/** Connections of one studio or worker. */
const CONNECTIONS = 8
const CONNECT_SECONDS = 10
const CLOSE_SECONDS = 5
const UNIQUE_VIOLATION = '23505'
const BIGINT_OID = 20

/** Opens the studio's database on a PostgreSQL server, `postgresql://user:password@host:port/database`: for several studios and render machines. Throws DatabaseError. */
export async function openServer(url: string): Promise<Database> {
  const sql = guardedSync(() =>
    postgres(url, {
      max: CONNECTIONS,
      connect_timeout: CONNECT_SECONDS,
      onnotice: () => {},
      types: {
        // Times and counters of the studio stay below 2^53.
        bigint: { to: BIGINT_OID, from: [BIGINT_OID], parse: Number, serialize: String },
      },
    }),
  )
  const database: Database = {
    ...queriesOf(sql),
    transaction: async (work) => {
      const result = await guarded(() =>
        sql.begin(async (inner) => ({ value: await work(queriesOf(inner)) })),
      )
      return result.value
    },
    close: () => sql.end({ timeout: CLOSE_SECONDS }),
  }
  await database.query('SELECT 1')
  return database
}

/** What runs statements: the pool, or one connection within a transaction. */
interface Runner {
  unsafe(text: string, parameters: SqlValue[], options: { prepare: boolean }): PromiseLike<unknown>
}

function queriesOf(sql: unknown): Queries {
  const runner = sql as Runner
  return {
    query: (text, ...parameters) =>
      guarded(async () => (await runner.unsafe(text, [...parameters], { prepare: true })) as readonly Row[]),
  }
}

async function guarded<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    throw explained(error)
  }
}

function guardedSync<T>(run: () => T): T {
  try {
    return run()
  } catch (error) {
    throw explained(error)
  }
}

/** Errors of the server in our words; what `work` threw stays what it is. */
function explained(error: unknown): unknown {
  const { code, severity, message = '' } = error as { code?: string; severity?: string; message?: string }
  if (severity === undefined && !/^(CONNECT|E[A-Z]+$)/.test(code ?? '')) return error
  return new DatabaseError(`the studio's PostgreSQL server: ${message}`, {
    isConflict: code === UNIQUE_VIOLATION,
    cause: error,
  })
}
