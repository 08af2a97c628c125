/** @module DER (X.690) as far as certificates need it. */
import { joinBytes } from '../files/png.ts'

/** One value: tag, length, content. */
export function tlv(tag: number, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const body = joinBytes(parts)
  return joinBytes([Uint8Array.of(tag), derLength(body.length), body])
}

/** SEQUENCE. */
export function sequence(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return tlv(0x30, ...parts)
}

/** OBJECT IDENTIFIER from its dotted form (X.690 8.19). */
export function objectIdentifier(dotted: string): Uint8Array<ArrayBuffer> {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return tlv(0x06, Uint8Array.of(40 * first + second, ...rest.flatMap(base128)))
}

/** INTEGER of an unsigned big-endian number: no zero in front but the one that keeps it positive (X.690 8.3). */
export function unsignedInteger(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const first = bytes.findIndex((byte) => byte !== 0)
  const digits = first < 0 ? Uint8Array.of(0) : bytes.subarray(first)
  return tlv(0x02, ...((digits[0] ?? 0) < 0x80 ? [digits] : [Uint8Array.of(0), digits]))
}

function base128(value: number): number[] {
  const digits = [value & 0x7f]
  for (let left = value >>> 7; left > 0; left >>>= 7) digits.unshift((left & 0x7f) | 0x80)
  return digits
}

/** X.690 8.1.3: short form below 128, else the number of length bytes and the length, big-endian. */
function derLength(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length)
  if (length < 0x100) return Uint8Array.of(0x81, length)
  return Uint8Array.of(0x82, length >> 8, length & 0xff)
}
