import { beforeAll, expect, test } from 'vitest'
import { engineVerified, KEY_BUDGET_BYTES } from '../src/engine/engine-verified.ts'
import { createVerifier, type EngineName, type Verifier } from '../src/engine/verifier.ts'
import type { KeyPair } from '../src/index.ts'
import { nativeSuites } from '../src/native/index.ts'
import { flipBit, seededRandom, utf8 } from './seeded.ts'

const random = seededRandom('engine')
const NAMES: readonly EngineName[] = ['ml-dsa-44', 'ml-dsa-65', 'ml-dsa-87', 'falcon-512', 'falcon-1024']
const KEYS = 5
const NO_CONTEXT = new Uint8Array(0)

interface Signed {
  readonly keys: KeyPair
  readonly message: Uint8Array
  readonly signature: Uint8Array
}

/** Falcon keys take up to a second each: one for each size, made once. */
const made = new Map<EngineName, readonly Signed[]>()

beforeAll(() => {
  for (const name of NAMES) {
    const suite = nativeSuites.get(name)
    const count = name.startsWith('falcon') ? 2 : KEYS
    const signed = Array.from({ length: count }, () => {
      const keys = suite.keyPairFromSeed(random.bytes(suite.seedBytes))
      const message = random.bytes(random.below(300))
      return { keys, message, signature: suite.sign(message, keys) }
    })
    made.set(name, signed)
  }
}, 60_000)

function verifierOf(name: EngineName, budgetBytes = KEY_BUDGET_BYTES[name]): Verifier {
  const verifier = createVerifier(name, budgetBytes)
  if (verifier === undefined) throw new Error('this platform runs no WebAssembly')
  return verifier
}

function accepts(verifier: Verifier, { keys, message, signature }: Signed): boolean {
  return verifier.verify(signature, message, keys.publicKey, NO_CONTEXT)
}

/** A budget for so many keys; the spare slot comes on top. */
function budgetFor(name: EngineName, keys: number): number {
  return verifierOf(name).bytesPerKey * (keys + 1)
}

test.each(NAMES)('%s: interleaved keys are verified under their own key only', (name) => {
  const verifier = verifierOf(name)
  const signed = made.get(name) ?? []
  for (let round = 0; round < 20; round++)
    for (const [i, one] of signed.entries()) {
      expect(accepts(verifier, one)).toBe(true)
      const other = signed[(i + 1 + (round % (signed.length - 1))) % signed.length]
      if (other !== undefined) expect(accepts(verifier, { ...one, keys: other.keys })).toBe(false)
    }
  expect(verifier.cachedKeys).toBe(signed.length)
})

test('beyond the budget the key that was used longest ago is forgotten, and verified again all the same', () => {
  const verifier = verifierOf('ml-dsa-65', budgetFor('ml-dsa-65', 3))
  expect(verifier.keyLimit).toBe(3)
  const signed = made.get('ml-dsa-65') ?? []
  for (let round = 0; round < 30; round++) {
    const one = signed[random.below(signed.length)]
    if (one !== undefined) expect(accepts(verifier, one)).toBe(true)
    expect(verifier.cachedKeys).toBeLessThanOrEqual(3)
  }
  for (const one of signed) expect(accepts(verifier, one)).toBe(true)
  expect(verifier.cachedKeys).toBe(3)
})

test('a budget of nothing still keeps one key', () => {
  const verifier = verifierOf('ml-dsa-44', 0)
  expect(verifier.keyLimit).toBe(1)
  for (const one of made.get('ml-dsa-44') ?? []) expect(accepts(verifier, one)).toBe(true)
  expect(verifier.cachedKeys).toBe(1)
})

test('a key that signed nothing valid takes no place and displaces none', () => {
  const verifier = verifierOf('ml-dsa-65', budgetFor('ml-dsa-65', 2))
  const [first, second] = made.get('ml-dsa-65') ?? []
  if (first === undefined || second === undefined) throw new Error('two keys were made')
  expect(accepts(verifier, first)).toBe(true)
  for (let i = 0; i < 20; i++) {
    const publicKey = random.bytes(first.keys.publicKey.length)
    expect(verifier.verify(first.signature, first.message, publicKey, NO_CONTEXT)).toBe(false)
    expect(verifier.cachedKeys).toBe(1)
    expect(accepts(verifier, first)).toBe(true)
  }
  expect(accepts(verifier, second)).toBe(true)
  expect(verifier.cachedKeys).toBe(2)
})

test.each(['falcon-512', 'falcon-1024'] as const)(
  '%s: bytes that are no key are refused and leave nothing',
  (name) => {
    const verifier = verifierOf(name)
    const [one] = made.get(name) ?? []
    if (one === undefined) throw new Error('a key was made')
    const { publicKey } = one.keys
    const header = publicKey.slice()
    header[0] = 0
    // The first coefficient takes 14 bits: 0xffff is above q.
    const coefficient = publicKey.slice()
    coefficient.set([0xff, 0xff], 1)
    for (const bad of [header, coefficient, new Uint8Array(publicKey.length).fill(0xff)]) {
      expect(verifier.verify(one.signature, one.message, bad, NO_CONTEXT)).toBe(false)
      expect(verifier.cachedKeys).toBe(0)
    }
    expect(accepts(verifier, one)).toBe(true)
    expect(verifier.cachedKeys).toBe(1)
  },
)

