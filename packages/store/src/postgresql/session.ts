import postgres from 'postgres'
import type { ServerAddress } from './address.ts'
import { serverError, serverLost } from './server-error.ts'

/** One row: its columns in the order asked for. */
export type Row = readonly unknown[]

/** One connection to the server, for ever: once it has ended, so has everything that it held, locks and snapshots. */
export interface Session {
  /**
   * Runs a statement; one with parameters is prepared once. Several may run at a time, and are answered in order. Throws StoreError:
   * `store.ServerLost` from the end of the connection on.
   */
  query(text: string, parameters?: readonly Parameter[]): Promise<readonly Row[]>
  /** Throws `store.ServerLost` when the connection has ended. */
  check(): void
  /** Ends the connection; what runs is finished first. */
  close(): Promise<void>
}

/** What stands for $1, $2, … of a statement. */
export type Parameter = string | number | Uint8Array

const CONNECT_SECONDS = 10
const KEEP_ALIVE_SECONDS = 15
const CLOSE_SECONDS = 5

/**
 * What every statement here wants: a walk of the primary key. The planner's statistics are of yesterday, or of never, when millions of
 * entries have just been written; left to itself it then reads and sorts the whole table.
 */
const PLANNER = {
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  jit: 'off',
  plan_cache_mode: 'force_generic_plan',
}

/** A server may be set up to end what takes long or waits: the writer waits for the next batch, a snapshot for whoever reads it. */
// Text, for the library sends no number 0.
const PATIENCE: Readonly<Record<string, string>> = {
  idle_in_transaction_session_timeout: '0',
  idle_session_timeout: '0',
  statement_timeout: '0',
  lock_timeout: '0',
}

/**
 * Opens a session; the connection is made with the first statement. `parameters` are settings of the server for this connection, such as
 * `{ work_mem: '64MB' }`.
 */
export function openSession(
  address: ServerAddress,
  parameters: Readonly<Record<string, string>> = {},
): Session {
  let connected = false
  let lost: unknown
  // The library forgets queries that are given to a connection between its error and its end: they would never be answered.
  const pending = new Set<(error: unknown) => void>()
  const lose = (cause: unknown): void => {
    lost ??= cause
    for (const reject of pending) reject(serverLost(address, lost))
    pending.clear()
    // It would connect again by itself, and hand the answers of the new connection to queries of the old one.
    void sql.end({ timeout: 0 })
  }
  const sql = postgres({
    ...address.connection,
    max: 1,
    // Only the operator ends a connection; the library would after half an hour, and with it the lock.
    max_lifetime: null,
    idle_timeout: 0,
    connect_timeout: CONNECT_SECONDS,
    keep_alive: KEEP_ALIVE_SECONDS,
    fetch_types: false,
    prepare: true,
    connection: {
      application_name: 'demiurge',
      bytea_output: 'hex',
      client_min_messages: 'warning',
      ...PLANNER,
      ...PATIENCE,
      ...parameters,
    },
    // The library would print them.
    onnotice: () => {},
    onclose: () => {
      if (connected) lose(new Error('the server or the network closed it'))
    },
  })
  const check = (): void => {
    if (lost !== undefined) throw serverLost(address, lost)
  }
  const run = async (text: string, values: readonly Parameter[]): Promise<readonly Row[]> => {
    try {
      const rows = await sql.unsafe(text, [...values], { prepare: values.length > 0 }).values()
      connected = true
      return rows
    } catch (error) {
      const known = serverError(error, address)
      if (known.code === 'store.ServerLost') lose(error)
      throw known
    }
  }
  return {
    async query(text, values = []) {
      check()
      const { promise, resolve, reject } = Promise.withResolvers<readonly Row[]>()
      pending.add(reject)
      run(text, values).then(resolve, reject)
      try {
        return await promise
      } finally {
        pending.delete(reject)
      }
    },
    check,
    close: () => sql.end({ timeout: CLOSE_SECONDS }),
  }
}
