/** Expands public keys: three quarters of the cost of verifying under a new key, and the reason for caching. @module */
import { SHAKE128_RATE, shake256, squeezeShake128Pair, startShake128Pair } from '../keccak.ts'
import { POLYNOMIAL, Q } from './field.ts'
import { toTransformOrder, transform } from './ntt.ts'
import { columnsOf, mlDsaKeyBytes, rowsOf } from './parameters.ts'

/** Two blocks of SHAKE128 output, each with room for the 4-byte read of its last 3 bytes. */
const FIRST: usize = memory.data(256, 64)
const SECOND: usize = memory.data(256, 64)
/** Polynomials in the order of sampling. */
const FIRST_POLYNOMIAL: usize = memory.data(1024, 64)
const SECOND_POLYNOMIAL: usize = memory.data(1024, 64)
/** Where the second of two polynomials goes when there is only one to make. */
const SPARE: usize = memory.data(1024, 64)

/** Takes the 23-bit candidates below q out of a block (FIPS 204 algorithms 14 and 30); returns how many coefficients there are now. */
/* @inline */ function sampleBlock(block: usize, polynomial: usize, count: usize): usize {
  for (let i: usize = 0; i < SHAKE128_RATE && count < 256; i += 3) {
    const candidate = load<u32>(block + i) & 0x7fffff
    // Refusing one in a thousand by not counting it is cheaper than a branch.
    store<u32>(polynomial + count * 4, candidate)
    count += (candidate < <u32>Q) as usize
  }
  return count
}

/** The two bytes that follow rho in the seed of entry `index`: its column, then its row (FIPS 204 algorithm 32). */
/* @inline */ function entryBytes(index: usize, columns: usize): u64 {
  return ((index % columns) as u64) | (((index / columns) as u64) << 8)
}

/** Samples two entries of the matrix at once. */
function expandEntries(rho: usize, first: u64, second: u64, to: usize, toSecond: usize): void {
  startShake128Pair(rho, first, second)
  let count: usize = 0
  let countSecond: usize = 0
  do {
    squeezeShake128Pair(FIRST, SECOND)
    count = sampleBlock(FIRST, FIRST_POLYNOMIAL, count)
    countSecond = sampleBlock(SECOND, SECOND_POLYNOMIAL, countSecond)
  } while (count < 256 || countSecond < 256)
  toTransformOrder(to, FIRST_POLYNOMIAL)
  toTransformOrder(toSecond, SECOND_POLYNOMIAL)
}

/** The 10-bit coefficients of one polynomial of t1 (FIPS 204 algorithm 18), times 2^13, transformed and reduced. */
function expandT1(packed: usize, to: usize): void {
  for (let i: usize = 0; i < 64; i++) {
    // The read of 8 bytes for 5 stays within the buffer of the key, which is longer than any key.
    const bits = load<u64>(packed + i * 5)
    v128.store(
      to + i * 16,
      i32x4(
        ((bits & 0x3ff) << 13) as i32,
        (((bits >> 10) & 0x3ff) << 13) as i32,
        (((bits >> 20) & 0x3ff) << 13) as i32,
        (((bits >> 30) & 0x3ff) << 13) as i32,
      ),
    )
  }
  transform(to)
  const q = i32x4.splat(Q)
  const half = i32x4.splat(1 << 22)
  for (let at = to; at < to + POLYNOMIAL; at += 16) {
    const value = v128.load(at)
    v128.store(at, i32x4.sub(value, i32x4.mul(i32x4.shr_s(i32x4.add(value, half), 23), q)))
  }
}

/** Expands the key at `publicKey` into `expanded` (see `mlDsaExpandedBytes`). Every string of the right length is a key. */
export function expandMlDsaKey(scheme: i32, publicKey: usize, expanded: usize): void {
  const rows = rowsOf(scheme)
  const columns = columnsOf(scheme)
  shake256(publicKey, mlDsaKeyBytes(scheme), expanded, 64)
  const matrix = expanded + 64
  const entries = rows * columns
  for (let i: usize = 0; i < entries; i += 2) {
    const to = matrix + i * POLYNOMIAL
    const toSecond = i + 1 < entries ? to + POLYNOMIAL : SPARE
    expandEntries(publicKey, entryBytes(i, columns), entryBytes(i + 1, columns), to, toSecond)
  }
  const t1 = matrix + entries * POLYNOMIAL
  for (let i: usize = 0; i < rows; i++) expandT1(publicKey + 32 + i * 320, t1 + i * POLYNOMIAL)
}
