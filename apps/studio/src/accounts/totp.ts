import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { encodeBase32 } from './token.ts'

/** RFC 6238 4.1: a step is 30 seconds, steps are counted from the epoch. */
const STEP_MS = 30_000
const DIGITS = 6
/** RFC 6238 5.2: one step before and after, for clocks that differ and people who type slowly. */
const DRIFT_STEPS = 1
/** RFC 4226 4, R6: at least 128 bits, 160 are recommended. */
const SECRET_BYTES = 20

/** A new secret for an authenticator app. */
export function newTotpSecret(): Uint8Array {
  return randomBytes(SECRET_BYTES)
}

/** The step in which a time (Unix ms) lies. */
export function totpStepAt(timeMs: number): number {
  return Math.floor(timeMs / STEP_MS)
}

/** The code of a step (RFC 6238 with HMAC-SHA-1, which is what every app has; RFC 4226 5.3), `digits` long. */
export function totpCode(secret: Uint8Array, step: number, digits: number = DIGITS): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  // RFC 4226 5.3: the last four bits say where 31 bits are taken from.
  const offset = mac.readUInt8(mac.length - 1) & 0xf
  const number = mac.readUInt32BE(offset) & 0x7fff_ffff
  return String(number % 10 ** digits).padStart(digits, '0')
}

/** The step whose code this is, around a time (Unix ms); undefined when it is of none. All steps are compared, whichever it is. */
export function findTotpStep(secret: Uint8Array, code: string, timeMs: number): number | undefined {
  const digits = code.replace(/\s/g, '')
  if (!/^\d{6}$/.test(digits)) return undefined
  const now = totpStepAt(timeMs)
  let found: number | undefined
  for (let step = now - DRIFT_STEPS; step <= now + DRIFT_STEPS; step++)
    if (step >= 0 && timingSafeEqual(Buffer.from(totpCode(secret, step)), Buffer.from(digits))) found = step
  return found
}

/** What an authenticator app reads as a QR code, and the secret as people type it. */
export function totpLink(
  secret: Uint8Array,
  name: string,
): { readonly secret: string; readonly uri: string } {
  const text = encodeBase32(secret)
  const label = `Demiurge:${encodeURIComponent(name)}`
  return { secret: text, uri: `otpauth://totp/${label}?secret=${text}&issuer=Demiurge&digits=6&period=30` }
}
