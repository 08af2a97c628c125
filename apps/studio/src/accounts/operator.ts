import { join } from 'node:path'
import { auditSchema, createAudit } from '../audit/audit.ts'
import { type AuditWish, checkAudit, readAudit } from '../audit/read-audit.ts'
import type { AuditCheck, AuditEntry, InviteSecret, UserView } from '../contract/accounts.ts'
import { openEmbedded } from '../database/embedded.ts'
import { migrate } from '../database/migrate.ts'
import { openServer } from '../database/server.ts'
import { makeInvite } from './invites.ts'
import { findMemberByName, listMembers, lockMembers, viewOf } from './members.ts'
import { accountsSchema } from './schema.ts'

/** What whoever has the studio's folder may do without an account: nothing protects it from them. */
export interface Operator {
  members(): Promise<readonly UserView[]>
  /** Enables a member and makes a link by which they set a new password; undefined when there is no such member. It is noted in the audit log. */
  reset(name: string): Promise<InviteSecret | undefined>
  audit(wish: AuditWish): Promise<readonly AuditEntry[]>
  checkAudit(): Promise<AuditCheck>
  close(): Promise<void>
}

/** Opens a studio's database beside a studio that may run. `databaseUrl` as in StudioOptions. Throws DatabaseError. */
export async function openOperator(options: {
  readonly folder: string
  readonly databaseUrl?: string
  readonly nowMs: () => number
}): Promise<Operator> {
  const { folder, databaseUrl, nowMs } = options
  const database =
    databaseUrl === undefined ? openEmbedded(join(folder, 'studio.sqlite')) : await openServer(databaseUrl)
  await migrate(database, [auditSchema, accountsSchema])
  const log = createAudit(nowMs)
  return {
    members: async () => (await listMembers(database)).map(viewOf),
    reset: (name) =>
      database.transaction(async (queries) => {
        await lockMembers(queries)
        const member = await findMemberByName(queries, name)
        if (member === undefined) return undefined
        await queries.query('UPDATE users SET is_disabled = 0 WHERE id = $1', member.id)
        const wish = { role: member.role, member, by: 'operator', nowMs: nowMs() }
        const secret = await makeInvite(queries, wish)
        await log.note(queries, { actor: { name: 'operator' }, action: 'member.reset', subject: member.name })
        return secret
      }),
    audit: (wish) => readAudit(database, wish),
    checkAudit: () => checkAudit(database),
    close: () => database.close(),
  }
}
