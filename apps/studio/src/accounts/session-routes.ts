import type { FastifyReply, FastifyRequest } from 'fastify'
import { StudioError } from '../error.ts'
import type { Routes } from '../server/server.ts'
import type { Accounts } from './accounts.ts'
import { setCookie } from './cookies.ts'
import { addMember, getMember, hasMembers, lockMembers } from './members.ts'
import { askForPasskey, siteOf } from './passkeys.ts'
import { body, CODE, NAME, PASSWORD, PRESENTED, RESPONSE } from './schemas.ts'
import { endSession } from './sessions.ts'
import {
  admit,
  checkSetUpCode,
  confirm,
  type Exchange,
  type Proof,
  sessionView,
  signInByPasskey,
  signInByPassword,
  signInBySecondFactor,
} from './sign-in.ts'

interface Credentials {
  readonly name: string
  readonly password: string
}

interface Shown {
  readonly password?: string
  readonly code?: string
  readonly recovery?: string
  readonly response?: object
}

/** `/studio/session` and `/studio/setup`, as the contract has them. */
export function sessionRoutes(accounts: Accounts): Routes {
  const at = (request: FastifyRequest, reply: FastifyReply): Exchange => ({ accounts, request, reply })
  return (server) => {
    server.get('/session', async (request) => sessionView(await accounts.visitorOf(request)))
    server.delete('/session', async (request, reply) => signOut(at(request, reply)))
    server.post<{ Body: Credentials }>(
      '/session',
      { schema: body({ name: PRESENTED, password: PRESENTED }) },
      async (request, reply) => signInByPassword(at(request, reply), request.body),
    )
    server.post<{ Body: { code: string } }>(
      '/session/code',
      { schema: body({ code: CODE }) },
      async (request, reply) =>
        signInBySecondFactor(at(request, reply), { kind: 'code', code: request.body.code }),
    )
    server.post<{ Body: { code: string } }>(
      '/session/recovery',
      { schema: body({ code: CODE }) },
      async (request, reply) =>
        signInBySecondFactor(at(request, reply), { kind: 'recovery', code: request.body.code }),
    )
    server.post('/session/passkey/options', async (request) => passkeyOptions(accounts, request))
    server.post<{ Body: { response: object } }>(
      '/session/passkey',
      { schema: body({ response: RESPONSE }) },
      async (request, reply) => {
        const { mode } = await accounts.visitorOf(request)
        const { response } = request.body
        if (mode === 'secondFactor')
          return signInBySecondFactor(at(request, reply), { kind: 'passkey', response })
        return signInByPasskey(at(request, reply), response)
      },
    )
    server.post<{ Body: Shown }>(
      '/session/confirm',
      { schema: body({}, { password: PRESENTED, code: CODE, recovery: CODE, response: RESPONSE }) },
      async (request, reply) => confirm(at(request, reply), proofOf(request.body)),
    )
    server.post<{ Body: Credentials & { readonly code?: string } }>(
      '/setup',
      { schema: body({ name: NAME, password: PASSWORD }, { code: CODE }) },
      async (request, reply) => setUp(at(request, reply), request.body),
    )
  }
}

/** Makes the first account, an owner's, and signs them in. */
async function setUp(exchange: Exchange, { name, password, code }: Credentials & { readonly code?: string }) {
  const { accounts, request } = exchange
  const { database, passwords, nowMs, audit } = accounts
  const { mode } = await accounts.visitorOf(request)
  if (mode !== 'open') {
    if (await hasMembers(database)) throw isSetUp()
    checkSetUpCode(exchange, code)
  }
  const kept = await passwords.hash(password, name)
  const member = await database.transaction(async (queries) => {
    await lockMembers(queries)
    if (await hasMembers(queries)) throw isSetUp()
    const id = await addMember(queries, { name, role: 'owner', password: kept, nowMs: nowMs() })
    await audit.note(queries, { actor: { name }, action: 'studio.setUp', subject: name })
    return getMember(queries, id)
  })
  return admit(exchange, member, { how: 'setup', isPending: false })
}

function isSetUp(): StudioError {
  return new StudioError('studio.SetUp', 'this studio has an owner already: ask them for an invitation', {
    status: 409,
  })
}

async function signOut({ accounts, request, reply }: Exchange) {
  const visitor = await accounts.visitorOf(request)
  if ('session' in visitor)
    await accounts.database.transaction(async (queries) => {
      const { session, member } = visitor
      if (await endSession(queries, session.id))
        await accounts.audit.note(queries, { actor: member, action: 'session.signOut', subject: member.name })
    })
  setCookie(reply, { name: accounts.cookie, value: '', path: '/studio', maxAgeMs: 0 })
  return sessionView(visitor.mode === 'open' ? visitor : { mode: 'signedOut', needsSetUp: false })
}

/** Any passkey of this site signs somebody in; one of a certain member is their second factor, or their confirmation. */
async function passkeyOptions(accounts: Accounts, request: FastifyRequest) {
  const { database } = accounts
  const site = siteOf(request.headers.origin)
  const nowMs = accounts.nowMs()
  const visitor = await accounts.visitorOf(request)
  if (!('session' in visitor)) return askForPasskey(database, { site, nowMs, purpose: 'sign in' })
  const purpose = `session:${visitor.session.id}`
  return askForPasskey(database, { site, nowMs, purpose, userId: visitor.member.id })
}

function proofOf({ password, code, recovery, response }: Shown): Proof {
  if (response !== undefined) return { kind: 'passkey', response }
  if (code !== undefined) return { kind: 'code', code }
  if (recovery !== undefined) return { kind: 'recovery', code: recovery }
  if (password !== undefined) return { kind: 'password', password }
  throw new StudioError('session.NoProof', 'show a password, a code, a recovery code or a passkey')
}
