import { isIP } from 'node:net'
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
  WebAuthnCredential,
} from '@simplewebauthn/server'
import type { PasskeyView } from '../contract/accounts.ts'
import type { Queries, Row } from '../database/database.ts'
import { StudioError } from '../error.ts'
import type { Member } from './members.ts'

/** The page that a ceremony happens on: its origin, and the host that its passkeys belong to (the relying party's identifier). */
export interface Site {
  readonly origin: string
  readonly host: string
}

const CHALLENGE_MS = 5 * 60_000

/** The library is loaded when the first passkey is used: not every studio has one. */
const webAuthn = () => import('@simplewebauthn/server')

/** The site that a page of this origin is. Throws StudioError `passkey.NoSite` where WebAuthn knows none (an address instead of a name). */
export function siteOf(origin: string | undefined): Site {
  const url = URL.parse(origin ?? '')
  const host = url?.hostname ?? ''
  if (url === null || host === '' || isIP(host.replace(/^\[|\]$/g, '')) !== 0)
    throw new StudioError(
      'passkey.NoSite',
      `passkeys belong to a name, not to an address: open the studio at its name, on this machine ${url === null ? 'http://localhost' : `http://localhost:${url.port}`}`,
    )
  return { origin: url.origin, host }
}

/** What the browser is asked to make a passkey by. `nowMs` in Unix ms. */
export async function offerPasskey(
  queries: Queries,
  member: Member,
  { site, nowMs }: { readonly site: Site; readonly nowMs: number },
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { generateRegistrationOptions } = await webAuthn()
  const known = await queries.query(
    'SELECT id, transports FROM passkeys WHERE user_id = $1 AND site = $2',
    member.id,
    site.host,
  )
  const options = await generateRegistrationOptions({
    rpName: 'Demiurge',
    rpID: site.host,
    userName: member.name,
    userDisplayName: member.name,
    userID: new TextEncoder().encode(member.id),
    attestationType: 'none',
    excludeCredentials: known.map(credentialOf),
    // It stands for name and password, so it must be found without a name and know its owner.
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  await keepChallenge(queries, { challenge: options.challenge, purpose: `add:${member.id}`, nowMs })
  return options
}

/** Checks and keeps a passkey that the browser made. Throws StudioError `passkey.Refused`. */
export async function addPasskey(
  queries: Queries,
  member: Member,
  made: { readonly site: Site; readonly nowMs: number; readonly name: string; readonly response: unknown },
): Promise<void> {
  const { verifyRegistrationResponse } = await webAuthn()
  const response = made.response as RegistrationResponseJSON
  const expectedChallenge = await takeChallenge(queries, response, `add:${member.id}`, made.nowMs)
  const { registrationInfo } = await refused(() =>
    verifyRegistrationResponse({
      response,
      expectedChallenge,
      expectedOrigin: made.site.origin,
      expectedRPID: made.site.host,
      requireUserVerification: true,
    }),
  )
  if (registrationInfo === undefined) throw refusal()
  const { id, publicKey, counter, transports = [] } = registrationInfo.credential
  const added = await queries.query(
    'INSERT INTO passkeys (id, user_id, site, name, public_key, counter, transports, created_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING RETURNING id',
    ...[id, member.id, made.site.host, made.name, publicKey, counter, transports.join(' '), made.nowMs],
  )
  if (added.length === 0) throw refusal('this passkey is known already')
}

/** What the browser is asked to sign with: any passkey of the site, or one of a member's. `purpose` is what it is for. */
export async function askForPasskey(
  queries: Queries,
  { site, nowMs, purpose, userId }: { site: Site; nowMs: number; purpose: string; userId?: string },
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const { generateAuthenticationOptions } = await webAuthn()
  const known =
    userId === undefined
      ? []
      : await queries.query(
          'SELECT id, transports FROM passkeys WHERE user_id = $1 AND site = $2',
          userId,
          site.host,
        )
  if (userId !== undefined && known.length === 0)
    throw new StudioError('passkey.None', `you have no passkey for ${site.host}`)
  const options = await generateAuthenticationOptions({
    rpID: site.host,
    userVerification: 'required',
    allowCredentials: known.map(credentialOf),
  })
  await keepChallenge(queries, { challenge: options.challenge, purpose, nowMs })
  return options
}

/** Checks what a passkey signed, and says whose it is. Throws StudioError `passkey.Refused`. */
export async function takePasskey(
  queries: Queries,
  signed: {
    readonly site: Site
    readonly nowMs: number
    readonly purpose: string
    readonly response: unknown
  },
): Promise<string> {
  const { verifyAuthenticationResponse } = await webAuthn()
  const response = signed.response as AuthenticationResponseJSON
  const expectedChallenge = await takeChallenge(queries, response, signed.purpose, signed.nowMs)
  const [row] = await queries.query(
    'SELECT * FROM passkeys WHERE id = $1 AND site = $2',
    String(response.id),
    signed.site.host,
  )
  if (row === undefined) throw refusal('the studio does not know this passkey: it was removed')
  const { verified, authenticationInfo } = await refused(() =>
    verifyAuthenticationResponse({
      response,
      expectedChallenge,
      expectedOrigin: signed.site.origin,
      expectedRPID: signed.site.host,
      credential: keyOf(row),
      requireUserVerification: true,
    }),
  )
  if (!verified) throw refusal()
  // The library refuses a counter that did not grow (WebAuthn 7.2, step 22: a copy); the condition holds where two come at once.
  const used = await queries.query(
    'UPDATE passkeys SET counter = $2, used_ms = $3 WHERE id = $1 AND counter <= $2 RETURNING id',
    ...[String(row.id), authenticationInfo.newCounter, signed.nowMs],
  )
  if (used.length === 0) throw refusal()
  return String(row.user_id)
}

/** A member's passkeys, in the order in which they came. */
export async function listPasskeys(queries: Queries, userId: string): Promise<readonly PasskeyView[]> {
  const rows = await queries.query(
    'SELECT * FROM passkeys WHERE user_id = $1 ORDER BY created_ms, id',
    userId,
  )
  return rows.map((row) => ({
    id: String(row.id),
    name: String(row.name),
    site: String(row.site),
    createdMs: Number(row.created_ms),
    ...(row.used_ms === null ? {} : { usedMs: Number(row.used_ms) }),
  }))
}

async function keepChallenge(
  queries: Queries,
  { challenge, purpose, nowMs }: { challenge: string; purpose: string; nowMs: number },
): Promise<void> {
  await queries.query('DELETE FROM challenges WHERE expires_ms < $1', nowMs)
  await queries.query(
    'INSERT INTO challenges (challenge, purpose, expires_ms) VALUES ($1, $2, $3)',
    ...[challenge, purpose, nowMs + CHALLENGE_MS],
  )
}

/** The challenge that was answered: one of ours, for this purpose, not too old. It counts once. */
async function takeChallenge(
  queries: Queries,
  { response }: { readonly response?: { readonly clientDataJSON?: unknown } },
  purpose: string,
  nowMs: number,
): Promise<string> {
  const challenge = challengeIn(response?.clientDataJSON)
  const taken = await queries.query(
    'DELETE FROM challenges WHERE challenge = $1 AND purpose = $2 AND expires_ms >= $3 RETURNING challenge',
    ...[challenge, purpose, nowMs],
  )
  if (taken.length === 0) throw refusal('this took too long, or was used already: try again')
  return challenge
}

function challengeIn(clientData: unknown): string {
  try {
    const read = JSON.parse(Buffer.from(String(clientData), 'base64url').toString()) as {
      challenge?: unknown
    }
    if (typeof read.challenge === 'string' && /^[\w-]{1,200}$/.test(read.challenge)) return read.challenge
  } catch {}
  throw refusal()
}

/** What the library throws is about what was sent. */
async function refused<T>(check: () => Promise<T>): Promise<T> {
  try {
    return await check()
  } catch (cause) {
    throw refusal(undefined, cause)
  }
}

function refusal(
  message = 'this passkey was not accepted: try again, or use another way',
  cause?: unknown,
): StudioError {
  return new StudioError('passkey.Refused', message, { status: 401, cause })
}

function credentialOf(row: Row): { id: string; transports: string[] } {
  return { id: String(row.id), transports: String(row.transports).split(' ').filter(Boolean) }
}

function keyOf(row: Row): WebAuthnCredential {
  return {
    ...credentialOf(row),
    publicKey: Uint8Array.from(row.public_key as Uint8Array),
    counter: Number(row.counter),
  }
}
