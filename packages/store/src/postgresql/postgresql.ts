import type { Store } from '@demiurge/state'
import { StoreError } from '../error.ts'
import { parseServerUrl, type ServerAddress } from './address.ts'
import { byteaArray } from './bytea-array.ts'
import { createReader, type Reader } from './reader.ts'
import { checkSchemaName, durabilityNotice, lockSchema, prepareSchema } from './schema.ts'
import { serverLost } from './server-error.ts'
import { openSession, type Session } from './session.ts'
import { createSnapshots } from './snapshots.ts'
import { createWriter } from './writer.ts'

/** The server notices within half a minute that a writer's machine is gone, and frees its lock. */
const WRITER = {
  tcp_keepalives_idle: '10',
  tcp_keepalives_interval: '5',
  tcp_keepalives_count: '4',
}

/** Which database, and which schema of it, holds a store. */
export interface PostgresqlOptions {
  /** `postgresql://user:password@host:port/database`. */
  readonly url: string
  readonly schema: string
  /** Told, in a sentence, when the server is set up so that acknowledged batches can be lost. */
  readonly onNotice?: ((notice: string) => void) | undefined
}

/**
 * Opens a store in a schema of a PostgreSQL database; both the schema and its tables are created when missing. A batch is one
 * transaction, and durable when it resolves. Throws StoreError `store.InvalidUrl`, `store.ServerUnreachable`, `store.AccessDenied`,
 * `store.DatabaseMissing`, `store.Locked`, `store.EngineMismatch`; later, when the server stopped, every call throws `store.ServerLost`.
 */
export async function openPostgresql({ url, schema, onNotice }: PostgresqlOptions): Promise<Store> {
  const address = parseServerUrl(url)
  const table = `${checkSchemaName(schema)}.entries`
  const writer = openSession(address, WRITER)
  try {
    await lockSchema(writer, address, schema)
    await prepareSchema(writer, address, schema)
    const notice = await durabilityNotice(writer, address)
    if (notice !== undefined) onNotice?.(notice)
  } catch (error) {
    await writer.close()
    throw error
  }
  const open = (): Session => {
    // Without the lock another process may be writing: what is read would then be of two minds.
    writer.check()
    return onceReached(openSession(address), address)
  }
  const reader = createReader(open, writer)
  const snapshots = createSnapshots({ table, reader, open })
  const batch = createWriter(writer, table)
  return {
    engine: 'postgresql',
    async get(key) {
      const [[value] = []] = await reader.query(`select value from ${table} where key = $1`, [key])
      return value as Uint8Array | undefined
    },
    getMany: (keys) => readMany(reader, table, keys),
    batch,
    iterate: snapshots.iterate,
    flush: async () => {},
    async close() {
      await Promise.all([reader.close(), snapshots.close()])
      // Last, for its lock keeps others away from what the others still read.
      await writer.close()
    },
  }
}

/** A session to a server that answered before: if it cannot be reached now it has stopped since, and that is how to say it. */
function onceReached(session: Session, address: ServerAddress): Session {
  return {
    ...session,
    query: (text, parameters) =>
      session.query(text, parameters).catch((error: unknown) => {
        const isGone = error instanceof StoreError && error.code === 'store.ServerUnreachable'
        throw isGone ? serverLost(address, error) : error
      }),
  }
}

/** Whether the server lets in who the URL names, and the schema can have that name. Throws as openPostgresql does. */
export async function checkServer(url: string, schema: string): Promise<void> {
  checkSchemaName(schema)
  const session = openSession(parseServerUrl(url))
  try {
    await session.query('select 1')
  } finally {
    await session.close()
  }
}

/** One statement, and so one moment. The select inside walks the primary key whatever the planner believes about the table. */
async function readMany(
  reader: Reader,
  table: string,
  keys: readonly Uint8Array[],
): Promise<(Uint8Array | undefined)[]> {
  const values = new Array<Uint8Array | undefined>(keys.length)
  if (keys.length === 0) return values
  const rows = await reader.query(
    `select position, (select value from ${table} as entry where entry.key = asked.key)
     from unnest($1::bytea[]) with ordinality as asked (key, position)`,
    [byteaArray(keys)],
  )
  for (const [position, value] of rows)
    values[Number(position) - 1] = value === null ? undefined : (value as Uint8Array)
  return values
}
