import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { type Database, DatabaseError, type Queries, type Row, type SqlValue } from './database.ts'

/** So many prepared statements are kept. */
const MOST_STATEMENTS = 256
/** How long another process may hold the file. */
const BUSY_MS = 10_000

/**
 * Opens the embedded database, SQLite in one file; `:memory:` is one that nothing is left of. What is committed survives the machine's
 * crash (write-ahead log, fsync). Several processes of one machine may have it open. Throws DatabaseError.
 */
export function openEmbedded(path: string): Database {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const file = guarded(() => new DatabaseSync(path, { timeout: BUSY_MS }))
  guarded(() => file.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON'))
  const queries = createQueries(file)
  // There is one connection: what is not of a running transaction waits until it has ended.
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work)
    last = mine.catch(() => {})
    return mine
  }
  return {
    query: (sql, ...parameters) => inTurn(() => queries.query(sql, ...parameters)),
    transaction: (work) =>
      inTurn(async () => {
        guarded(() => file.exec('BEGIN IMMEDIATE'))
        try {
          const result = await work(queries)
          guarded(() => file.exec('COMMIT'))
          return result
        } catch (error) {
          if (file.isTransaction) file.exec('ROLLBACK')
          throw error
        }
      }),
    close: () => inTurn(async () => file.close()),
  }
}

function createQueries(file: DatabaseSync): Queries {
  const statements = new Map<string, StatementSync>()
  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql)
    if (known !== undefined) return known
    if (statements.size >= MOST_STATEMENTS) statements.clear()
    const statement = file.prepare(sql.replace(/\$(\d+)/g, '?$1'))
    statements.set(sql, statement)
    return statement
  }
  return {
    async query(sql: string, ...parameters: readonly SqlValue[]) {
      return guarded(() => prepared(sql).all(...parameters) as unknown as readonly Row[])
    },
  }
}

const CONSTRAINT = 19
const UNIQUE_CONSTRAINTS: readonly number[] = [CONSTRAINT | (6 << 8), CONSTRAINT | (8 << 8)]

function guarded<T>(run: () => T): T {
  try {
    return run()
  } catch (error) {
    const { errcode, message } = error as { errcode?: number; message: string }
    const isConflict = errcode !== undefined && UNIQUE_CONSTRAINTS.includes(errcode)
    throw new DatabaseError(`the studio's database: ${message}`, { isConflict, cause: error })
  }
}
