import type { OwnSessionView } from '../contract/accounts.ts'
import type { Queries, Row } from '../database/database.ts'
import { hashOfToken, newId, newToken } from './token.ts'

const HOUR_MS = 3_600_000
/** A session ends so long after it was last used, */
const IDLE_MS = 12 * HOUR_MS
/** and so long after it began. */
export const LONGEST_SESSION_MS = 30 * 24 * HOUR_MS
/** The second factor is due so soon after the password. */
const PENDING_MS = 10 * 60_000
/** Security settings change within so long after somebody showed who they are. */
const CONFIRMED_MS = 10 * 60_000
/** Last use is written down as often as this. */
const USED_STEP_MS = 60_000
const MOST_OF_ONE = 50

/** A session that is neither ended nor too old. */
export interface Session {
  readonly id: string
  readonly userId: string
  /** The password was right, the second factor is due. */
  readonly isPending: boolean
  readonly createdMs: number
  readonly usedMs: number
  readonly confirmedMs: number
  readonly device: string
  readonly address: string
}

/** Where somebody signs in from. */
export interface Place {
  readonly device: string
  readonly address: string
}

/** Begins a session and gives its token, which is kept as a hash only. Sessions that are too old, and the oldest of too many, go. */
export async function beginSession(
  queries: Queries,
  { userId, isPending, nowMs, place }: { userId: string; isPending: boolean; nowMs: number; place: Place },
): Promise<string> {
  await queries.query(
    'DELETE FROM sessions WHERE created_ms < $1 OR used_ms < $2',
    nowMs - LONGEST_SESSION_MS,
    nowMs - IDLE_MS,
  )
  await queries.query(
    'DELETE FROM sessions WHERE user_id = $1 AND id NOT IN (SELECT id FROM sessions WHERE user_id = $1 ORDER BY used_ms DESC, id LIMIT $2)',
    ...[userId, MOST_OF_ONE - 1],
  )
  const token = newToken()
  await queries.query(
    'INSERT INTO sessions (id, token_hash, user_id, is_pending, created_ms, used_ms, confirmed_ms, device, address) VALUES ($1, $2, $3, $4, $5, $5, $5, $6, $7)',
    ...[newId(), hashOfToken(token), userId, isPending ? 1 : 0, nowMs, place.device, place.address],
  )
  return token
}

/** The session of a token; undefined when there is none or it is over. Its use is written down, unless it is only looked at. */
export async function findSession(
  queries: Queries,
  token: string,
  { nowMs, isUse = true }: { readonly nowMs: number; readonly isUse?: boolean },
): Promise<Session | undefined> {
  const [row] = await queries.query('SELECT * FROM sessions WHERE token_hash = $1', hashOfToken(token))
  const session = row && sessionOf(row)
  if (session === undefined || isOver(session, nowMs)) return undefined
  if (isUse && nowMs - session.usedMs >= USED_STEP_MS)
    await queries.query('UPDATE sessions SET used_ms = $2 WHERE id = $1', session.id, nowMs)
  return session
}

/** Sessions of a member, the latest used first. */
export async function listSessions(
  queries: Queries,
  { userId, nowMs, ownId }: { userId: string; nowMs: number; ownId: string },
): Promise<readonly OwnSessionView[]> {
  const rows = await queries.query(
    'SELECT * FROM sessions WHERE user_id = $1 AND is_pending = 0 ORDER BY used_ms DESC, id',
    userId,
  )
  return rows
    .map(sessionOf)
    .filter((session) => !isOver(session, nowMs))
    .map(({ id, device, address, createdMs, usedMs }) => ({
      ...{ id, device, address, createdMs, usedMs, isThis: id === ownId },
    }))
}

/** Ends a session; whether there was one. */
export async function endSession(queries: Queries, id: string): Promise<boolean> {
  return (await queries.query('DELETE FROM sessions WHERE id = $1 RETURNING id', id)).length > 0
}

/** Notes that whoever has this session showed anew who they are. */
export async function confirmSession(queries: Queries, id: string, nowMs: number): Promise<void> {
  await queries.query('UPDATE sessions SET confirmed_ms = $2 WHERE id = $1', id, nowMs)
}

/** Whether security settings may be changed with this session now. */
export function isConfirmed({ confirmedMs }: Session, nowMs: number): boolean {
  return nowMs - confirmedMs <= CONFIRMED_MS
}

function isOver({ createdMs, usedMs, isPending }: Session, nowMs: number): boolean {
  if (isPending) return nowMs - createdMs > PENDING_MS
  return nowMs - usedMs > IDLE_MS || nowMs - createdMs > LONGEST_SESSION_MS
}

function sessionOf(row: Row): Session {
  return {
    id: String(row.id),
    userId: String(row.user_id),
    isPending: Number(row.is_pending) !== 0,
    createdMs: Number(row.created_ms),
    usedMs: Number(row.used_ms),
    confirmedMs: Number(row.confirmed_ms),
    device: String(row.device),
    address: String(row.address),
  }
}
