import { fromHex, toHex } from '@demiurge/codec'
import type { SecondFactor } from '@demiurge/crypto'
import { DeskError } from '../desk/desk.ts'

/** Why no passkey can be a second factor here; undefined when one can. */
export type PasskeyObstacle = 'address' | 'browser' | 'prf'

/** What people read about it. */
export const OBSTACLES: Readonly<Record<PasskeyObstacle, string>> = {
  address:
    'Passkeys belong to a name, and this page was opened by a number. Open it as “localhost” instead of 127.0.0.1, and bring your wallet there.',
  browser: 'This browser has no passkeys, or the page is not served safely (https or localhost).',
  prf: 'This browser knows passkeys, but not the function (PRF) with which they protect a file. Chrome, Edge and Safari of today do.',
}

/** A factor and what it answers now: 32 bytes. */
export interface AnsweredFactor {
  readonly factor: SecondFactor
  readonly answer: Uint8Array
}

/** Whether a passkey can be the second factor of a wallet here. Whether an authenticator has PRF shows when the passkey is made. */
export async function findObstacle(): Promise<PasskeyObstacle | undefined> {
  if (!isSecureContext || !('PublicKeyCredential' in globalThis)) return 'browser'
  // WebAuthn Level 3, 5.1.3: an IP address is no valid domain, and so no relying party.
  if (/^[\d.]+$|^\[/.test(location.hostname)) return 'address'
  const capabilities = await PublicKeyCredential.getClientCapabilities?.()
  return capabilities?.['extension:prf'] === false ? 'prf' : undefined
}

/** Makes a passkey that protects this wallet. Rejects with DeskError `factor.Cancelled` and `factor.NoPrf`. */
export async function createPasskey(label: string): Promise<AnsweredFactor> {
  const salt = crypto.getRandomValues(new Uint8Array(32))
  const made = await asked(
    navigator.credentials.create({
      publicKey: {
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        rp: { id: location.hostname, name: 'Demiurge' },
        user: { id: crypto.getRandomValues(new Uint8Array(16)), name: label, displayName: label },
        // EdDSA, ES256, RS256: its signatures are not used here, any kind will do.
        pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: 'public-key', alg })),
        authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
        extensions: { prf: { eval: { first: salt } } },
      },
    }),
  )
  const { prf } = made.getClientExtensionResults()
  if (prf?.enabled !== true)
    throw new DeskError(
      'This passkey cannot protect a file: where it lies has no PRF. Choose another place for it, such as a security key or another device.',
      'factor.NoPrf',
    )
  const factor: SecondFactor = {
    credential: new Uint8Array(made.rawId),
    relyingParty: location.hostname,
    label,
    salt: toHex(salt),
  }
  // Asked as at every opening: an answer that came with the making may be another one (CTAP 2.1, 12.5: with and without verification).
  return { factor, answer: await askPasskey(factor) }
}

/** Asks a passkey for its answer. Rejects with DeskError `factor.Cancelled`, `factor.NoPrf`, and `factor.OtherSite`. */
export async function askPasskey({
  credential,
  relyingParty,
  label,
  salt,
}: SecondFactor): Promise<Uint8Array> {
  if (relyingParty !== location.hostname)
    throw new DeskError(
      `The passkey “${label}” belongs to ${relyingParty}: open the wallet there, or bring it here by its words.`,
      'factor.OtherSite',
    )
  const found = await asked(
    navigator.credentials.get({
      publicKey: {
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        rpId: relyingParty,
        allowCredentials: [{ type: 'public-key', id: new Uint8Array(credential) }],
        userVerification: 'required',
        extensions: { prf: { eval: { first: new Uint8Array(fromHex(salt)) } } },
      },
    }),
  )
  const first = found.getClientExtensionResults().prf?.results?.first
  if (first === undefined) throw new DeskError('The passkey gave no answer (PRF).', 'factor.NoPrf')
  return bytesOf(first)
}

/** The second factor that a keystore asks for; undefined for one that opens with its password alone, and for what is none. */
export function factorIn(keystore: string | undefined): SecondFactor | undefined {
  try {
    const found: unknown = JSON.parse(keystore ?? 'null')
    const { credential, relyingParty, label, salt } = Object(Object(Object(found).header).secondFactor)
    if ([credential, relyingParty, label, salt].some((each) => typeof each !== 'string')) return undefined
    return { credential: fromHex(credential), relyingParty, label, salt }
  } catch {
    // Opening it says what is wrong with it.
    return undefined
  }
}

async function asked(asking: Promise<Credential | null>): Promise<PublicKeyCredential> {
  const given = await asking.catch((cause: unknown) => {
    throw new DeskError(
      `The passkey was not given: ${cause instanceof Error && cause.name !== 'NotAllowedError' ? cause.message : 'it was cancelled, took too long, or lies on another device'}.`,
      'factor.Cancelled',
    )
  })
  if (given instanceof PublicKeyCredential) return given
  throw new DeskError('The passkey was not given.', 'factor.Cancelled')
}

function bytesOf(source: BufferSource): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice()
    : new Uint8Array(source)
}
