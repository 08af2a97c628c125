import { hash } from 'node:crypto'

/**
 * The digest of one message by OpenSSL. It comes back as text of one character for each byte: what Node makes of it as a buffer costs
 * half a microsecond more, as much as hashing 400 bytes.
 */
export function digestOf(algorithm: string, message: Uint8Array): Uint8Array {
  const text = hash(algorithm, message, 'latin1')
  const digest = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) digest[i] = text.charCodeAt(i)
  return digest
}
