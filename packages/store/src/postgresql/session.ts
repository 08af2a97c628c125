import postgres from 'postgres'
import type { ServerAddress } from './address.ts'
import { serverError, serverLost } from './server-error.ts'

/** One row: its columns in the order asked for. */
export type Row = readonly unknown[]

/** A statement and its parameters, sent on one connection or on one of several. */
export interface Session {
  /** Runs one statement; statements with parameters are prepared once. Throws StoreError, `store.ServerLost` when the connection ended. */
  query(text: string, parameters?: readonly (string | number | Uint8Array)[]): Promise<readonly Row[]>
  /** Throws `store.ServerLost` when the only connection has ended. */
  check(): void
  /** Ends the connections; what runs is finished first. */
  close(): Promise<void>
}

/** How many connections a session has, and who is told when the only one of them ends. */
export interface SessionOptions {
  readonly address: ServerAddress
  readonly connections: number
  /** What the server is asked to do for this connection only, such as `{ synchronous_commit: 'on' }`. */
  readonly parameters?: Readonly<Record<string, string>>
}

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

/**
 * Opens a session. With one connection the session is that connection: once it has ended, every query throws `store.ServerLost`, for the
 * locks and the snapshot that it held are gone. With several, a connection that ended is replaced.
 */
export function openSession({ address, connections, parameters = {} }: SessionOptions): Session {
  let connected = false
  let lost: unknown
  const sql = postgres({
    ...address.connection,
    max: connections,
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
      ...parameters,
    },
    // The library would print them.
    onnotice: () => {},
    onclose: () => {
      if (connected && connections === 1) lost ??= new Error('it was closed by the server or the network')
    },
  })
  const check = (): void => {
    if (lost !== undefined) throw serverLost(address, lost)
  }
  return {
    async query(text, values = []) {
      check()
      try {
        const rows = await sql.unsafe(text, [...values], { prepare: values.length > 0 }).values()
        connected = true
        return rows
      } catch (error) {
        throw serverError(error, address)
      }
    },
    check,
    close: () => sql.end({ timeout: CLOSE_SECONDS }),
  }
}
