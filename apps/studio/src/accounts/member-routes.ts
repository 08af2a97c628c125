import type { FastifyRequest } from 'fastify'
import { requireRole } from '../access/access.ts'
import type { InviteSecret, InviteView, Role, TeamView } from '../contract/accounts.ts'
import type { Queries } from '../database/database.ts'
import { StudioError } from '../error.ts'
import type { Routes } from '../server/server.ts'
import { type Accounts, getConfirmedOwner } from './accounts.ts'
import { getInvite, type Invite, listInvites, makeInvite, removeInvite, shown } from './invites.ts'
import {
  addMember,
  checkEnabled,
  checkOwnerLeft,
  endSessionsOf,
  getMember,
  listMembers,
  lockMembers,
  type Member,
  removeFactorsOf,
  removeMember,
  viewOf,
} from './members.ts'
import { BY_ID, body, NAME, PASSWORD, ROLE, TOKEN } from './schemas.ts'
import { admit, type Exchange } from './sign-in.ts'

interface ById {
  readonly Params: { readonly id: string }
}

interface Change {
  readonly role?: Role
  readonly isDisabled?: boolean
}

/** `/studio/members` and `/studio/invites`, as the contract has them. */
export function memberRoutes(accounts: Accounts): Routes {
  return (server, parts) => {
    server.get('/members', async (request) => teamView(accounts, request))
    server.patch<ById & { Body: Change }>(
      '/members/:id',
      { schema: { ...BY_ID, ...body({}, { role: ROLE, isDisabled: { type: 'boolean' } }) } },
      async (request) => {
        await changeMember(accounts, request, (queries, member) => applyChange(queries, member, request.body))
        return teamView(accounts, request)
      },
    )
    server.delete<ById>('/members/:id', { schema: BY_ID }, async (request) => {
      await changeMember(accounts, request, async (queries, member) => {
        await removeMember(queries, member.id)
        return { action: 'member.remove', details: { role: member.role } }
      })
      return teamView(accounts, request)
    })
    server.post<ById>('/members/:id/reset', { schema: BY_ID }, async (request): Promise<InviteSecret> => {
      const { member: owner } = await getConfirmedOwner(accounts, request)
      return accounts.database.transaction(async (queries) => {
        const member = await getMember(queries, request.params.id)
        checkEnabled(member)
        const wish = { role: member.role, member, by: owner.name, nowMs: accounts.nowMs() }
        const secret = await makeInvite(queries, wish)
        await accounts.audit.note(queries, { actor: owner, action: 'member.reset', subject: member.name })
        return secret
      })
    })
    inviteRoutes(accounts)(server, parts)
  }
}

function inviteRoutes(accounts: Accounts): Routes {
  const { database, audit, nowMs } = accounts
  return (server) => {
    server.post<{ Body: { role: Role } }>(
      '/invites',
      { schema: body({ role: ROLE }) },
      async (request): Promise<InviteSecret> => {
        const { member: owner } = await getConfirmedOwner(accounts, request)
        const { role } = request.body
        return database.transaction(async (queries) => {
          const secret = await makeInvite(queries, { role, by: owner.name, nowMs: nowMs() })
          await audit.note(queries, {
            actor: owner,
            action: 'member.invite',
            subject: secret.invite.id,
            details: { role },
          })
          return secret
        })
      },
    )
    server.delete<ById>('/invites/:id', { schema: BY_ID }, async (request) => {
      const owner = await requireRole(accounts.access, request, 'owner')
      await database.transaction(async (queries) => {
        if (!(await removeInvite(queries, request.params.id)))
          throw new StudioError('invite.NotFound', 'this invitation is gone already', { status: 404 })
        await audit.note(queries, {
          actor: owner,
          action: 'member.inviteWithdraw',
          subject: request.params.id,
        })
      })
      return teamView(accounts, request)
    })
    server.post<{ Body: { token: string } }>(
      '/invites/look',
      { schema: body({ token: TOKEN }) },
      async (request): Promise<InviteView> => shown(await getInvite(database, request.body.token, nowMs())),
    )
    server.post<{ Body: { token: string; name?: string; password: string } }>(
      '/invites/accept',
      { schema: body({ token: TOKEN, password: PASSWORD }, { name: NAME }) },
      async (request, reply) => accept({ accounts, request, reply }, request.body),
    )
  }
}

