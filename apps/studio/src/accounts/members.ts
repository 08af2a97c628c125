import type { Role, UserView } from '../contract/accounts.ts'
import { DatabaseError, type Queries, type Row } from '../database/database.ts'
import { StudioError } from '../error.ts'
import { newId } from './token.ts'

/** A member with what only the studio knows of them. */
export interface Member {
  readonly id: string
  readonly name: string
  readonly role: Role
  /** argon2id. */
  readonly password: string
  /** Secret of their authenticator app, sealed (`Secrets`). */
  readonly totp: Uint8Array | undefined
  /** One that was offered, sealed, no code of which was shown yet. */
  readonly totpPending: Uint8Array | undefined
  readonly createdMs: number
  readonly isDisabled: boolean
  readonly passkeys: number
  readonly recoveryCodes: number
}

/** Names that the audit log uses for who is no member. */
const RESERVED: readonly string[] = ['local', 'operator', 'nobody']

const MEMBERS =
  'SELECT users.*, (SELECT COUNT(*) FROM passkeys WHERE user_id = users.id) AS passkeys, (SELECT COUNT(*) FROM recovery_codes WHERE user_id = users.id) AS recovery_codes FROM users'

/** Names are compared by this. */
export function nameKey(name: string): string {
  return name.toWellFormed().normalize('NFKC').toLowerCase()
}

/** All members, in the order in which they came. */
export async function listMembers(queries: Queries): Promise<readonly Member[]> {
  return (await queries.query(`${MEMBERS} ORDER BY created_ms, name_key`)).map(memberOf)
}

/** A member by identifier; undefined when there is none. */
export async function findMember(queries: Queries, id: string): Promise<Member | undefined> {
  const [row] = await queries.query(`${MEMBERS} WHERE users.id = $1`, id)
  return row && memberOf(row)
}

/** A member by name; undefined when there is none. */
export async function findMemberByName(queries: Queries, name: string): Promise<Member | undefined> {
  // PostgreSQL knows no NUL, and no name has one.
  const [row] = await queries.query(`${MEMBERS} WHERE name_key = $1`, nameKey(name).replaceAll('\0', ''))
  return row && memberOf(row)
}

/** A member by identifier. Throws StudioError `member.NotFound`. */
export async function getMember(queries: Queries, id: string): Promise<Member> {
  const member = await findMember(queries, id)
  if (member === undefined)
    throw new StudioError('member.NotFound', 'there is no such member', { status: 404 })
  return member
}

/** Whether anybody has an account. */
export async function hasMembers(queries: Queries): Promise<boolean> {
  return (await queries.query('SELECT id FROM users LIMIT 1')).length > 0
}

/** Letters and digits of any script, and `. _ - @` and single spaces between them. */
const NAME = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}._@-]| (?! ))*[\p{L}\p{M}\p{N}]$/u

function checkName(name: string): void {
  const { length } = [...name]
  if (length < 3 || length > 64 || !NAME.test(name))
    throw new StudioError(
      'member.BadName',
      'a name has 3 to 64 letters and digits, with . _ - @ or single spaces between them',
      { field: 'name' },
    )
}

/** Adds a member. Throws StudioError `member.BadName`, `member.NameTaken`. */
export async function addMember(
  queries: Queries,
  member: { readonly name: string; readonly role: Role; readonly password: string; readonly nowMs: number },
): Promise<string> {
  checkName(member.name)
  const id = newId()
  const key = nameKey(member.name)
  if (RESERVED.includes(key)) throw nameTaken(member.name)
  try {
    await queries.query(
      'INSERT INTO users (id, name, name_key, role, password, totp_step, created_ms, is_disabled) VALUES ($1, $2, $3, $4, $5, 0, $6, 0)',
      ...[id, member.name, key, member.role, member.password, member.nowMs],
    )
  } catch (error) {
    if (error instanceof DatabaseError && error.isConflict) throw nameTaken(member.name)
    throw error
  }
  return id
}

function nameTaken(name: string): StudioError {
  return new StudioError('member.NameTaken', `${name} is taken: take another name`, {
    status: 409,
    field: 'name',
  })
}

/** First in every transaction that changes members: such transactions happen one after the other. */
export async function lockMembers(queries: Queries): Promise<void> {
  await queries.query('UPDATE accounts SET changes = changes + 1 WHERE id = 1')
}

/** Throws StudioError `member.LastOwner` where nobody could manage the studio any more. Last in the transaction's changes. */
export async function checkOwnerLeft(queries: Queries): Promise<void> {
  const owners = await queries.query("SELECT id FROM users WHERE role = 'owner' AND is_disabled = 0 LIMIT 1")
  if (owners.length === 0)
    throw new StudioError('member.LastOwner', 'the studio needs an owner: make somebody else one first', {
      status: 409,
    })
}

/** Ends every session of a member. */
export async function endSessionsOf(queries: Queries, id: string): Promise<void> {
  await queries.query('DELETE FROM sessions WHERE user_id = $1', id)
}

/** Takes away everything that a member can show besides their password, and the devices they were known by. */
export async function removeFactorsOf(queries: Queries, id: string): Promise<void> {
  await queries.query('UPDATE users SET totp = NULL, totp_pending = NULL WHERE id = $1', id)
  for (const table of ['recovery_codes', 'passkeys', 'devices'])
    await queries.query(`DELETE FROM ${table} WHERE user_id = $1`, id)
}

/** Removes a member with everything that is theirs. */
export async function removeMember(queries: Queries, id: string): Promise<void> {
  await endSessionsOf(queries, id)
  await removeFactorsOf(queries, id)
  await queries.query('DELETE FROM invites WHERE user_id = $1', id)
  await queries.query('DELETE FROM users WHERE id = $1', id)
}

/** What others see of a member. */
export function viewOf(member: Member): UserView {
  const { id, name, role, createdMs, totp, passkeys, isDisabled } = member
  return { id, name, role, createdMs, hasTotp: totp !== undefined, passkeys, isDisabled }
}

/** Throws StudioError `account.Disabled`. */
export function checkEnabled({ name, isDisabled }: Member): void {
  if (isDisabled)
    throw new StudioError('account.Disabled', `the account ${name} is disabled: an owner can enable it`, {
      status: 403,
    })
}

/** Whether a password is not enough for this member. */
export function hasSecondFactor({ totp, passkeys }: Member): boolean {
  return totp !== undefined || passkeys > 0
}

function memberOf(row: Row): Member {
  return {
    id: String(row.id),
    name: String(row.name),
    role: row.role as Role,
    password: String(row.password),
    totp: bytesOf(row.totp),
    totpPending: bytesOf(row.totp_pending),
    createdMs: Number(row.created_ms),
    isDisabled: Number(row.is_disabled) !== 0,
    passkeys: Number(row.passkeys),
    recoveryCodes: Number(row.recovery_codes),
  }
}

function bytesOf(value: Row[string] | undefined): Uint8Array | undefined {
  return value instanceof Uint8Array ? value : undefined
}
