import { ed25519 as noble } from '@noble/curves/ed25519.js'
import { sha512 } from '@noble/hashes/sha2.js'
import { expect, test } from 'vitest'
import { portableSuites } from '../src/index.ts'
import { nativeSuites } from '../src/native/index.ts'
import { seededRandom, utf8 } from './seeded.ts'

const random = seededRandom('classical suites')
const engines = [portableSuites, nativeSuites]
const { Point } = noble
const L = Point.Fn.ORDER
const message = utf8('one message')

function littleEndian(value: bigint): Uint8Array {
  return Uint8Array.fromHex(value.toString(16).padStart(64, '0')).reverse()
}

function toNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x${bytes.toReversed().toHex()}`)
}

/** A point of order 8: any point times the group order keeps only its torsion part. */
function torsionPoint() {
  for (let y = 2; ; y++) {
    try {
      const point = Point.fromBytes(littleEndian(BigInt(y)))
        .multiplyUnsafe(L - 1n)
        .add(Point.fromBytes(littleEndian(BigInt(y))))
      if (!point.multiplyUnsafe(4n).is0()) return point
    } catch {
      // This y is no point of the curve; the next one may be.
    }
  }
}

test('Ed25519 follows RFC 8032 7.1, test 1', () => {
  const seed = Uint8Array.fromHex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60')
  for (const suites of engines) {
    const suite = suites.get('ed25519')
    const keys = suite.keyPairFromSeed(seed)
    expect(keys.publicKey.toHex()).toBe('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a')
    expect(suite.sign(new Uint8Array(), keys).toHex()).toMatch(/^e5564300c360ac729086e2cc806e828a/)
  }
})

test('an Ed25519 key of small order, under which one signature fits every message, is refused by both engines', () => {
  const torsion = torsionPoint()
  for (let i = 0n; i < 8n; i++) {
    const key = (i === 0n ? Point.ZERO : torsion.multiplyUnsafe(i)).toBytes()
    // R = B and s = 1 verify under the neutral element, and whenever k is a multiple of the key's order.
    const signature = Uint8Array.of(...Point.BASE.toBytes(), ...littleEndian(1n))
    for (const suites of engines) expect(suites.get('ed25519').verify(signature, message, key)).toBe(false)
  }
})

test('both engines give one verdict on Ed25519 keys with a torsion part, which implementations disagree about', () => {
  const torsion = torsionPoint()
  let accepted = 0
  const tries = 24
  for (let i = 0; i < tries; i++) {
    const a = toNumber(random.bytes(32)) % L
    const r = toNumber(random.bytes(32)) % L
    const key = Point.BASE.multiply(a).add(torsion).toBytes()
    const commitment = Point.BASE.multiply(r)
      .add(torsion.multiplyUnsafe(BigInt(i % 8)))
      .toBytes()
    const k = toNumber(sha512(Uint8Array.of(...commitment, ...key, ...message))) % L
    const signature = Uint8Array.of(...commitment, ...littleEndian((r + k * a) % L))
    const [portable, native] = engines.map((suites) => suites.get('ed25519').verify(signature, message, key))
    expect(portable).toBe(native)
    accepted += portable === true ? 1 : 0
  }
  // The cofactored equation accepts all of them, ours just those where the torsion parts cancel out: one in eight.
  expect(accepted).toBeLessThan(tries)
})

test('an Ed25519 commitment of small order is refused by both engines, which differ about it by themselves', () => {
  const torsion = torsionPoint()
  const smallOrder = [Point.ZERO, ...[1n, 2n, 3n, 4n, 5n, 6n, 7n].map((i) => torsion.multiplyUnsafe(i))]
  for (const part of [Point.ZERO, torsion]) {
    const a = toNumber(random.bytes(32)) % L
    const key = Point.BASE.multiply(a).add(part).toBytes()
    for (const commitment of smallOrder.map((point) => point.toBytes())) {
      for (let i = 0; i < 8; i++) {
        const text = random.bytes(9)
        const k = toNumber(sha512(Uint8Array.of(...commitment, ...key, ...text))) % L
        const signature = Uint8Array.of(...commitment, ...littleEndian((k * a) % L))
        for (const suites of engines) expect(suites.get('ed25519').verify(signature, text, key)).toBe(false)
      }
    }
  }
})

test('an Ed25519 signature or key in a second encoding is refused by both engines', () => {
  const suite = portableSuites.get('ed25519')
  const keys = suite.keyPairFromSeed(random.bytes(32))
  const signature = suite.sign(message, keys)
  const s = toNumber(signature.subarray(32))
  const malleated = Uint8Array.of(...signature.subarray(0, 32), ...littleEndian(s + L))
  const beyondField = littleEndian(2n ** 255n - 19n + 3n)
  for (const suites of engines) {
    expect(suites.get('ed25519').verify(malleated, message, keys.publicKey)).toBe(false)
    expect(suites.get('ed25519').verify(signature, message, beyondField)).toBe(false)
  }
})

test('of the two valid ECDSA signatures only the one with low s counts', () => {
  const n = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
  const keys = portableSuites.get('secp256k1').keyPairFromSeed(random.bytes(48))
  for (let i = 0; i < 8; i++) {
    for (const signer of engines) {
      const signature = signer.get('secp256k1').sign(random.bytes(20), keys)
      expect(BigInt(`0x${signature.subarray(32).toHex()}`) <= n / 2n).toBe(true)
    }
    const signature = portableSuites.get('secp256k1').sign(message, keys)
    const high = n - BigInt(`0x${signature.subarray(32).toHex()}`)
    const other = Uint8Array.of(...signature.subarray(0, 32), ...littleEndian(high).reverse())
    for (const suites of engines) {
      expect(suites.get('secp256k1').verify(signature, message, keys.publicKey)).toBe(true)
      expect(suites.get('secp256k1').verify(other, message, keys.publicKey)).toBe(false)
    }
  }
})

test('both engines refuse the same hostile ECDSA scalars and keys', () => {
  const keys = portableSuites.get('secp256k1').keyPairFromSeed(random.bytes(48))
  const good = portableSuites.get('secp256k1').sign(message, keys)
  const zero = new Uint8Array(32)
  const hostile = [
    Uint8Array.of(...zero, ...good.subarray(32)),
    Uint8Array.of(...good.subarray(0, 32), ...zero),
    new Uint8Array(64).fill(0xff),
  ]
  const badKeys = [Uint8Array.of(4, ...keys.publicKey.subarray(1)), Uint8Array.of(2, ...zero.fill(0xff))]
  for (const suites of engines) {
    for (const signature of hostile)
      expect(suites.get('secp256k1').verify(signature, message, keys.publicKey)).toBe(false)
    for (const key of badKeys) expect(suites.get('secp256k1').verify(good, message, key)).toBe(false)
  }
})
