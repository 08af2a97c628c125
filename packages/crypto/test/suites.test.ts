import { expect, test } from 'vitest'
import { DEFAULT_SUITE, type KeyPair, portableSuites, type Suite, suiteTable } from '../src/index.ts'
import { nativeSuites } from '../src/native/index.ts'
import { flipBit, seededRandom, utf8 } from './seeded.ts'

const random = seededRandom('suites')
const isSlhDsa = (name: string) => name.startsWith('slh-dsa-')
const isSlowToSign = (name: string) => /^slh-dsa-.*s$/.test(name)
const quick = suiteTable.filter(({ name }) => !isSlhDsa(name) || name === 'slh-dsa-sha2-128f')
const slow = suiteTable.filter(({ name }) => isSlowToSign(name))
/** The small SLH-DSA sets take seconds to sign in JavaScript: each run draws one, and only OpenSSL signs with it. */
const sampled = slow[random.below(slow.length)]
const compared = suiteTable.filter((row) => !isSlowToSign(row.name) || row === sampled)
const context = utf8('demiurge test')

function contextFor({ hasContext }: Suite): { context?: Uint8Array } {
  return hasContext ? { context } : {}
}

test('ids and names are unique, 0 is no suite, and ML-DSA-65 is the default', () => {
  expect(new Set(suiteTable.map(({ id }) => id)).size).toBe(suiteTable.length)
  expect(new Set(suiteTable.map(({ name }) => name)).size).toBe(suiteTable.length)
  expect(suiteTable.every(({ id }) => id > 0 && id < 256)).toBe(true)
  expect(portableSuites.get(DEFAULT_SUITE).label).toBe('ML-DSA-65')
})

test('the ids of suites never change, because policies and addresses hold them', () => {
  const ids = Object.fromEntries(suiteTable.map(({ name, id }) => [name, id]))
  expect(ids).toMatchObject({
    'ml-dsa-44': 1,
    'ml-dsa-65': 2,
    'ml-dsa-87': 3,
    'falcon-512': 16,
    'falcon-1024': 17,
  })
  expect(ids).toMatchObject({ 'slh-dsa-sha2-128s': 32, 'slh-dsa-shake-256f': 43, ed25519: 64, secp256k1: 65 })
})

test('a registry finds suites by name and by id, and says which there are', () => {
  expect(nativeSuites.get('falcon-512')).toBe(nativeSuites.get(16))
  expect(() => portableSuites.get('rsa')).toThrow(/no signature suite rsa; the suites are ml-dsa-44/)
  expect(() => portableSuites.get(0)).toThrow(expect.objectContaining({ code: 'suite.Unknown' }))
})

test.each(compared)(
  '$name: both engines make the same keys and accept the signatures of the other',
  ({ name }) => {
    const portable = portableSuites.get(name)
    const native = nativeSuites.get(name)
    const seed = random.bytes(portable.seedBytes)
    const message = random.bytes(random.below(200))
    const keys = native.keyPairFromSeed(seed)
    // The small SLH-DSA sets take over a second to make a key, with the same code in both engines.
    if (!isSlowToSign(name)) expect(portable.keyPairFromSeed(seed)).toEqual(keys)
    expect(keys.publicKey).toHaveLength(portable.publicKeyBytes)
    expect(keys.secretKey).toHaveLength(portable.secretKeyBytes[0] ?? 0)
    const pairs = [
      [native, portable],
      [portable, native],
    ] as const
    for (const [signer, verifier] of isSlowToSign(name) ? pairs.slice(0, 1) : pairs) {
      const options = contextFor(signer)
      const signature = signer.sign(message, keys, options)
      expect(signature).toHaveLength(signer.signatureBytes)
      expect(signature.constructor).toBe(Uint8Array)
      expect(verifier.verify(signature, message, keys.publicKey, options)).toBe(true)
      expectRefusals(verifier, signature, message, keys)
    }
  },
)

function expectRefusals(
  suite: Suite,
  signature: Uint8Array,
  message: Uint8Array,
  { publicKey }: KeyPair,
): void {
  const options = contextFor(suite)
  const bit = random.below(1 << 30)
  expect(suite.verify(flipBit(signature, bit), message, publicKey, options)).toBe(false)
  expect(suite.verify(signature, Uint8Array.of(...message, 0), publicKey, options)).toBe(false)
  expect(suite.verify(signature, message, flipBit(publicKey, bit), options)).toBe(false)
  expect(suite.verify(signature.subarray(1), message, publicKey, options)).toBe(false)
  expect(suite.verify(Uint8Array.of(...signature, 0), message, publicKey, options)).toBe(false)
  expect(suite.verify(signature, message, publicKey.subarray(1), options)).toBe(false)
  expect(
    suite.verify(new Uint8Array(suite.signatureBytes), message, new Uint8Array(suite.publicKeyBytes)),
  ).toBe(false)
  expect(suite.verify(signature, message, publicKey, { context: utf8('another domain') })).toBe(false)
  expect(suite.verify(signature, message, publicKey, { context: new Uint8Array(256) })).toBe(false)
}

test.each(quick)(
  '$name: portable signing without entropy is deterministic, with entropy it is not',
  ({ name }) => {
    const suite = portableSuites.get(name)
    const keys = suite.keyPairFromSeed(random.bytes(suite.seedBytes))
    const message = utf8('once')
    const first = suite.sign(message, keys)
    expect(suite.sign(message, keys)).toEqual(first)
    const hedged = suite.sign(message, keys, { entropy: random.bytes(suite.entropyBytes) })
    expect(suite.verify(hedged, message, keys.publicKey)).toBe(true)
    if (suite.entropyBytes > 0) expect(hedged).not.toEqual(first)
  },
)

test.each([portableSuites, nativeSuites])('signing refuses what it cannot sign with, by code', (suites) => {
  const ed25519 = suites.get('ed25519')
  const mlDsa = suites.get('ml-dsa-44')
  const keys = mlDsa.keyPairFromSeed(new Uint8Array(32))
  const message = utf8('hello')
  const refused = (code: string) => expect.objectContaining({ name: 'CryptoError', code })
  expect(() => mlDsa.keyPairFromSeed(new Uint8Array(31))).toThrow(refused('suite.BadSeed'))
  expect(() => ed25519.sign(message, keys)).toThrow(refused('suite.BadKey'))
  expect(() => mlDsa.sign(message, { ...keys, secretKey: new Uint8Array(33) })).toThrow(
    refused('suite.BadKey'),
  )
  const outOfRange = { ...keys, secretKey: new Uint8Array(2560).fill(0xff) }
  expect(() => mlDsa.sign(message, outOfRange)).toThrow(refused('suite.BadKey'))
  expect(() => mlDsa.sign(message, keys, { context: new Uint8Array(256) })).toThrow(
    refused('suite.BadContext'),
  )
  const own = ed25519.keyPairFromSeed(new Uint8Array(32))
  expect(() => ed25519.sign(message, own, { context: utf8('x') })).toThrow(/has no context string/)
  expect(() => mlDsa.sign(message, keys, { entropy: new Uint8Array(5) })).toThrow(refused('suite.BadEntropy'))
  expect(mlDsa.sign(message, keys, { context: new Uint8Array(255) })).toHaveLength(mlDsa.signatureBytes)
})
