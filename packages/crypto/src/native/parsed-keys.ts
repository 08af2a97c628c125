import type { KeyObject } from 'node:crypto'

/** Keys that are kept parsed; an ML-DSA key takes about 40 KB once expanded, so that the cache stays below 40 MB. */
export const MAX_PARSED_KEYS = 1024

/**
 * Remembers parsed public keys by their bytes and forgets the least recently used beyond the limit. Public keys only: bytes of secrets
 * must not become map keys, which nothing ever wipes.
 */
export function createParsedKeys(parse: (publicKey: Uint8Array) => KeyObject, limit = MAX_PARSED_KEYS) {
  const parsed = new Map<string, KeyObject>()
  return {
    get(publicKey: Uint8Array): KeyObject {
      const id = Buffer.from(publicKey.buffer, publicKey.byteOffset, publicKey.length).toString('latin1')
      const known = parsed.get(id)
      const key = known ?? parse(publicKey)
      // A Map iterates in order of insertion: taking the entry out and in again makes it the most recent one.
      if (known !== undefined) parsed.delete(id)
      parsed.set(id, key)
      if (parsed.size > limit) {
        const [oldest = id] = parsed.keys()
        parsed.delete(oldest)
      }
      return key
    },
    get size(): number {
      return parsed.size
    },
  }
}
