import { fromHex, toHex } from '@demiurge/codec'

/** Bytes of a cursor: the beginning of the key that the next page begins behind. */
const BYTES = 16

/**
 * The cursor behind a key of a list: the first 16 bytes of what follows its prefix. Position and sequence of an event are 12; a holder's are
 * its count and 12 bytes of its address, which no two accounts share.
 */
export function cursorAfter(key: Uint8Array, prefixBytes: number): string {
  const cursor = new Uint8Array(BYTES)
  cursor.set(key.subarray(prefixBytes, prefixBytes + BYTES))
  return toHex(cursor)
}

/** The key prefix that a cursor stands for: `used` of its bytes count. */
export function keyAt(prefix: Uint8Array, cursor: string, used: number): Uint8Array {
  return Buffer.concat([prefix, fromHex(cursor).subarray(0, used)])
}
