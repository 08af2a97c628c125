import type { FastifyRequest } from 'fastify'
import type { Access } from '../access/access.ts'
import type { Audit } from '../audit/audit.ts'
import type { Database } from '../database/database.ts'
import { StudioError } from '../error.ts'
import { readCookie } from './cookies.ts'
import { isLocal } from './local.ts'
import { findMember, hasMembers, type Member } from './members.ts'
import type { Passwords } from './password.ts'
import type { Secrets } from './secrets.ts'
import { findSession, isConfirmed, type Session } from './sessions.ts'
import { newCode, newId } from './token.ts'
import { createWaits, type Waits } from './waits.ts'

const MINUTE_MS = 60_000

/** What the accounts work with. */
export interface AccountsOptions {
  readonly database: Database
  readonly audit: Audit
  readonly passwords: Passwords
  readonly secrets: Secrets
  /** Unix ms. */
  readonly nowMs: () => number
}

/** Whom a request comes from. */
export type Visitor =
  | { readonly mode: 'open' }
  | { readonly mode: 'signedOut'; readonly needsSetUp: boolean }
  | { readonly mode: 'secondFactor' | 'signedIn'; readonly session: Session; readonly member: Member }

/** A visitor who is signed in. */
export interface SignedIn {
  readonly session: Session
  readonly member: Member
}

/** The studio's accounts. */
export interface Accounts extends AccountsOptions {
  /** Makes the first account from another machine; nothing once there is one. */
  readonly setUpCode: string
  /** Name of the session's cookie: cookies do not keep ports apart, so two studios of one machine must have different ones. */
  readonly cookie: string
  /** Attempts by name, by address, from a device that was signed in before, at a second factor, at the code of the set-up. */
  readonly waits: Readonly<Record<'name' | 'address' | 'device' | 'second' | 'setUp', Waits>>
  /** Whom a request comes from; looked up once a request. */
  visitorOf(request: FastifyRequest): Promise<Visitor>
  /** What other parts ask. */
  readonly access: Access
}

/** Opens the accounts of a studio whose tables are there. Throws DatabaseError. */
export async function openAccounts(options: AccountsOptions): Promise<Accounts> {
  const { database, nowMs } = options
  await database.query(
    'INSERT INTO accounts (id, studio, changes) VALUES (1, $1, 0) ON CONFLICT (id) DO NOTHING',
    newId(),
  )
  const [row] = await database.query('SELECT studio FROM accounts WHERE id = 1')
  const cookie = `studio-${String(row?.studio).slice(0, 8)}`
  const findVisitor = createVisitorOf(options, cookie)
  const visitorOf = rememberedBy((request: FastifyRequest) => findVisitor(request))
  const waits = (free: number, mostMs: number): Waits =>
    createWaits({ free, mostMs, forgetMs: 24 * 60 * MINUTE_MS }, nowMs)
  return {
    ...options,
    cookie,
    setUpCode: newCode(),
    waits: {
      // NIST SP 800-63B 5.2.2: at most about a hundred attempts a day at one account.
      name: waits(5, 15 * MINUTE_MS),
      // Many people may share an address, so it waits later and shorter.
      address: waits(30, MINUTE_MS),
      device: waits(5, 15 * MINUTE_MS),
      second: waits(5, 15 * MINUTE_MS),
      setUp: waits(5, 15 * MINUTE_MS),
    },
    visitorOf,
    access: {
      async actorOf(request) {
        const visitor = await visitorOf(request)
        if (visitor.mode === 'open') return { id: 'local', name: 'local', role: 'owner' }
        if (visitor.mode !== 'signedIn') return undefined
        const { id, name, role } = visitor.member
        return { id, name, role }
      },
      async isStillIn(request) {
        const { mode } = await findVisitor(request, false)
        return mode === 'open' || mode === 'signedIn'
      },
    },
  }
}

function createVisitorOf(
  { database, nowMs }: AccountsOptions,
  cookie: string,
): (request: FastifyRequest, isUse?: boolean) => Promise<Visitor> {
  // The last owner cannot be removed: once there is an account there is always one.
  let isSetUp = false
  return async (request, isUse = true) => {
    isSetUp ||= await hasMembers(database)
    if (!isSetUp) return isLocal(request) ? { mode: 'open' } : { mode: 'signedOut', needsSetUp: true }
    const token = readCookie(request, cookie)
    const session =
      token === undefined ? undefined : await findSession(database, token, { nowMs: nowMs(), isUse })
    const member = session && (await findMember(database, session.userId))
    if (session === undefined || member === undefined || member.isDisabled)
      return { mode: 'signedOut', needsSetUp: false }
    return { mode: session.isPending ? 'secondFactor' : 'signedIn', session, member }
  }
}

function rememberedBy<K extends object, T>(find: (key: K) => Promise<T>): (key: K) => Promise<T> {
  const known = new WeakMap<K, Promise<T>>()
  return (key) => {
    const found = known.get(key) ?? find(key)
    known.set(key, found)
    return found
  }
}

/** Who is signed in. Throws StudioError `studio.SignedOut` (401), `account.None` (409) while the studio is open. */
export async function getSignedIn(accounts: Accounts, request: FastifyRequest): Promise<SignedIn> {
  const visitor = await accounts.visitorOf(request)
  if (visitor.mode === 'signedIn') return visitor
  if (visitor.mode === 'open')
    throw new StudioError('account.None', 'nobody has an account yet: protect the studio first', {
      status: 409,
    })
  throw new StudioError('studio.SignedOut', 'sign in first', { status: 401 })
}

/** Who is signed in and showed within ten minutes who they are. Throws as getSignedIn, and `session.ConfirmFirst` (403). */
export async function getConfirmed(accounts: Accounts, request: FastifyRequest): Promise<SignedIn> {
  const visitor = await getSignedIn(accounts, request)
  if (!isConfirmed(visitor.session, accounts.nowMs()))
    throw new StudioError('session.ConfirmFirst', 'show again who you are before this is changed', {
      status: 403,
    })
  return visitor
}

/** An owner who showed within ten minutes who they are. Throws as getConfirmed, and `studio.NotAllowed` (403). */
export async function getConfirmedOwner(accounts: Accounts, request: FastifyRequest): Promise<SignedIn> {
  const { member } = await getSignedIn(accounts, request)
  if (member.role !== 'owner')
    throw new StudioError('studio.NotAllowed', 'this is for owners of the studio: ask one of them', {
      status: 403,
    })
  return getConfirmed(accounts, request)
}
