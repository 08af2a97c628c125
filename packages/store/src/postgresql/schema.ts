import { createHash } from 'node:crypto'
import { StoreError } from '../error.ts'
import type { ServerAddress } from './address.ts'
import type { Session } from './session.ts'

/** Raised when what the engine writes can no longer be read by older code. */
const FORMAT = 'postgresql 1'
/** A session whose process was killed a moment ago still finishes what it was doing. */
const LOCK_TRIES = 20
const LOCK_PAUSE_MS = 50

const NAME = /^[a-z_][a-z0-9_]{0,62}$/

/** Refuses what cannot name a schema without quoting. Throws StoreError `store.InvalidUrl`. */
export function checkSchemaName(name: string): string {
  if (!NAME.test(name))
    throw new StoreError(
      'store.InvalidUrl',
      `"${name}" cannot name a schema: write 1 to 63 of a-z, 0-9 and _, beginning with a letter or _`,
    )
  return name
}

/**
 * Makes a session the only writer of a schema, for as long as its connection lasts: whoever writes holds the lock on the very connection
 * that writes, so that a writer that lost it cannot write either. Throws StoreError `store.Locked`.
 */
export async function lockSchema(session: Session, address: ServerAddress, schema: string): Promise<void> {
  const key = createHash('sha256').update(`demiurge store ${schema}`).digest().readBigInt64BE()
  for (let attempt = 1; ; attempt++) {
    const [[locked] = []] = await session.query(`select pg_try_advisory_lock(${key})`)
    if (locked === true) return
    if (attempt === LOCK_TRIES)
      throw new StoreError(
        'store.Locked',
        `schema ${schema} of PostgreSQL at ${address.shown} is in use by another process: stop it, or choose another schema`,
      )
    await new Promise((resolve) => setTimeout(resolve, LOCK_PAUSE_MS))
  }
}

/** Creates what is missing in a schema, and checks the format of what is there. Throws StoreError `store.EngineMismatch`. */
export async function prepareSchema(session: Session, address: ServerAddress, schema: string): Promise<void> {
  const [[known] = []] = await session.query(`select to_regclass('${schema}.entries') is not null`)
  // One statement list is one transaction: no schema is ever without its mark.
  if (known !== true)
    await session.query(`
      create schema if not exists ${schema};
      create table ${schema}.entries (key bytea primary key, value bytea not null);
      alter table ${schema}.entries alter column value set storage external;
      create table ${schema}.mark (format text primary key);
      insert into ${schema}.mark values ('${FORMAT}')`)
  const marks = await session.query(`select format from ${schema}.mark`)
  const found = marks.map(([format]) => String(format).slice(0, 60)).join(', ')
  if (found !== FORMAT)
    throw new StoreError(
      'store.EngineMismatch',
      `schema ${schema} of PostgreSQL at ${address.shown} says "${found}", this version reads "${FORMAT}"`,
    )
}

/** What is wrong with the server's settings for something that must survive a loss of power; undefined when nothing is. */
export async function durabilityNotice(
  session: Session,
  address: ServerAddress,
): Promise<string | undefined> {
  const [row = []] = await session.query(
    `select current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit')`,
  )
  const off = ['fsync', 'full_page_writes', 'synchronous_commit'].filter((_, i) => row[i] === 'off')
  return off.length === 0
    ? undefined
    : `PostgreSQL at ${address.shown} has ${off.join(' and ')} off: a loss of power there can lose what was acknowledged`
}
