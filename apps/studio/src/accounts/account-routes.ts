import type { FastifyRequest } from 'fastify'
import type { AccountView, RecoveryCodes } from '../contract/accounts.ts'
import { StudioError } from '../error.ts'
import type { Routes } from '../server/server.ts'
import { type Accounts, getConfirmed, getSignedIn } from './accounts.ts'
import { endSessionsOf, getMember, hasSecondFactor, viewOf } from './members.ts'
import { addPasskey, listPasskeys, offerPasskey, siteOf } from './passkeys.ts'
import { BY_ID, body, CODE, PASSWORD, RESPONSE } from './schemas.ts'
import { dropIdleRecoveryCodes, firstRecoveryCodes, replaceRecoveryCodes } from './second-factors.ts'
import { listSessions } from './sessions.ts'
import { admit, placeOf } from './sign-in.ts'
import { findTotpStep, newTotpSecret, totpLink } from './totp.ts'

interface ById {
  readonly Params: { readonly id: string }
}

/** `/studio/account`, as the contract has it: what members change of their own. */
export function accountRoutes(accounts: Accounts): Routes {
  return (server, parts) => {
    server.get('/account', async (request) => accountView(accounts, request))
    server.put<{ Body: { password: string } }>(
      '/account/password',
      { schema: body({ password: PASSWORD }) },
      async (request, reply) => {
        const { member, session } = await getConfirmed(accounts, request)
        const kept = await accounts.passwords.hash(request.body.password, member.name)
        return admit({ accounts, request, reply }, member, {
          how: 'new password',
          isPending: false,
          before: session,
          // Whoever knew the old one is signed out everywhere, and no device is trusted any more.
          also: async (queries) => {
            await queries.query('UPDATE users SET password = $2 WHERE id = $1', member.id, kept)
            await queries.query('DELETE FROM devices WHERE user_id = $1', member.id)
            await endSessionsOf(queries, member.id)
            await accounts.audit.note(queries, {
              actor: member,
              action: 'account.password',
              subject: member.name,
            })
          },
        })
      },
    )
    server.delete('/account/sessions', async (request) => endOtherSessions(accounts, request))
    server.delete<ById>('/account/sessions/:id', { schema: BY_ID }, async (request) =>
      endOwnSession(accounts, request, request.params.id),
    )
    server.post('/account/recovery', async (request) => newRecoveryCodes(accounts, request))
    totpRoutes(accounts)(server, parts)
    passkeyRoutes(accounts)(server, parts)
  }
}

async function accountView(accounts: Accounts, request: FastifyRequest): Promise<AccountView> {
  const { database, nowMs } = accounts
  const { member, session } = await getSignedIn(accounts, request)
  return {
    user: viewOf(member),
    recoveryCodes: member.recoveryCodes,
    passkeys: await listPasskeys(database, member.id),
    sessions: await listSessions(database, { userId: member.id, nowMs: nowMs(), ownId: session.id }),
  }
}

async function endOwnSession(accounts: Accounts, request: FastifyRequest, id: string): Promise<AccountView> {
  const { member } = await getSignedIn(accounts, request)
  await accounts.database.transaction(async (queries) => {
    const [ended] = await queries.query(
      'DELETE FROM sessions WHERE id = $1 AND user_id = $2 RETURNING device',
      ...[id, member.id],
    )
    if (ended === undefined)
      throw new StudioError('session.NotFound', 'this session has ended already', { status: 404 })
    const details = { device: String(ended.device) }
    await accounts.audit.note(queries, {
      actor: member,
      action: 'session.revoke',
      subject: member.name,
      details,
    })
  })
  return accountView(accounts, request)
}

async function endOtherSessions(accounts: Accounts, request: FastifyRequest): Promise<AccountView> {
  const { member, session } = await getSignedIn(accounts, request)
  await accounts.database.transaction(async (queries) => {
    const ended = await queries.query(
      'DELETE FROM sessions WHERE user_id = $1 AND id <> $2 RETURNING id',
      ...[member.id, session.id],
    )
    const details = { sessions: ended.length }
    await accounts.audit.note(queries, {
      actor: member,
      action: 'session.revokeOthers',
      subject: member.name,
      details,
    })
  })
  return accountView(accounts, request)
}

async function newRecoveryCodes(accounts: Accounts, request: FastifyRequest): Promise<RecoveryCodes> {
  const { member } = await getConfirmed(accounts, request)
  if (!hasSecondFactor(member))
    throw new StudioError(
      'account.NoSecondFactor',
      'recovery codes stand in for an app or a passkey: add one first',
      {
        status: 409,
      },
    )
  return accounts.database.transaction(async (queries) => {
    const codes = await replaceRecoveryCodes(queries, member.id)
    await accounts.audit.note(queries, {
      actor: member,
      action: 'account.recoveryCodes',
      subject: member.name,
    })
    return { codes }
  })
}

