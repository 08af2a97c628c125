import type { SuiteName } from '@demiurge/crypto'

/** The schemes that the signature engine verifies. */
export type FuzzName = Extract<SuiteName, `ml-dsa-${string}` | `falcon-${string}`>

/** Four strings of bytes that may or may not be a valid signature. */
export interface Claim {
  readonly name: FuzzName
  readonly signature: Uint8Array
  readonly message: Uint8Array
  readonly publicKey: Uint8Array
  readonly context: Uint8Array
  /** What was done to it, for reports. */
  readonly story: string
}

/** Writes a number of some bits at a bit position, least significant bit first (FIPS 204 algorithm 9). */
export function writeBits(bytes: Uint8Array, at: number, width: number, value: number): void {
  for (let i = 0; i < width; i++) {
    const index = (at + i) >> 3
    const mask = 1 << ((at + i) & 7)
    const isSet = ((value >> i) & 1) === 1
    bytes[index] = isSet ? (bytes[index] ?? 0) | mask : (bytes[index] ?? 0) & ~mask
  }
}

/** The bytes with one bit flipped. */
export function flipBit(bytes: Uint8Array, bit: number): Uint8Array {
  const changed = bytes.slice()
  const index = bit >> 3
  changed[index] = (changed[index] ?? 0) ^ (1 << (bit & 7))
  return changed
}
