/** @module The checksums of PNG and zlib. */

const CRC_TABLE = new Uint32Array(256)
for (let n = 0; n < 256; n++) {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  CRC_TABLE[n] = c
}

/** CRC-32 of PNG (third edition, section 5.5 and annex D). */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (let i = 0; i < bytes.length; i++) {
    crc = (CRC_TABLE[(crc ^ (bytes[i] ?? 0)) & 255] ?? 0) ^ (crc >>> 8)
  }
  return (crc ^ 0xffffffff) >>> 0
}

const ADLER_MODULUS = 65521
// RFC 1950 section 9: so many sums fit 32 bits before the modulus must be taken.
const ADLER_RUN = 5552

/** Adler-32 (RFC 1950). */
export function adler32(bytes: Uint8Array): number {
  let a = 1
  let b = 0
  for (let start = 0; start < bytes.length; start += ADLER_RUN) {
    const end = Math.min(start + ADLER_RUN, bytes.length)
    for (let i = start; i < end; i++) {
      a += bytes[i] ?? 0
      b += a
    }
    a %= ADLER_MODULUS
    b %= ADLER_MODULUS
  }
  return b * 65536 + a
}

/** Adler-32 of two pieces in a row, from the checksum of each and the length of the second. */
export function joinAdler32(first: number, second: number, secondLength: number): number {
  const a1 = first & 0xffff
  const b1 = first >>> 16
  const a2 = second & 0xffff
  const b2 = second >>> 16
  // The second piece began at a = 1, not at a1: each of its bytes adds (a1 - 1) to b once more.
  const rest = secondLength % ADLER_MODULUS
  const a = (a1 + a2 + ADLER_MODULUS - 1) % ADLER_MODULUS
  const b = (b1 + b2 + rest * (a1 + ADLER_MODULUS - 1)) % ADLER_MODULUS
  return b * 65536 + a
}
