import { requireRole } from '../access/access.ts'
import type { Routes } from '../server/server.ts'
import { type AuditWish, checkAudit, readAudit } from './read-audit.ts'

const MOST_LINES = 500

const wish = {
  type: 'object',
  additionalProperties: false,
  properties: {
    before: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
    limit: { type: 'integer', minimum: 1, maximum: MOST_LINES, default: 100 },
    search: { type: 'string', maxLength: 100, pattern: '^[^\\u0000]*$' },
  },
} as const

/** `GET /studio/audit?before=&limit=&search=`, newest first; `GET /studio/audit/verify`: for owners. */
export const auditRoutes: Routes = (server, { access, database }) => {
  server.get<{ Querystring: AuditWish }>('/audit', { schema: { querystring: wish } }, async (request) => {
    await requireRole(access, request, 'owner')
    return { entries: await readAudit(database, request.query) }
  })
  server.get('/audit/verify', async (request) => {
    await requireRole(access, request, 'owner')
    return checkAudit(database)
  })
}
