import { StateError } from './error.ts'

/** Longest key in UTF-8 bytes, and largest value in bytes, that the tree takes and a proof carries. */
export const MAX_KEY_BYTES = 512
export const MAX_VALUE_BYTES = 1 << 20

const utf8 = new TextEncoder()

/**
 * The UTF-8 bytes of a key. Throws StateError `state.InvalidKey` for a key that is too long or holds half of a surrogate pair: an
 * encoder would write U+FFFD for each half, and two keys would share one path.
 */
export function keyToBytes(key: string): Uint8Array {
  if (!key.isWellFormed())
    throw new StateError('state.InvalidKey', 'a key must not hold half of a surrogate pair')
  const bytes = utf8.encode(key)
  if (bytes.length > MAX_KEY_BYTES)
    throw new StateError(
      'state.InvalidKey',
      `a key of ${bytes.length} bytes is too long, the limit is ${MAX_KEY_BYTES}`,
    )
  return bytes
}

const ascii = new Uint8Array(MAX_KEY_BYTES)

/** Same bytes as keyToBytes; for an ASCII key, which nearly all are, without allocating. The result holds until the next call. */
export function keyToScratch(key: string): Uint8Array {
  const length = key.length
  if (length > MAX_KEY_BYTES) return keyToBytes(key)
  for (let i = 0; i < length; i++) {
    const unit = key.charCodeAt(i)
    if (unit > 0x7f) return keyToBytes(key)
    ascii[i] = unit
  }
  return ascii.subarray(0, length)
}

/** Throws StateError `state.ValueTooLarge` for a value that no proof could carry. */
export function checkValue(value: Uint8Array): void {
  if (value.length > MAX_VALUE_BYTES)
    throw new StateError(
      'state.ValueTooLarge',
      `a value of ${value.length} bytes is too large, the limit is ${MAX_VALUE_BYTES}; store it outside and keep its hash`,
    )
}