function totpRoutes(accounts: Accounts): Routes {
  const { database, audit, secrets, nowMs } = accounts
  return (server) => {
    server.post('/account/totp', async (request) => {
      const { member } = await getConfirmed(accounts, request)
      const secret = newTotpSecret()
      const sealed = secrets.seal(member.id, secret)
      await database.query('UPDATE users SET totp_pending = $2 WHERE id = $1', member.id, sealed)
      return totpLink(secret, member.name)
    })
    server.post<{ Body: { code: string } }>(
      '/account/totp/verify',
      { schema: body({ code: CODE }) },
      async (request): Promise<RecoveryCodes> => {
        const { member } = await getConfirmed(accounts, request)
        const pending = member.totpPending
        if (pending === undefined)
          throw new StudioError('account.NoTotpOffer', 'begin again: there is no new secret to check', {
            status: 409,
          })
        const step = findTotpStep(secrets.open(member.id, pending), request.body.code, nowMs())
        if (step === undefined)
          throw new StudioError('session.WrongCode', 'this code is not right: does the app show it now?', {
            field: 'code',
          })
        return database.transaction(async (queries) => {
          await queries.query(
            'UPDATE users SET totp = $2, totp_pending = NULL, totp_step = $3 WHERE id = $1',
            ...[member.id, pending, step],
          )
          const codes = await firstRecoveryCodes(queries, await getMember(queries, member.id))
          await audit.note(queries, { actor: member, action: 'account.totpAdd', subject: member.name })
          return { codes }
        })
      },
    )
    server.delete('/account/totp', async (request): Promise<AccountView> => {
      const { member } = await getConfirmed(accounts, request)
      await database.transaction(async (queries) => {
        await queries.query('UPDATE users SET totp = NULL, totp_pending = NULL WHERE id = $1', member.id)
        await dropIdleRecoveryCodes(queries, member.id)
        await audit.note(queries, { actor: member, action: 'account.totpRemove', subject: member.name })
      })
      return freshView(accounts, request)
    })
  }
}

function passkeyRoutes(accounts: Accounts): Routes {
  const { database, audit, nowMs } = accounts
  return (server) => {
    server.post('/account/passkeys/options', async (request) => {
      const { member } = await getConfirmed(accounts, request)
      return offerPasskey(database, member, { site: siteOf(request.headers.origin), nowMs: nowMs() })
    })
    server.post<{ Body: { name?: string; response: object } }>(
      '/account/passkeys',
      {
        schema: body(
          { response: RESPONSE },
          { name: { type: 'string', maxLength: 64, pattern: '^[^\\p{C}]*$' } },
        ),
      },
      async (request): Promise<RecoveryCodes> => {
        const { member } = await getConfirmed(accounts, request)
        const name = request.body.name?.trim() || placeOf(request).device
        const site = siteOf(request.headers.origin)
        await addPasskey(database, member, { site, nowMs: nowMs(), name, response: request.body.response })
        return database.transaction(async (queries) => {
          const codes = await firstRecoveryCodes(queries, await getMember(queries, member.id))
          const details = { passkey: name, site: site.host }
          await audit.note(queries, {
            actor: member,
            action: 'account.passkeyAdd',
            subject: member.name,
            details,
          })
          return { codes }
        })
      },
    )
    server.delete<ById>('/account/passkeys/:id', { schema: BY_ID }, async (request): Promise<AccountView> => {
      const { member } = await getConfirmed(accounts, request)
      await database.transaction(async (queries) => {
        const [removed] = await queries.query(
          'DELETE FROM passkeys WHERE id = $1 AND user_id = $2 RETURNING name',
          ...[request.params.id, member.id],
        )
        if (removed === undefined)
          throw new StudioError('passkey.NotFound', 'there is no such passkey', { status: 404 })
        await dropIdleRecoveryCodes(queries, member.id)
        const details = { passkey: String(removed.name) }
        await audit.note(queries, {
          actor: member,
          action: 'account.passkeyRemove',
          subject: member.name,
          details,
        })
      })
      return freshView(accounts, request)
    })
  }
}

/** The view after a change: the member is read anew. */
async function freshView(accounts: Accounts, request: FastifyRequest): Promise<AccountView> {
  const view = await accountView(accounts, request)
  const member = await getMember(accounts.database, view.user.id)
  return { ...view, user: viewOf(member), recoveryCodes: member.recoveryCodes }
}