test.each(NAMES)(
  '%s: any length but the right one is refused, and so is a context that cannot be',
  (name) => {
    const verifier = verifierOf(name)
    const [one] = made.get(name) ?? []
    if (one === undefined) throw new Error('a key was made')
    const { signature, message, keys } = one
    const tooLong = (bytes: Uint8Array) => Uint8Array.of(...bytes, 0)
    for (const bad of [
      NO_CONTEXT,
      signature.subarray(1),
      signature.subarray(0, -1),
      tooLong(signature),
      random.bytes(70_000),
    ])
      expect(verifier.verify(bad, message, keys.publicKey, NO_CONTEXT)).toBe(false)
    for (const bad of [NO_CONTEXT, keys.publicKey.subarray(1), tooLong(keys.publicKey), random.bytes(70_000)])
      expect(verifier.verify(signature, message, bad, NO_CONTEXT)).toBe(false)
    expect(verifier.verify(signature, message, keys.publicKey, new Uint8Array(256))).toBe(false)
    expect(verifier.verify(signature, message, keys.publicKey, utf8('x'))).toBe(false)
    expect(accepts(verifier, one)).toBe(true)
  },
)

/** Another key with the same fingerprint: what the change of one word does to its sum, the next word of that sum undoes. */
function collide(publicKey: Uint8Array): Uint8Array {
  const other = publicKey.slice()
  const view = new DataView(other.buffer)
  const wrap = (value: bigint): bigint => BigInt.asUintN(64, value)
  const rotate = (value: bigint): bigint => wrap((value << 5n) | (value >> 59n))
  const [first, second] = [view.getBigUint64(0, true), view.getBigUint64(32, true)]
  const sumAfter = (word: bigint): bigint => wrap((rotate(1n) ^ word) * 0x9e3779b97f4a7n)
  view.setBigUint64(0, first ^ 1n, true)
  view.setBigUint64(32, second ^ rotate(sumAfter(first)) ^ rotate(sumAfter(first ^ 1n)), true)
  return other
}

test.each(NAMES)('%s: a key with the same fingerprint is another key', (name) => {
  const verifier = verifierOf(name)
  for (const one of made.get(name) ?? []) {
    const { publicKey } = one.keys
    // The last byte of a Falcon key is behind the last multiple of 32 and has no part in its fingerprint.
    const other = name.startsWith('falcon') ? flipBit(publicKey, publicKey.length - 1) : collide(publicKey)
    expect(accepts(verifier, one)).toBe(true)
    expect(verifier.verify(one.signature, one.message, other, NO_CONTEXT)).toBe(false)
    expect(accepts(verifier, one)).toBe(true)
  }
})

test('messages of any length pass through the buffer, with contexts of any length before them', () => {
  const suite = nativeSuites.get('ml-dsa-44')
  const verifier = verifierOf('ml-dsa-44')
  const [{ keys } = { keys: suite.keyPairFromSeed(new Uint8Array(32)) }] = made.get('ml-dsa-44') ?? []
  // Around the rate of SHAKE256, the size of the buffer, and far beyond.
  const lengths = [0, 1, 69, 70, 71, 135, 136, 137, 4095, 4096, 4097, 8191, 8192, 8193, 100_000]
  for (const [i, length] of lengths.entries()) {
    const message = random.bytes(length)
    const context = random.bytes((i * 255) / (lengths.length - 1))
    const signature = suite.sign(message, keys, { context })
    expect(verifier.verify(signature, message, keys.publicKey, context), `${length}`).toBe(true)
    expect(verifier.verify(signature, Uint8Array.of(...message, 0), keys.publicKey, context)).toBe(false)
    if (length > 0)
      expect(
        verifier.verify(signature, flipBit(message, random.below(1 << 20)), keys.publicKey, context),
      ).toBe(false)
  }
})

test.each(NAMES)('%s: after a refused signature the next one is verified as if nothing had been', (name) => {
  const verifier = verifierOf(name)
  const signed = made.get(name) ?? []
  for (let i = 0; i < 200; i++) {
    const one = signed[i % signed.length]
    if (one === undefined) continue
    const changed = flipBit(one.signature, random.below(1 << 30))
    expect(verifier.verify(changed, one.message, one.keys.publicKey, NO_CONTEXT)).toBe(false)
    expect(verifier.verify(random.bytes(changed.length), one.message, one.keys.publicKey, NO_CONTEXT)).toBe(
      false,
    )
    expect(accepts(verifier, one)).toBe(true)
  }
})

test('without WebAssembly, or when it fails by accident, the suite verifies by itself', () => {
  const suite = nativeSuites.get('ml-dsa-44')
  const [one] = made.get('ml-dsa-44') ?? []
  if (one === undefined) throw new Error('a key was made')
  let asked = 0
  const own = {
    ...suite,
    keyPairFromSeed: suite.keyPairFromSeed,
    sign: () => one.signature,
    verify: () => {
      asked++
      return true
    },
  }
  const broken: Verifier = {
    cachedKeys: 0,
    keyLimit: 1,
    bytesPerKey: 1,
    verify() {
      throw new RangeError('no memory')
    },
  }
  const create = [
    () => undefined,
    () => broken,
    () => {
      throw new RangeError('no memory')
    },
  ]
  for (const each of create) {
    const engine = engineVerified('ml-dsa-44', own, each)
    for (let i = 0; i < 2; i++)
      expect(engine.verify(one.signature, one.message, one.keys.publicKey, NO_CONTEXT)).toBe(true)
  }
  expect(asked).toBe(6)
})
