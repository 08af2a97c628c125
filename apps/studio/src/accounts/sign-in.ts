import { timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Factor, SessionView } from '../contract/accounts.ts'
import type { Queries } from '../database/database.ts'
import { StudioError } from '../error.ts'
import type { Accounts, Visitor } from './accounts.ts'
import { readCookie, setCookie } from './cookies.ts'
import { deviceOf } from './device.ts'
import {
  checkEnabled,
  findMemberByName,
  getMember,
  hasSecondFactor,
  type Member,
  nameKey,
  viewOf,
} from './members.ts'
import { siteOf, takePasskey } from './passkeys.ts'
import { takeRecoveryCode, takeTotpCode } from './second-factors.ts'
import {
  beginSession,
  confirmSession,
  endSession,
  LONGEST_SESSION_MS,
  type Place,
  type Session,
} from './sessions.ts'
import { hashOfCode, hashOfToken, newToken } from './token.ts'
import type { Waits } from './waits.ts'

const DEVICE_MS = 365 * 24 * 3_600_000

/** One request to the accounts with its answer. */
export interface Exchange {
  readonly accounts: Accounts
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** How somebody showed who they are. */
export type Proof =
  | { readonly kind: 'password'; readonly password: string }
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'recovery'; readonly code: string }
  | { readonly kind: 'passkey'; readonly response: unknown }

/** Signs in by name and password. A second factor may still be due. Throws StudioError. */
export async function signInByPassword(
  exchange: Exchange,
  { name, password }: { readonly name: string; readonly password: string },
): Promise<SessionView> {
  const { accounts, request } = exchange
  const { database, passwords, audit } = accounts
  const member = await findMemberByName(database, name)
  const settle = countAttempt(exchange, nameKey(name), await isKnownDevice(exchange, member))
  const isRight = await passwords.matches(password, member?.password)
  if (member === undefined || !isRight) {
    if (member !== undefined)
      await audit.note(database, {
        actor: member,
        action: 'session.refused',
        subject: member.name,
        details: { ...placeOf(request) },
      })
    throw new StudioError('session.WrongPassword', 'name or password is not right', { status: 401 })
  }
  settle()
  checkEnabled(member)
  if (passwords.isOutdated(member.password)) await rehash(accounts, member, password)
  return admit(exchange, member, { how: 'password', isPending: hasSecondFactor(member) })
}

/** Finishes signing in after the password. Throws StudioError. */
export async function signInBySecondFactor(exchange: Exchange, proof: Proof): Promise<SessionView> {
  const visitor = await exchange.accounts.visitorOf(exchange.request)
  if (visitor.mode !== 'secondFactor')
    throw new StudioError('studio.SignedOut', 'sign in with your password first', { status: 401 })
  await showProof(exchange, visitor, proof)
  return admit(exchange, visitor.member, { how: proof.kind, isPending: false, before: visitor.session })
}

/** Signs in by a passkey alone; the passkey says whose it is. Throws StudioError. */
export async function signInByPasskey(exchange: Exchange, response: unknown): Promise<SessionView> {
  const { accounts, request } = exchange
  const site = siteOf(request.headers.origin)
  const owner = await takePasskey(accounts.database, {
    site,
    nowMs: accounts.nowMs(),
    purpose: 'sign in',
    response,
  })
  const member = await getMember(accounts.database, owner)
  checkEnabled(member)
  return admit(exchange, member, { how: 'passkey', isPending: false })
}

/** Notes that whoever is signed in showed again who they are; with a second factor the password is not enough. Throws StudioError. */
export async function confirm(exchange: Exchange, proof: Proof): Promise<SessionView> {
  const { accounts, request } = exchange
  const visitor = await accounts.visitorOf(request)
  if (visitor.mode !== 'signedIn') throw new StudioError('studio.SignedOut', 'sign in first', { status: 401 })
  if (proof.kind === 'password' && hasSecondFactor(visitor.member))
    throw new StudioError('session.SecondFactor', 'show your code or passkey: the password is not enough')
  await showProof(exchange, visitor, proof)
  await confirmSession(accounts.database, visitor.session.id, accounts.nowMs())
  return sessionView(visitor)
}

/** How a member is let in. */
export interface Admission {
  /** What they showed. */
  readonly how: string
  /** The second factor is still due. */
  readonly isPending: boolean
  /** The session that ends with it. */
  readonly before?: Session
  /** What else happens before the session begins, or nothing of it. */
  readonly also?: (queries: Queries) => Promise<void>
}

/** Lets a member in: a new session with a token of its own in place of the one before. */
export async function admit(
  { accounts, request, reply }: Exchange,
  member: Member,
  { how, isPending, before, also }: Admission,
): Promise<SessionView> {
  const { database, audit, nowMs, cookie } = accounts
  const place = placeOf(request)
  const token = await database.transaction(async (queries) => {
    if (before !== undefined && !(await endSession(queries, before.id)))
      throw new StudioError('studio.SignedOut', 'this session has ended: sign in again', { status: 401 })
    await also?.(queries)
    const begun = await beginSession(queries, { userId: member.id, isPending, nowMs: nowMs(), place })
    if (!isPending)
      await audit.note(queries, {
        actor: member,
        action: 'session.signIn',
        subject: member.name,
        details: { how, ...place },
      })
    return begun
  })
  setCookie(reply, { name: cookie, value: token, path: '/studio', maxAgeMs: LONGEST_SESSION_MS })
  if (isPending) return { mode: 'secondFactor', factors: factorsOf(member) }
  await rememberDevice({ accounts, request, reply }, member)
  return { mode: 'signedIn', user: viewOf(member), role: member.role }
}

