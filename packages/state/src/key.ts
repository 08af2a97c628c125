import { viewOf } from '@demiurge/codec'
import type { MerkleHasher } from '@demiurge/crypto'
import { nibbleOf } from './digits.ts'
import { StateError } from './error.ts'
import { BLOCK_BYTES, hashMessage, SHORT_BYTES, writeBlock } from './message.ts'

/** Longest key in UTF-8 bytes, and largest value in bytes, that the tree takes and a proof carries. */
export const MAX_KEY_BYTES = 512
export const MAX_VALUE_BYTES = 1 << 20

/** Stands in a key's bytes before a name that is hex digits in the text. No UTF-8 text holds this byte, so no two keys have one form. */
export const HEX_NAME = 0xff

const utf8 = new TextEncoder()
const HEX = /^0x(?:[0-9a-f]{2})*$/

/** A key's two parts: the space up to its last slash, the slash included, and the name behind it. */
export function splitKey(key: string): readonly [space: string, name: string] {
  const at = key.lastIndexOf('/') + 1
  return [key.slice(0, at), key.slice(at)]
}

/**
 * The bytes of a key that are hashed: UTF-8, but a name of lower-case hex digits (`0x…`) as the byte 0xff and the bytes that the digits
 * stand for. Half as long, an account's key is one block for SHA-256. Throws StateError `state.InvalidKey` for a key that is too long or
 * holds half of a surrogate pair: an encoder would write U+FFFD for each half, and two keys would share one path.
 */
export function keyToBytes(key: string): Uint8Array {
  if (!key.isWellFormed())
    throw new StateError('state.InvalidKey', 'a key must not hold half of a surrogate pair')
  const [space, name] = splitKey(key)
  const bytes = HEX.test(name) ? hexKey(space, name) : utf8.encode(key)
  if (key.length > MAX_KEY_BYTES || bytes.length > MAX_KEY_BYTES)
    throw new StateError(
      'state.InvalidKey',
      `a key of ${Math.max(key.length, bytes.length)} bytes is too long, the limit is ${MAX_KEY_BYTES}`,
    )
  return bytes
}

function hexKey(space: string, name: string): Uint8Array {
  const head = utf8.encode(space)
  const bytes = new Uint8Array(head.length + name.length / 2)
  bytes.set(head)
  bytes[head.length] = HEX_NAME
  bytes.subarray(head.length + 1).setFromHex(name.slice(2))
  return bytes
}

const message = new Uint8Array(2 * BLOCK_BYTES)
const messageView = viewOf(message)

/** Where a key's leaf is in the tree: the hash of its bytes. Throws as keyToBytes. */
export function pathOf(key: string, hasher: MerkleHasher): Uint8Array {
  const length = writeDigitKey(key)
  if (length === 0) return hashMessage(keyToBytes(key), hasher)
  writeBlock(messageView, 0, messageView, 0, length)
  return hasher.sha256(message.subarray(0, BLOCK_BYTES))
}

/** As keyToBytes, without making anything where the key is short and its name of digits; then the bytes are good until the next call. */
export function keyToSharedBytes(key: string): Uint8Array {
  const length = writeDigitKey(key)
  return length === 0 ? keyToBytes(key) : message.subarray(0, length)
}

/**
 * Writes the bytes of a short ASCII key whose name is of digits to the start of `message`, as most keys are; returns how many there
 * are, or 0 for any other key.
 */
function writeDigitKey(key: string): number {
  const name = key.lastIndexOf('/') + 1
  const digits = key.length - name - 2
  const length = name + 1 + digits / 2
  if (digits < 0 || digits % 2 !== 0 || length > SHORT_BYTES || !key.startsWith('0x', name)) return 0
  let codes = 0
  for (let i = 0; i < name; i++) {
    const code = key.charCodeAt(i)
    codes |= code
    message[i] = code
  }
  message[name] = HEX_NAME
  let nibbles = 0
  for (let i = 0; i < digits / 2; i++) {
    const high = nibbleOf(key.charCodeAt(name + 2 + i * 2))
    const low = nibbleOf(key.charCodeAt(name + 3 + i * 2))
    nibbles |= high | low
    message[name + 1 + i] = (high << 4) | low
  }
  return codes < 128 && nibbles < 16 ? length : 0
}

/** Throws StateError `state.ValueTooLarge` for a value that no proof could carry. */
export function checkValue(value: Uint8Array): void {
  if (value.length > MAX_VALUE_BYTES)
    throw new StateError(
      'state.ValueTooLarge',
      `a value of ${value.length} bytes is too large, the limit is ${MAX_VALUE_BYTES}; store it outside and keep its hash`,
    )
}