async function teamView(accounts: Accounts, request: FastifyRequest): Promise<TeamView> {
  const { role } = await requireRole(accounts.access, request, 'viewer')
  const { database, nowMs } = accounts
  return {
    members: (await listMembers(database)).map(viewOf),
    invites: role === 'owner' ? await listInvites(database, nowMs()) : [],
  }
}

/** What was done to a member, for the log. */
interface Deed {
  readonly action: string
  readonly details?: Readonly<Record<string, string | number | boolean>>
}

async function changeMember(
  accounts: Accounts,
  request: FastifyRequest<ById>,
  change: (queries: Queries, member: Member) => Promise<Deed>,
): Promise<void> {
  const { member: owner } = await getConfirmedOwner(accounts, request)
  await accounts.database.transaction(async (queries) => {
    await lockMembers(queries)
    const member = await getMember(queries, request.params.id)
    const deed = await change(queries, member)
    await checkOwnerLeft(queries)
    await accounts.audit.note(queries, { actor: owner, subject: member.name, ...deed })
  })
}

/** A change of what somebody may do ends their sessions: what was begun under other rights does not go on. */
async function applyChange(queries: Queries, member: Member, { role, isDisabled }: Change): Promise<Deed> {
  const next = { role: role ?? member.role, isDisabled: isDisabled ?? member.isDisabled }
  if (next.role === member.role && next.isDisabled === member.isDisabled)
    throw new StudioError('member.NoChange', `${member.name} is that already`, { status: 409 })
  await queries.query(
    'UPDATE users SET role = $2, is_disabled = $3 WHERE id = $1',
    ...[member.id, next.role, next.isDisabled ? 1 : 0],
  )
  await endSessionsOf(queries, member.id)
  await queries.query('DELETE FROM invites WHERE user_id = $1', member.id)
  if (next.role !== member.role)
    return { action: 'member.role', details: { from: member.role, to: next.role } }
  return { action: next.isDisabled ? 'member.disable' : 'member.enable' }
}

/** Takes an invitation: a new member, or a member who comes back with a new password and nothing else. */
async function accept(
  exchange: Exchange,
  { token, name, password }: { readonly token: string; readonly name?: string; readonly password: string },
) {
  const { accounts } = exchange
  const { database, passwords, audit, nowMs } = accounts
  const invite = await getInvite(database, token, nowMs())
  const called = invite.for ?? name
  if (called === undefined)
    throw new StudioError('member.NoName', 'choose a name to sign in with', { field: 'name' })
  const kept = await passwords.hash(password, called)
  const member = await database.transaction(async (queries) => {
    await lockMembers(queries)
    if (!(await removeInvite(queries, invite.id))) await getInvite(queries, token, nowMs())
    const id = await join(queries, { invite, name: called, password: kept, nowMs: nowMs() })
    const action = invite.userId === undefined ? 'member.join' : 'member.return'
    const details = { role: invite.role, by: invite.by }
    await audit.note(queries, { actor: { name: called }, action, subject: called, details })
    return getMember(queries, id)
  })
  return admit(exchange, member, { how: 'invitation', isPending: false })
}

async function join(
  queries: Queries,
  { invite, name, password, nowMs }: { invite: Invite; name: string; password: string; nowMs: number },
): Promise<string> {
  const { userId, role } = invite
  if (userId === undefined) return addMember(queries, { name, role, password, nowMs })
  checkEnabled(await getMember(queries, userId))
  await endSessionsOf(queries, userId)
  await removeFactorsOf(queries, userId)
  await queries.query('UPDATE users SET password = $2 WHERE id = $1', userId, password)
  return userId
}