/** What a page is told of its visitor. */
export function sessionView(visitor: Visitor): SessionView {
  if (visitor.mode === 'open') return { mode: 'open', role: 'owner' }
  if (visitor.mode === 'signedOut') return { mode: 'signedOut', needsSetUp: visitor.needsSetUp }
  const { mode, member } = visitor
  if (mode === 'secondFactor') return { mode, factors: factorsOf(member) }
  return { mode, user: viewOf(member), role: member.role }
}

/** Throws StudioError `studio.SetUpCode` where the code is not the one that the node printed. */
export function checkSetUpCode({ accounts, request }: Exchange, code: string | undefined): void {
  const { waits, setUpCode } = accounts
  waits.setUp.begin(request.ip)
  const hash = (text: string): Buffer => Buffer.from(hashOfCode(text))
  if (code === undefined || !timingSafeEqual(hash(code), hash(setUpCode)))
    throw new StudioError('studio.SetUpCode', 'this is not the code that the node printed when it started', {
      status: 403,
      field: 'code',
    })
}

/** Where a request comes from. */
export function placeOf(request: FastifyRequest): Place {
  return { device: deviceOf(request.headers['user-agent']), address: request.ip }
}

/** Checks what was shown; wrong ones count. Throws StudioError. */
async function showProof(
  { accounts, request }: Exchange,
  { session, member }: { readonly session: Session; readonly member: Member },
  proof: Proof,
): Promise<void> {
  const { database, audit, waits, nowMs } = accounts
  if (proof.kind === 'passkey') {
    const site = siteOf(request.headers.origin)
    const purpose = `session:${session.id}`
    const owner = await takePasskey(database, { site, nowMs: nowMs(), purpose, response: proof.response })
    if (owner === member.id) return
    throw new StudioError('passkey.Refused', 'this passkey is somebody else’s', { status: 401 })
  }
  waits.second.begin(member.id)
  if (!(await isRight(accounts, member, proof))) {
    await audit.note(database, {
      actor: member,
      action: 'session.refused',
      subject: member.name,
      details: { how: proof.kind },
    })
    throw new StudioError('session.WrongCode', WRONG[proof.kind], {
      status: 401,
      field: proof.kind === 'password' ? 'password' : 'code',
    })
  }
  waits.second.forget(member.id)
}

const WRONG = {
  password: 'this is not your password',
  code: 'this code is not right, or was used already: wait for the next one',
  recovery: 'this is none of your recovery codes, or was used already',
} as const

async function isRight(
  { database, passwords, audit, secrets, nowMs }: Accounts,
  member: Member,
  proof: Exclude<Proof, { kind: 'passkey' }>,
): Promise<boolean> {
  if (proof.kind === 'password') return passwords.matches(proof.password, member.password)
  if (proof.kind === 'code')
    return takeTotpCode(database, member, { code: proof.code, nowMs: nowMs(), secrets })
  return database.transaction(async (queries) => {
    if (!(await takeRecoveryCode(queries, member, proof.code))) return false
    const left = member.recoveryCodes - 1
    await audit.note(queries, {
      actor: member,
      action: 'account.recoveryUsed',
      subject: member.name,
      details: { left },
    })
    return true
  })
}

function factorsOf({ totp, passkeys, recoveryCodes }: Member): readonly Factor[] {
  return [
    ...(totp === undefined ? [] : (['totp'] as const)),
    ...(passkeys === 0 ? [] : (['passkey'] as const)),
    ...(recoveryCodes === 0 ? [] : (['recovery'] as const)),
  ]
}

async function rehash({ database, passwords }: Accounts, member: Member, password: string): Promise<void> {
  // A password of before a rule of now stays as it is until it is changed.
  const kept = await passwords.hash(password, member.name).catch(() => undefined)
  if (kept !== undefined)
    await database.query('UPDATE users SET password = $2 WHERE id = $1', member.id, kept)
}

/**
 * Counts an attempt before it is known how it ends; what is returned takes it back. A device that this member was signed in on before is
 * counted by itself: what others type elsewhere does not keep its owner out (OWASP, device cookies).
 */
function countAttempt({ accounts, request }: Exchange, name: string, device: string | undefined): () => void {
  const { waits } = accounts
  const keys: readonly (readonly [Waits, string])[] =
    device === undefined
      ? [
          [waits.address, request.ip],
          [waits.name, name],
        ]
      : [[waits.device, device]]
  for (const [counter, key] of keys) counter.begin(key)
  return () => {
    // An address keeps what it counted: who has one account must not guess at others for nothing.
    for (const [counter, key] of keys) if (counter !== waits.address) counter.forget(key)
  }
}

async function isKnownDevice(
  { accounts, request }: Exchange,
  member: Member | undefined,
): Promise<string | undefined> {
  const token = readCookie(request, `${accounts.cookie}-device`)
  if (token === undefined || member === undefined) return undefined
  const hash = hashOfToken(token)
  const known = await accounts.database.query(
    'SELECT token_hash FROM devices WHERE token_hash = $1 AND user_id = $2 AND created_ms >= $3',
    ...[hash, member.id, accounts.nowMs() - DEVICE_MS],
  )
  return known.length > 0 ? hash : undefined
}

async function rememberDevice(exchange: Exchange, member: Member): Promise<void> {
  if ((await isKnownDevice(exchange, member)) !== undefined) return
  const { accounts, reply } = exchange
  const { database, nowMs, cookie } = accounts
  const token = newToken()
  await database.query('DELETE FROM devices WHERE created_ms < $1', nowMs() - DEVICE_MS)
  await database.query(
    'INSERT INTO devices (token_hash, user_id, created_ms) VALUES ($1, $2, $3)',
    ...[hashOfToken(token), member.id, nowMs()],
  )
  setCookie(reply, { name: `${cookie}-device`, value: token, path: '/studio/session', maxAgeMs: DEVICE_MS })
}
