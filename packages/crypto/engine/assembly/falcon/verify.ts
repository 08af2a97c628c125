/** Verification of Falcon's padded signatures (round 3, algorithm 16). @module */
import { absorb, finishShake256, SHAKE256_RATE, STATE, squeezeBlock, startShake256 } from '../keccak.ts'
import { decodeKey, decodeS2 } from './decode.ts'
import { multiply, reduce } from './field.ts'
import { inverseTransform, toFactors, transform } from './ntt.ts'

export const FALCON_512: i32 = 16
export const FALCON_1024: i32 = 17

const SALT_BYTES: usize = 40
/** Header and salt, before the compressed s2. */
const PREFIX_BYTES: usize = 41
/** Candidates from 5q on are refused, so that the rest is uniform modulo q. */
const CANDIDATE_LIMIT: u32 = 61445

/** s2, its product with h, and the hashed message. */
const S2: usize = memory.data(2048, 64)
const PRODUCT: usize = memory.data(2048, 64)
const POINT: usize = memory.data(2048, 64)

/** Coefficients of a polynomial. */
export function falconDegree(scheme: i32): usize {
  return scheme === FALCON_512 ? 512 : 1024
}

/** Bytes of a public key: a header and 14 bits a coefficient. */
export function falconKeyBytes(scheme: i32): usize {
  return scheme === FALCON_512 ? 897 : 1793
}

/** Bytes of a padded signature. */
/* @inline */ function signatureBytesOf(scheme: i32): usize {
  return scheme === FALCON_512 ? 666 : 1280
}

/** The low half of header bytes: log2 of the degree. */
/* @inline */ function logDegreeOf(scheme: i32): u8 {
  return scheme === FALCON_512 ? 9 : 10
}

/** Largest squared length of (s1, s2), table 3.3. */
/* @inline */ function boundOf(scheme: i32): i64 {
  return scheme === FALCON_512 ? 34034726 : 70265242
}

/** Bytes of an expanded key: h transformed and divided by n, and the reciprocals of its values. */
export function falconExpandedBytes(scheme: i32): usize {
  return falconDegree(scheme) * 4
}

/** Expands a public key. False when its header is wrong or a coefficient is not below q. */
export function expandFalconKey(scheme: i32, publicKey: usize, expanded: usize): bool {
  const n = falconDegree(scheme)
  if (load<u8>(publicKey) !== logDegreeOf(scheme)) return false
  if (!decodeKey(publicKey + 1, expanded, n)) return false
  transform(expanded, n)
  toFactors(expanded, expanded + n * 2, n)
  return true
}

/** Starts the message: the salt of the signature goes first. */
export function startFalconMessage(signature: usize): void {
  startShake256()
  absorb(signature + 1, SALT_BYTES)
}

/** Hashes the absorbed message to a point with coefficients in [0, q) (algorithm 3). */
function hashToPoint(n: usize): void {
  finishShake256()
  let count: usize = 0
  while (true) {
    for (let i: usize = 0; i < SHAKE256_RATE && count < n; i += 2) {
      const bytes = load<u16>(STATE + i) as u32
      const candidate = ((bytes << 8) | (bytes >> 8)) & 0xffff
      store<u16>(POINT + count * 2, candidate as u16)
      count += (candidate < CANDIDATE_LIMIT) as usize
    }
    if (count === n) break
    squeezeBlock()
  }
  const four = i16x8.splat((4 * 12289) as i16)
  const two = i16x8.splat(2 * 12289)
  const one = i16x8.splat(12289)
  for (let i: usize = 0; i < n * 2; i += 16) {
    let x = v128.load(POINT + i)
    x = i16x8.sub(x, v128.and(i16x8.ge_u(x, four), four))
    x = i16x8.sub(x, v128.and(i16x8.ge_u(x, two), two))
    x = i16x8.sub(x, v128.and(i16x8.ge_u(x, one), one))
    v128.store(POINT + i, x)
  }
}

/** x modulo q in [-q/2, q/2], for x in [-9830, 22119]. */
/* @inline */ function centreVector(x: v128): v128 {
  const q = i16x8.splat(12289)
  const half = i16x8.splat(6144)
  x = i16x8.sub(x, v128.and(i16x8.gt_s(x, half), q))
  x = i16x8.sub(x, v128.and(i16x8.gt_s(x, half), q))
  return i16x8.add(x, v128.and(i16x8.lt_s(x, i16x8.splat(-6144)), q))
}

/** The squared length of (c - s2 h, s2): at most 1024 * (6144^2 + 2047^2) < 2^36, summed as 64-bit numbers. */
function squaredLength(n: usize): i64 {
  let sum = i64x2.splat(0)
  for (let i: usize = 0; i < n * 2; i += 16) {
    const s1 = centreVector(i16x8.sub(v128.load(POINT + i), reduce(v128.load(PRODUCT + i))))
    const s2 = v128.load(S2 + i)
    const squares = i32x4.add(i32x4.dot_i16x8_s(s1, s1), i32x4.dot_i16x8_s(s2, s2))
    sum = i64x2.add(sum, i64x2.extend_low_i32x4_u(squares))
    sum = i64x2.add(sum, i64x2.extend_high_i32x4_u(squares))
  }
  return i64x2.extract_lane(sum, 0) + i64x2.extract_lane(sum, 1)
}

/** Whether the padded signature is valid for the message absorbed since `startFalconMessage`. */
export function verifyFalcon(scheme: i32, expanded: usize, signature: usize): bool {
  const n = falconDegree(scheme)
  if (load<u8>(signature) !== (0x30 | logDegreeOf(scheme))) return false
  if (!decodeS2(signature + PREFIX_BYTES, signatureBytesOf(scheme) - PREFIX_BYTES, S2, n)) return false
  hashToPoint(n)
  memory.copy(PRODUCT, S2, n * 2)
  transform(PRODUCT, n)
  for (let i: usize = 0; i < n * 2; i += 16) {
    const at = PRODUCT + i
    v128.store(at, multiply(reduce(v128.load(at)), v128.load(expanded + i), v128.load(expanded + n * 2 + i)))
  }
  inverseTransform(PRODUCT, n)
  return squaredLength(n) <= boundOf(scheme)
}
