import type { Options } from 'postgres'
import { StoreError } from '../error.ts'

/** Where a PostgreSQL database is and who asks, read from a URL. */
export interface ServerAddress {
  /** Host, port and database as messages show them: never with a user's password. */
  readonly shown: string
  readonly database: string
  readonly user: string
  /** What the client library is given to connect. */
  readonly connection: Options<Record<string, never>>
}

const EXAMPLE = 'postgresql://user@127.0.0.1:5432/database'
const TLS_MODES = ['disable', 'require', 'verify-full'] as const

/**
 * Reads `postgresql://user:password@host:port/database?sslmode=…`; a host that begins with `%2F` is the folder of a Unix socket, and
 * without a password PGPASSWORD of the environment is used. Throws StoreError `store.InvalidUrl`, whose message does not repeat the URL.
 */
export function parseServerUrl(url: string): ServerAddress {
  const parsed = URL.parse(url)
  if (parsed === null || !['postgresql:', 'postgres:'].includes(parsed.protocol))
    throw invalid(`it is no URL of the form ${EXAMPLE}`)
  const host = decoded(parsed.hostname, 'host')
  const database = decoded(parsed.pathname.slice(1), 'database')
  const user = decoded(parsed.username, 'user')
  const pass = decoded(parsed.password, 'password')
  if (host === '' || database === '' || user === '')
    throw invalid(`it has to name a user, a host and a database, such as ${EXAMPLE}`)
  const port = parsed.port === '' ? 5432 : Number(parsed.port)
  const shown = host.startsWith('/') ? `${host} (port ${port})/${database}` : `${host}:${port}/${database}`
  return {
    shown,
    database,
    user,
    connection: {
      ...(host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : {}),
      ...(pass === '' ? {} : { pass }),
      host: host.replace(/^\[(.*)\]$/, '$1'),
      port,
      database,
      user,
      ssl: tlsOf(parsed.searchParams),
    },
  }
}

function tlsOf(parameters: URLSearchParams): false | 'require' | 'verify-full' {
  for (const name of parameters.keys())
    if (name !== 'sslmode') throw invalid(`it has the parameter "${name}"; the only one known is sslmode`)
  const mode = TLS_MODES.find((each) => each === (parameters.get('sslmode') ?? 'disable'))
  if (mode === undefined) throw invalid(`its sslmode must be one of ${TLS_MODES.join(', ')}`)
  return mode === 'disable' ? false : mode
}

function decoded(part: string, what: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    // The library's message would repeat the text, and with it perhaps the password.
    throw invalid(`its ${what} has a % that begins no escape; write %25 for it`)
  }
}

function invalid(reason: string): StoreError {
  return new StoreError('store.InvalidUrl', `the address of PostgreSQL cannot be used: ${reason}`)
}
