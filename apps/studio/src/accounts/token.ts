import { createHash, randomBytes } from 'node:crypto'

/** A secret of 256 bits, base64url: a session's, an invitation's. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** What is kept of a token: SHA-256 in hex. With 256 random bits behind it nothing slower is needed. */
export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** A name for a row: 128 random bits, base64url. */
export function newId(): string {
  return randomBytes(16).toString('base64url')
}

/** Without 0, 1, 8 and 9, which are taken for letters (RFC 4648 6). */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Base32 without padding (RFC 4648 6). */
export function encodeBase32(bytes: Uint8Array): string {
  let out = ''
  let held = 0
  let bits = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    for (; bits >= 5; bits -= 5) out += ALPHABET[(held >> (bits - 5)) & 31]
    held &= (1 << bits) - 1
  }
  return bits === 0 ? out : out + ALPHABET[(held << (5 - bits)) & 31]
}

/** A secret that people copy by hand: 80 random bits as four groups of four. */
export function newCode(): string {
  return (encodeBase32(randomBytes(10)).match(/.{4}/g) ?? []).join('-')
}

/** What is kept of such a code; spaces, dashes and case do not count. */
export function hashOfCode(code: string): string {
  return hashOfToken(code.replace(/[\s-]/g, '').toUpperCase())
}
