import type { Queries } from '../database/database.ts'
import type { Member } from './members.ts'
import type { Secrets } from './secrets.ts'
import { hashOfCode, newCode } from './token.ts'
import { findTotpStep } from './totp.ts'

const CODES = 10

/** Whether this is a code of the member's authenticator app, around `nowMs` (Unix ms). It counts once, and none before it counts after it. Throws StudioError `studio.SecretsLocked`. */
export async function takeTotpCode(
  queries: Queries,
  { id, totp }: Member,
  { code, nowMs, secrets }: { readonly code: string; readonly nowMs: number; readonly secrets: Secrets },
): Promise<boolean> {
  const step = totp && findTotpStep(secrets.open(id, totp), code, nowMs)
  if (step === undefined) return false
  const taken = await queries.query(
    'UPDATE users SET totp_step = $2 WHERE id = $1 AND totp_step < $2 RETURNING id',
    ...[id, step],
  )
  return taken.length > 0
}

/** Whether this is one of the member's recovery codes, which it is no more. */
export async function takeRecoveryCode(queries: Queries, { id }: Member, code: string): Promise<boolean> {
  const taken = await queries.query(
    'DELETE FROM recovery_codes WHERE user_id = $1 AND code_hash = $2 RETURNING user_id',
    ...[id, hashOfCode(code)],
  )
  return taken.length > 0
}

/** New recovery codes in place of the ones before. Only their hashes are kept. */
export async function replaceRecoveryCodes(queries: Queries, id: string): Promise<readonly string[]> {
  await queries.query('DELETE FROM recovery_codes WHERE user_id = $1', id)
  const codes = Array.from({ length: CODES }, newCode)
  for (const code of codes)
    await queries.query(
      'INSERT INTO recovery_codes (user_id, code_hash) VALUES ($1, $2)',
      id,
      hashOfCode(code),
    )
  return codes
}

/** Recovery codes for somebody who got their first second factor; none where there are some. */
export async function firstRecoveryCodes(queries: Queries, member: Member): Promise<readonly string[]> {
  return member.recoveryCodes > 0 ? [] : replaceRecoveryCodes(queries, member.id)
}

/** Takes recovery codes away where they stand in for nothing any more. */
export async function dropIdleRecoveryCodes(queries: Queries, id: string): Promise<void> {
  await queries.query(
    'DELETE FROM recovery_codes WHERE user_id = $1 AND NOT EXISTS (SELECT id FROM passkeys WHERE user_id = $1) AND NOT EXISTS (SELECT id FROM users WHERE id = $1 AND totp IS NOT NULL)',
    id,
  )
}
