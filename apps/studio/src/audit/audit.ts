import { createHash } from 'node:crypto'
import type { AuditEntry } from '../contract/accounts.ts'
import type { Database, Queries } from '../database/database.ts'
import type { Schema } from '../database/migrate.ts'

/** What somebody did. */
export interface Deed {
  /** Who did it: a member, or `local` where the studio is open. */
  readonly actor: { readonly name: string }
  /** Such as `collection.make`: the part, and what it did. */
  readonly action: string
  /** What was acted on: a name or an identifier. Cut after 200 characters. */
  readonly subject: string
  /** Figures and words that belong to it; no secrets. */
  readonly details?: Readonly<Record<string, string | number | boolean>>
}

/** The audit log, to write in. */
export interface Audit {
  /**
   * Adds a line, in the transaction whose queries are given (then it stands if and only if that happens), or in one of its own when the
   * database itself is given. In a transaction it comes last: the log's head is locked from here to the end. Throws DatabaseError.
   */
  note(to: Queries | Database, deed: Deed): Promise<void>
}

/** Tables of the audit log. `audit_head` is one row, which orders those that write at the same time. */
export const auditSchema: Schema = {
  part: 'audit',
  steps: [
    'CREATE TABLE audit (sequence BIGINT PRIMARY KEY, at_ms BIGINT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL, details TEXT NOT NULL, hash TEXT NOT NULL)',
    'CREATE TABLE audit_head (id BIGINT PRIMARY KEY, sequence BIGINT NOT NULL, hash TEXT NOT NULL)',
    `INSERT INTO audit_head (id, sequence, hash) VALUES (1, 0, '${'0'.repeat(64)}')`,
  ],
}

/** What the first line is chained to. */
export const FIRST_HASH = '0'.repeat(64)

const MOST_CHARACTERS = 200

/** The audit log of the studio whose clock `nowMs` is (Unix ms). */
export function createAudit(nowMs: () => number): Audit {
  const append = async (queries: Queries, deed: Deed): Promise<void> => {
    // Writing the row locks it: lines are chained one after the other on both databases.
    const [head] = await queries.query(
      'UPDATE audit_head SET sequence = sequence + 1 WHERE id = 1 RETURNING sequence, hash',
    )
    const line = {
      sequence: Number(head?.sequence),
      atMs: nowMs(),
      actor: storable(deed.actor.name),
      action: storable(deed.action),
      subject: storable(deed.subject),
      details: storableDetails(deed.details ?? {}),
    }
    const hash = hashOf(String(head?.hash), line)
    await queries.query(
      'INSERT INTO audit (sequence, at_ms, actor, action, subject, details, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)',
      line.sequence,
      line.atMs,
      line.actor,
      line.action,
      line.subject,
      JSON.stringify(line.details),
      hash,
    )
    await queries.query('UPDATE audit_head SET hash = $1 WHERE id = 1', hash)
  }
  return {
    note: (to, deed) =>
      'transaction' in to ? to.transaction((queries) => append(queries, deed)) : append(to, deed),
  }
}

/** SHA-256 in hex over the previous line's hash and this line as JSON: an array in the order of AuditEntry, details as pairs by name. */
export function hashOf(previous: string, line: Omit<AuditEntry, 'hash'>): string {
  const { sequence, atMs, actor, action, subject, details } = line
  const pairs = Object.entries(details).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256')
    .update(`${previous}\n${JSON.stringify([sequence, atMs, actor, action, subject, pairs])}`)
    .digest('hex')
}

/** Text that every database gives back as it was given: no NUL and no half characters (PostgreSQL has neither), no other control characters. */
function storable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out.
  const plain = text.toWellFormed().replace(/[\u0000-\u001f\u007f]/g, '\ufffd')
  return plain.length <= MOST_CHARACTERS ? plain : `${plain.slice(0, MOST_CHARACTERS - 1).toWellFormed()}…`
}

function storableDetails(details: AuditEntry['details']): AuditEntry['details'] {
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => [
      storable(name),
      typeof value === 'string' ? storable(value) : value,
    ]),
  )
}
