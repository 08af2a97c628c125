import { ed25519 } from '@noble/curves/ed25519.js'
import { bytesToNumberLE } from '@noble/curves/utils.js'
import { sha512 } from '@noble/hashes/sha2.js'
import { concatBytes } from '@noble/hashes/utils.js'
import type { SuiteEngine } from './suite.ts'

const { Point } = ed25519
const FIELD_ORDER = Point.Fp.ORDER
const GROUP_ORDER = Point.Fn.ORDER
/** y coordinates of the eight points whose order divides 8: 0, 1, -1 and those of the four points of order 8. */
const ORDER_8_Y = bytesToNumberLE(
  Uint8Array.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'),
)
const SMALL_ORDER_Y: ReadonlySet<bigint> = new Set([
  0n,
  1n,
  FIELD_ORDER - 1n,
  ORDER_8_Y,
  FIELD_ORDER - ORDER_8_Y,
])

/**
 * Whether key and commitment (the signature's first half) may be used at all: y below the field order, and neither is a point of small
 * order, under which one signature fits many messages. Implementations disagree on just these (RFC 8032 leaves them open; Web
 * Cryptography and Node refuse them, plain OpenSSL and noble do not), and nodes that disagree fork.
 */
export function hasUsablePoints(signature: Uint8Array, publicKey: Uint8Array): boolean {
  return isUsablePoint(publicKey) && isUsablePoint(signature.subarray(0, 32))
}

function isUsablePoint(encoded: Uint8Array): boolean {
  const y = bytesToNumberLE(encoded) & ((1n << 255n) - 1n)
  return y < FIELD_ORDER && !SMALL_ORDER_Y.has(y)
}

/**
 * RFC 8032 5.1.7 in the cofactorless form: R must be the very bytes of [S]B - [k]A. It is what OpenSSL does; noble's own verify
 * multiplies by the cofactor and accepts more, so the equation is spelled out here.
 */
function verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  if (!hasUsablePoints(signature, publicKey)) return false
  const r = signature.subarray(0, 32)
  const s = bytesToNumberLE(signature.subarray(32))
  // A scalar of L or more is a second encoding of the same signature.
  if (s >= GROUP_ORDER) return false
  const k = bytesToNumberLE(sha512(concatBytes(r, publicKey, message))) % GROUP_ORDER
  const expected = Point.BASE.multiplyUnsafe(s)
    .subtract(Point.fromBytes(publicKey).multiplyUnsafe(k))
    .toBytes()
  return expected.every((byte, i) => byte === r[i])
}

export const ed25519Engines = {
  ed25519: {
    keyPairFromSeed: (seed) => ({ publicKey: ed25519.getPublicKey(seed), secretKey: seed.slice() }),
    sign: (message, { secretKey }) => ed25519.sign(message, secretKey),
    verify,
  },
} satisfies Record<string, SuiteEngine>
