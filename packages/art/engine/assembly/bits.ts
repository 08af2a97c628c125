/** Writes bits into bytes from their lowest bit on (RFC 1951 3.1.1). @module */

/** Bits not yet written, and how many: fewer than 8 after `flushBits`. */
export let pending: u64 = 0
export let pendingBits: u32 = 0
/** Where the next byte goes. */
export let outAt: usize = 0

/** Begins at an address. */
export function startBits(at: usize): void {
  outAt = at
  pending = 0
  pendingBits = 0
}

/** Goes on after code that kept the three values in locals. */
/* @inline */ export function resumeBits(bits: u64, count: u32, at: usize): void {
  pending = bits
  pendingBits = count
  outAt = at
}

/** Adds bits; at most 56 may be pending. */
/* @inline */ export function putBits(value: u32, count: u32): void {
  pending |= (value as u64) << pendingBits
  pendingBits += count
}

/** Writes all whole bytes. Eight bytes are stored at once: memory behind the end is overwritten. */
/* @inline */ export function flushBits(): void {
  store<u64>(outAt, pending)
  outAt += (pendingBits >> 3) as usize
  pending >>= (pendingBits & ~7) as u64
  pendingBits &= 7
}

/** Fills the last byte with zeros. */
export function finishBits(): void {
  flushBits()
  if (pendingBits > 0) outAt++
  pending = 0
  pendingBits = 0
}
