import type { AuditCheck, AuditEntry } from '../contract/accounts.ts'
import type { Queries, Row, SqlValue } from '../database/database.ts'
import { FIRST_HASH, hashOf } from './audit.ts'

/** Which lines are wanted. */
export interface AuditWish {
  /** Only lines of lower numbers. */
  readonly before?: number
  /** At most so many. */
  readonly limit: number
  /** Only lines in whose actor, action or subject this stands, without regard to case. */
  readonly search?: string
}

/** Lines of the log, newest first. */
export async function readAudit(queries: Queries, wish: AuditWish): Promise<readonly AuditEntry[]> {
  const values: SqlValue[] = [wish.before ?? Number.MAX_SAFE_INTEGER, wish.limit]
  let also = ''
  if (wish.search !== undefined && wish.search !== '') {
    values.push(`%${wish.search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`)
    also = `AND (LOWER(actor) LIKE $3 ESCAPE '\\' OR LOWER(action) LIKE $3 ESCAPE '\\' OR LOWER(subject) LIKE $3 ESCAPE '\\')`
  }
  const rows = await queries.query(
    `SELECT * FROM audit WHERE sequence < $1 ${also} ORDER BY sequence DESC LIMIT $2`,
    ...values,
  )
  return rows.map(entryOf)
}

/** Lines that are checked at a time. */
const CHECKED_AT_ONCE = 1_000

/** Goes through the whole log and computes every hash anew. What was added while it ran is not looked at. */
export async function checkAudit(queries: Queries): Promise<AuditCheck> {
  const [mark] = await queries.query('SELECT sequence, hash FROM audit_head WHERE id = 1')
  const last = Number(mark?.sequence ?? 0)
  let head = FIRST_HASH
  for (let next = 1; next <= last; ) {
    const rows = await queries.query(
      'SELECT * FROM audit WHERE sequence >= $1 AND sequence <= $2 ORDER BY sequence LIMIT $3',
      next,
      last,
      CHECKED_AT_ONCE,
    )
    for (const row of rows) {
      const entry = entryOf(row)
      if (entry.sequence !== next || entry.hash !== hashOf(head, entry))
        return { isWhole: false, entries: next - 1, head, brokenAt: next }
      head = entry.hash
      next += 1
    }
    if (rows.length === 0) return { isWhole: false, entries: next - 1, head, brokenAt: next }
  }
  const isWhole = head === mark?.hash
  return { isWhole, entries: last, head, ...(isWhole ? {} : { brokenAt: last + 1 }) }
}

function entryOf(row: Row): AuditEntry {
  return {
    sequence: Number(row.sequence),
    atMs: Number(row.at_ms),
    actor: String(row.actor),
    action: String(row.action),
    subject: String(row.subject),
    details: JSON.parse(String(row.details)) as AuditEntry['details'],
    hash: String(row.hash),
  }
}
