import { pbkdf2 } from '@noble/hashes/pbkdf2.js'
import { sha256 } from '@noble/hashes/sha2.js'

/**
 * A delay function: `segments` links, each of which takes `iterations` steps that cannot be taken side by side (PBKDF2-HMAC-SHA-256,
 * RFC 8018). Whoever makes the chain goes through them one after the other; whoever has all links can check each by itself, so that
 * checking is as much faster as there are processors.
 */
export interface Delay {
  /** What the chain begins with, 32 bytes. */
  readonly start: Uint8Array
  /** Which chain it is: links of different windows have nothing in common. */
  readonly window: bigint
  readonly segments: number
  /** Steps in one link. */
  readonly iterations: number
}

/** Bytes of a link. */
export const LINK_BYTES = 32

const DOMAIN = new TextEncoder().encode('demiurge.delay.1')

/** The salt of a link: the domain, the window as 8 and the link's number as 4 little-endian bytes. */
export function linkSalt(window: bigint, number: number): Uint8Array {
  const salt = new Uint8Array(DOMAIN.length + 12)
  salt.set(DOMAIN)
  const view = new DataView(salt.buffer)
  view.setBigUint64(DOMAIN.length, window, true)
  view.setUint32(DOMAIN.length + 8, number, true)
  return salt
}

/** The end of link `number` from its beginning: PBKDF2-HMAC-SHA-256(password = beginning, salt, iterations), 32 bytes. */
export function delayLink(
  beginning: Uint8Array,
  number: number,
  { window, iterations }: Pick<Delay, 'window' | 'iterations'>,
): Uint8Array {
  return pbkdf2(sha256, beginning, linkSalt(window, number), { c: iterations, dkLen: LINK_BYTES })
}
