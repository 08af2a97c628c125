import { reasonOf, StoreError } from '../error.ts'
import type { ServerAddress } from './address.ts'

/** Codes of the system and of the client for a server that was never reached. */
const UNREACHABLE = new Set([
  ...['ECONNREFUSED', 'ENOENT', 'EACCES', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['ETIMEDOUT', 'CONNECT_TIMEOUT'],
])
/** Codes for a connection that was there and ended, and SQLSTATEs of a server that stops: class 57P (operator intervention). */
const LOST = new Set([
  ...['CONNECTION_CLOSED', 'CONNECTION_ENDED', 'CONNECTION_DESTROYED', 'ECONNRESET', 'EPIPE'],
  ...['57P01', '57P02', '57P05'],
])

/** The error for an operation whose connection to the server ended: nobody can tell whether what was being written got through. */
export function serverLost(address: ServerAddress, cause: unknown): StoreError {
  return new StoreError(
    'store.ServerLost',
    `the connection to PostgreSQL at ${address.shown} was lost (${reasonOf(cause)}): batches that were acknowledged are stored, those in between whole or not at all; see that the server runs, then start again`,
    { cause },
  )
}

/** Any failure of the client or the server as a StoreError that says what to do. Passwords are in none of them. */
export function serverError(error: unknown, address: ServerAddress): StoreError {
  if (error instanceof StoreError) return error
  const code = codeOf(error)
  const { shown, user, database } = address
  if (LOST.has(code)) return serverLost(address, error)
  if (UNREACHABLE.has(code))
    return new StoreError(
      'store.ServerUnreachable',
      `PostgreSQL at ${shown} cannot be reached (${code}): start it, or correct the address`,
      { cause: error },
    )
  if (code === '57P03' || code === '53300')
    return new StoreError(
      'store.ServerUnreachable',
      `PostgreSQL at ${shown} takes no connection now (${reasonOf(error)}): try again in a moment`,
      { cause: error },
    )
  if (code.startsWith('28'))
    return new StoreError(
      'store.AccessDenied',
      `PostgreSQL at ${shown} refuses user "${user}" (${reasonOf(error)}): correct user and password, or the server's pg_hba.conf`,
      { cause: error },
    )
  if (code === '42501')
    return new StoreError(
      'store.AccessDenied',
      `user "${user}" may not do this at ${shown} (${reasonOf(error)}): grant create on database "${database}" to it`,
      { cause: error },
    )
  if (code === '3D000')
    return new StoreError(
      'store.DatabaseMissing',
      `PostgreSQL at ${shown} has no database "${database}": create it with "createdb ${database}", or correct the address`,
      { cause: error },
    )
  return new StoreError('store.Engine', `postgresql failed at ${shown}: ${reasonOf(error)}`, { cause: error })
}

/** The stable part of a failure: a SQLSTATE, or a code of the system or of the client; empty when there is none. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
