/** Verification under an expanded key (FIPS 204 algorithm 8). @module */
import { absorb, finishShake256, STATE, shake256, startShake256 } from '../keccak.ts'
import { applyHint, highBits16, highBits44, packHigh16, packHigh44 } from './commitment.ts'
import { areHintsCanonical, decodeResponse18, decodeResponse20, sampleInBall } from './decode.ts'
import { POLYNOMIAL, reduceProducts } from './field.ts'
import { inverseTransform, transform } from './ntt.ts'
import * as parameters from './parameters.ts'

/** z, transformed: up to 7 polynomials. */
const RESPONSE: usize = memory.data(7168, 64)
/** c, transformed. */
const CHALLENGE: usize = memory.data(1024, 64)
/** One polynomial of the commitment w', and its high bits. */
const COMMITMENT: usize = memory.data(1024, 64)
const HIGH: usize = memory.data(1024, 64)
/** What is hashed at the end: mu (64 bytes) and up to 8 packed polynomials. */
const HASHED: usize = memory.data(64 + 1024, 64)
const EXPECTED: usize = memory.data(64, 64)
/** A zero byte for pure signatures, and the length of the context. */
const PREFIX: usize = memory.data(2, 2)

/** Starts the message representative mu: tr, 0 (not pre-hashed), the context with its length (FIPS 204 algorithms 3 and 8). */
export function startMlDsaMessage(expanded: usize, context: usize, contextBytes: usize): void {
  startShake256()
  absorb(expanded, 64)
  store<u8>(PREFIX, contextBytes as u8, 1)
  absorb(PREFIX, 2)
  absorb(context, contextBytes)
}

/**
 * One row of A * z - c * t1 * 2^13, all transformed. Products are summed as 64-bit numbers and reduced once: seven products of values
 * below q and 9q and one more stay below 2^53, and the reduction takes up to 2^54.
 */
function multiplyRow(row: usize, columns: usize, t1: usize): void {
  for (let i: usize = 0; i < POLYNOMIAL; i += 16) {
    let a = v128.load(CHALLENGE + i)
    let b = v128.load(t1 + i)
    let low = i64x2.neg(i64x2.extmul_low_i32x4_s(a, b))
    let high = i64x2.neg(i64x2.extmul_high_i32x4_s(a, b))
    // Every parameter set has four columns at least; unrolling those is worth a tenth of the whole verification.
    a = v128.load(row + i)
    b = v128.load(RESPONSE + i)
    low = i64x2.add(low, i64x2.extmul_low_i32x4_s(a, b))
    high = i64x2.add(high, i64x2.extmul_high_i32x4_s(a, b))
    a = v128.load(row + i, 1024)
    b = v128.load(RESPONSE + i, 1024)
    low = i64x2.add(low, i64x2.extmul_low_i32x4_s(a, b))
    high = i64x2.add(high, i64x2.extmul_high_i32x4_s(a, b))
    a = v128.load(row + i, 2048)
    b = v128.load(RESPONSE + i, 2048)
    low = i64x2.add(low, i64x2.extmul_low_i32x4_s(a, b))
    high = i64x2.add(high, i64x2.extmul_high_i32x4_s(a, b))
    a = v128.load(row + i, 3072)
    b = v128.load(RESPONSE + i, 3072)
    low = i64x2.add(low, i64x2.extmul_low_i32x4_s(a, b))
    high = i64x2.add(high, i64x2.extmul_high_i32x4_s(a, b))
    for (let at = i + 4 * POLYNOMIAL; at < columns * POLYNOMIAL; at += POLYNOMIAL) {
      a = v128.load(row + at)
      b = v128.load(RESPONSE + at)
      low = i64x2.add(low, i64x2.extmul_low_i32x4_s(a, b))
      high = i64x2.add(high, i64x2.extmul_high_i32x4_s(a, b))
    }
    v128.store(COMMITMENT + i, reduceProducts(low, high))
  }
}

/** Decodes and transforms z; false when a coefficient reaches gamma1 - beta (FIPS 204 algorithm 8, line 13). */
function decodeResponse(scheme: i32, packed: usize): bool {
  const bound = parameters.gamma1Of(scheme) - parameters.betaOf(scheme)
  const bytes = parameters.responseBytesOf(scheme)
  for (let i: usize = 0; i < parameters.columnsOf(scheme); i++) {
    const to = RESPONSE + i * POLYNOMIAL
    const isShort =
      scheme === parameters.ML_DSA_44
        ? decodeResponse18(packed + i * bytes, to, bound)
        : decodeResponse20(packed + i * bytes, to, bound)
    if (!isShort) return false
    transform(to)
  }
  return true
}

/** Recomputes the commitment's high bits row by row into HASHED, behind mu. */
function recomputeCommitment(scheme: i32, expanded: usize, hints: usize): void {
  const rows = parameters.rowsOf(scheme)
  const columns = parameters.columnsOf(scheme)
  const ends = hints + parameters.omegaOf(scheme)
  const gamma2 = parameters.gamma2Of(scheme)
  const packedBytes = parameters.commitmentBytesOf(scheme)
  const matrix = expanded + 64
  const t1 = matrix + rows * columns * POLYNOMIAL
  let hint: usize = 0
  for (let i: usize = 0; i < rows; i++) {
    multiplyRow(matrix + i * columns * POLYNOMIAL, columns, t1 + i * POLYNOMIAL)
    inverseTransform(COMMITMENT)
    const to = HASHED + 64 + i * packedBytes
    const end = load<u8>(ends + i) as usize
    if (scheme === parameters.ML_DSA_44) highBits44(COMMITMENT, HIGH)
    else highBits16(COMMITMENT, HIGH)
    for (; hint < end; hint++) applyHint(load<u8>(hints + hint) as usize, COMMITMENT, HIGH, gamma2)
    if (scheme === parameters.ML_DSA_44) packHigh44(HIGH, to)
    else packHigh16(HIGH, to)
  }
}

/**
 * Whether the signature is valid for the message that has been absorbed since `startMlDsaMessage`. Leaves the sponge in use: the next
 * message starts it anew.
 */
export function verifyMlDsa(scheme: i32, expanded: usize, signature: usize): bool {
  const challengeBytes = parameters.challengeBytesOf(scheme)
  const rows = parameters.rowsOf(scheme)
  const response = signature + challengeBytes
  const hints = response + parameters.columnsOf(scheme) * parameters.responseBytesOf(scheme)
  if (!areHintsCanonical(hints, parameters.omegaOf(scheme), rows)) return false
  if (!decodeResponse(scheme, response)) return false
  finishShake256()
  memory.copy(HASHED, STATE, 64)
  sampleInBall(signature, challengeBytes, parameters.tauOf(scheme), CHALLENGE)
  transform(CHALLENGE)
  recomputeCommitment(scheme, expanded, hints)
  shake256(HASHED, 64 + rows * parameters.commitmentBytesOf(scheme), EXPECTED, challengeBytes)
  return memory.compare(EXPECTED, signature, challengeBytes) === 0
}
