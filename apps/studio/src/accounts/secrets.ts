import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Database, Queries } from '../database/database.ts'
import { StudioError } from '../error.ts'

/** Encrypts what the database must keep and whoever reads it must not see. */
export interface Secrets {
  /** A secret of an owner, such as a member's identifier, as it is kept. Throws StudioError `studio.SecretsLocked`. */
  seal(owner: string, secret: Uint8Array): Uint8Array
  /** The secret that was kept. Throws StudioError `studio.SecretsLocked`: with another key, for another owner, or changed, it does not open. */
  open(owner: string, sealed: Uint8Array): Uint8Array
}

/** The key's file in the studio's folder. */
export const SECRETS_FILE = 'secrets.key'

const VERSION = 1
const KEY_BYTES = 32
/** NIST SP 800-38D 5.2.1.1 and 8.2.2: 96 random bits, which hold for far more secrets than a studio has. */
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** Whose the value is by which a key is known again. */
const STUDIO = 'studio'

/** AES-256-GCM under a key of 32 bytes: version, nonce, ciphertext, tag; a secret belongs to its owner and to nobody else's row. */
export function secretsUnder(key: Uint8Array): Secrets {
  const contextOf = (owner: string): Buffer => Buffer.from(`demiurge.studio.secret.1/${owner}`)
  return {
    seal(owner, secret) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
      cipher.setAAD(contextOf(owner))
      const sealed = [
        Uint8Array.of(VERSION),
        nonce,
        cipher.update(secret),
        cipher.final(),
        cipher.getAuthTag(),
      ]
      return Uint8Array.from(Buffer.concat(sealed))
    },
    open(owner, sealed) {
      try {
        if (sealed[0] !== VERSION || sealed.length < 1 + NONCE_BYTES + TAG_BYTES)
          throw new Error('not sealed')
        const nonce = sealed.subarray(1, 1 + NONCE_BYTES)
        const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
        decipher.setAAD(contextOf(owner))
        decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
        const secret = [decipher.update(sealed.subarray(1 + NONCE_BYTES, -TAG_BYTES)), decipher.final()]
        return Uint8Array.from(Buffer.concat(secret))
      } catch (cause) {
        throw locked('a secret in the database was not encrypted with this studio’s key', cause)
      }
    },
  }
}

/**
 * The secrets of a studio whose tables are there. The key lies in a file of its own, made when it is first needed, readable by its owner only;
 * what an earlier version kept as it is gets encrypted once. Where the file is not the one that secrets were encrypted with, everything
 * else goes on, and secrets are refused with the way out; once nobody has one any more, the present key counts. Throws StudioError
 * `studio.BadKeyFile` for a file that holds no key.
 */
export async function openSecrets(database: Database, path: string): Promise<Secrets> {
  const [known] = await database.query('SELECT proof FROM secrets WHERE id = 1')
  if (known !== undefined && !existsSync(path) && (await hasSecrets(database)))
    return lockedBy(`the key file ${path} is missing`)
  const secrets = secretsUnder(keyIn(path))
  const isOurs = await database.transaction((queries) => takePossession(queries, secrets))
  return isOurs ? secrets : lockedBy(`the key file ${path} is not the one that secrets were encrypted with`)
}

/** Whether the key is that of the database, whose it becomes where there was none or nothing is encrypted with the one before. */
async function takePossession(queries: Queries, secrets: Secrets): Promise<boolean> {
  const proof = secrets.seal(STUDIO, new Uint8Array(KEY_BYTES))
  // Who comes at the same time waits here, and finds it done.
  const first = await queries.query(
    'INSERT INTO secrets (id, proof) VALUES (1, $1) ON CONFLICT (id) DO NOTHING RETURNING id',
    proof,
  )
  if (first.length > 0) {
    await sealAll(queries, secrets)
    return true
  }
  const [row] = await queries.query('UPDATE secrets SET proof = proof WHERE id = 1 RETURNING proof')
  if (row?.proof instanceof Uint8Array && opens(secrets, row.proof)) return true
  if (await hasSecrets(queries)) return false
  await queries.query('UPDATE secrets SET proof = $1 WHERE id = 1', proof)
  return true
}

function opens(secrets: Secrets, proof: Uint8Array): boolean {
  try {
    return secrets.open(STUDIO, proof).length === KEY_BYTES
  } catch {
    // Another key's, which is what is asked.
    return false
  }
}

async function hasSecrets(queries: Queries): Promise<boolean> {
  const sql = 'SELECT id FROM users WHERE totp IS NOT NULL OR totp_pending IS NOT NULL LIMIT 1'
  return (await queries.query(sql)).length > 0
}

/** Versions before kept secrets as they are. */
async function sealAll(queries: Queries, secrets: Secrets): Promise<void> {
  for (const { id, totp, totp_pending } of await queries.query('SELECT id, totp, totp_pending FROM users')) {
    const sealed = (value: unknown): Uint8Array | null =>
      value instanceof Uint8Array ? secrets.seal(String(id), value) : null
    await queries.query(
      'UPDATE users SET totp = $2, totp_pending = $3 WHERE id = $1',
      ...[String(id), sealed(totp), sealed(totp_pending)],
    )
  }
}

/** Reads the key, or makes it. Several processes may come at once: one makes it, and nobody reads half of it. */
function keyIn(path: string): Uint8Array {
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true })
    const partial = `${path}.${randomBytes(8).toString('hex')}`
    writeFileSync(partial, `${randomBytes(KEY_BYTES).toString('hex')}\n`, { mode: 0o600, flag: 'wx' })
    try {
      linkSync(partial, path)
    } catch (error) {
      if (Object(error).code !== 'EEXIST') throw error
    } finally {
      unlinkSync(partial)
    }
  }
  const text = readFileSync(path, 'utf8').trim()
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new StudioError(
      'studio.BadKeyFile',
      `${path} does not hold a key of ${KEY_BYTES} bytes as hexadecimal digits: put the right file back`,
      { status: 500 },
    )
  return Uint8Array.from(Buffer.from(text, 'hex'))
}

function lockedBy(why: string): Secrets {
  const refuse = (): never => {
    throw locked(why)
  }
  return { seal: refuse, open: refuse }
}

function locked(why: string, cause?: unknown): StudioError {
  return new StudioError(
    'studio.SecretsLocked',
    `authenticator apps cannot be checked: ${why}. Put the right ${SECRETS_FILE} back and start the studio again; or sign in with a passkey or a recovery code, and set the app up anew; or have an operator reset you (demiurge studio reset NAME)`,
    { status: 503, cause },
  )
}
