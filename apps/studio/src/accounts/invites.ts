import type { InviteSecret, InviteView, Role } from '../contract/accounts.ts'
import type { Queries, Row } from '../database/database.ts'
import { StudioError } from '../error.ts'
import type { Member } from './members.ts'
import { hashOfToken, newId, newToken } from './token.ts'

const LIFE_MS = 3 * 24 * 3_600_000

/** An invitation, or with `userId` a link by which that member sets their password anew. */
export interface Invite extends InviteView {
  readonly userId?: string
}

const INVITES =
  'SELECT invites.*, users.name AS for_name FROM invites LEFT JOIN users ON users.id = invites.user_id'

/** Makes an invitation for a role, or a link for a member, valid for three days. A member's earlier links end. */
export async function makeInvite(
  queries: Queries,
  wish: { readonly role: Role; readonly member?: Member; readonly by: string; readonly nowMs: number },
): Promise<InviteSecret> {
  const { role, member, by, nowMs } = wish
  const token = newToken()
  const id = newId()
  await queries.query('DELETE FROM invites WHERE expires_ms < $1', nowMs)
  if (member !== undefined) await queries.query('DELETE FROM invites WHERE user_id = $1', member.id)
  await queries.query(
    'INSERT INTO invites (id, token_hash, role, user_id, made_by, created_ms, expires_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)',
    ...[id, hashOfToken(token), role, member?.id ?? null, by, nowMs, nowMs + LIFE_MS],
  )
  const invite = { id, role, by, createdMs: nowMs, expiresMs: nowMs + LIFE_MS }
  return { invite: member === undefined ? invite : { ...invite, for: member.name }, token }
}

/** Invitations that can still be taken, newest first. */
export async function listInvites(queries: Queries, nowMs: number): Promise<readonly InviteView[]> {
  const rows = await queries.query(
    `${INVITES} WHERE expires_ms >= $1 ORDER BY invites.created_ms DESC`,
    nowMs,
  )
  return rows.map(inviteOf).map(shown)
}

/** The invitation of a token. Throws StudioError `invite.Gone`. */
export async function getInvite(queries: Queries, token: string, nowMs: number): Promise<Invite> {
  const [row] = await queries.query(`${INVITES} WHERE token_hash = $1`, hashOfToken(token))
  const invite = row && inviteOf(row)
  if (invite === undefined || invite.expiresMs < nowMs)
    throw new StudioError(
      'invite.Gone',
      'this link was used already, taken back, or is older than three days: ask for a new one',
      { status: 410 },
    )
  return invite
}

/** Takes an invitation away; whether there was one. Of two that take it at once, one does. */
export async function removeInvite(queries: Queries, id: string): Promise<boolean> {
  return (await queries.query('DELETE FROM invites WHERE id = $1 RETURNING id', id)).length > 0
}

/** An invitation as others see it. */
export function shown({ userId: _, ...view }: Invite): InviteView {
  return view
}

function inviteOf(row: Row): Invite {
  return {
    id: String(row.id),
    role: row.role as Role,
    by: String(row.made_by),
    createdMs: Number(row.created_ms),
    expiresMs: Number(row.expires_ms),
    ...(typeof row.user_id === 'string' ? { userId: row.user_id, for: String(row.for_name) } : {}),
  }
}
