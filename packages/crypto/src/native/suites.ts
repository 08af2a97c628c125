import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { engineVerified } from '../engine/engine-verified.ts'
import { hasUsablePoints } from '../suites/ed25519.ts'
import { falconEngines } from '../suites/falcon.ts'
import { createSuites, type Suites } from '../suites/registry.ts'
import { secp256k1Engines } from '../suites/secp256k1.ts'
import { slhDsaEngines } from '../suites/slh-dsa.ts'
import type { KeyPair, SuiteEngine } from '../suites/suite.ts'
import type { SuiteName } from '../suites/table.ts'
import { createParsedKeys } from './parsed-keys.ts'
import { importExpandedKey } from './pkcs8.ts'

type MlDsaName = 'ml-dsa-44' | 'ml-dsa-65' | 'ml-dsa-87'
type SlhDsaName = keyof typeof slhDsaEngines
type NativeName = Exclude<SuiteName, keyof typeof falconEngines>

/** Parsed secret keys live exactly as long as their pairs. */
function createSecretKeys(parse: (secretKey: Uint8Array) => KeyObject): (keyPair: KeyPair) => KeyObject {
  const parsed = new WeakMap<KeyPair, KeyObject>()
  return (keyPair) => {
    const key = parsed.get(keyPair) ?? parse(keyPair.secretKey)
    parsed.set(keyPair, key)
    return key
  }
}

function publicKeys(name: Exclude<NativeName, 'secp256k1'>) {
  return createParsedKeys((key) => createPublicKey({ key, format: 'raw-public', asymmetricKeyType: name }))
}

function mlDsa(name: MlDsaName): SuiteEngine {
  const known = publicKeys(name)
  const fromSeed = (seed: Uint8Array): KeyObject =>
    createPrivateKey({ key: seed, format: 'raw-seed', asymmetricKeyType: name })
  const secrets = createSecretKeys((key) =>
    key.length === 32 ? fromSeed(key) : importExpandedKey(name, key),
  )
  return {
    keyPairFromSeed: (seed) => ({
      publicKey: plain(createPublicKey(fromSeed(seed)).export({ format: 'raw-public' })),
      secretKey: seed.slice(),
    }),
    sign: (message, keyPair, context) => plain(sign(null, message, { key: secrets(keyPair), context })),
    verify: (signature, message, publicKey, context) =>
      verify(null, message, { key: known.get(publicKey), context }, signature),
  }
}

function slhDsa(name: SlhDsaName): SuiteEngine {
  const known = publicKeys(name)
  const secrets = createSecretKeys((key) =>
    createPrivateKey({ key, format: 'raw-private', asymmetricKeyType: name }),
  )
  return {
    // OpenSSL makes keys from a seed too, but Node has no way to hand it one.
    keyPairFromSeed: slhDsaEngines[name].keyPairFromSeed,
    sign: (message, keyPair, context) => plain(sign(null, message, { key: secrets(keyPair), context })),
    verify: (signature, message, publicKey, context) =>
      verify(null, message, { key: known.get(publicKey), context }, signature),
  }
}

function ed25519(): SuiteEngine {
  const known = publicKeys('ed25519')
  const fromSeed = (seed: Uint8Array): KeyObject =>
    createPrivateKey({ key: seed, format: 'raw-private', asymmetricKeyType: 'ed25519' })
  const secrets = createSecretKeys(fromSeed)
  return {
    keyPairFromSeed: (seed) => ({
      publicKey: plain(createPublicKey(fromSeed(seed)).export({ format: 'raw-public' })),
      secretKey: seed.slice(),
    }),
    sign: (message, keyPair) => plain(sign(null, message, secrets(keyPair))),
    // Node refuses points of small order by itself; which ones count is the chain's rule and not a property of its version.
    verify: (signature, message, publicKey) =>
      hasUsablePoints(signature, publicKey) && verify(null, message, known.get(publicKey), signature),
  }
}

const SECP256K1_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

function secp256k1(): SuiteEngine {
  const curve = { asymmetricKeyType: 'ec', namedCurve: 'secp256k1' } as const
  const known = createParsedKeys((key) => createPublicKey({ key, format: 'raw-public', ...curve }))
  const secrets = createSecretKeys((key) => createPrivateKey({ key, format: 'raw-private', ...curve }))
  return {
    keyPairFromSeed: secp256k1Engines.secp256k1.keyPairFromSeed,
    sign(message, keyPair) {
      const signature = plain(sign('sha256', message, { key: secrets(keyPair), dsaEncoding: 'ieee-p1363' }))
      // OpenSSL leaves s where it falls; of the two valid values only the lower one counts here.
      const s = scalarS(signature)
      if (isHigh(s)) signature.set(scalarBytes(SECP256K1_ORDER - s), 32)
      return signature
    },
    verify: (signature, message, publicKey) =>
      !isHigh(scalarS(signature)) &&
      verify('sha256', message, { key: known.get(publicKey), dsaEncoding: 'ieee-p1363' }, signature),
  }
}

function isHigh(s: bigint): boolean {
  return s > SECP256K1_ORDER / 2n
}

function scalarS(signature: Uint8Array): bigint {
  return BigInt(`0x${signature.subarray(32).toHex()}`)
}

function scalarBytes(scalar: bigint): Uint8Array {
  return Uint8Array.fromHex(scalar.toString(16).padStart(64, '0'))
}

/** Buffer is a subclass of Uint8Array with other rules for slice; results of this package are always the plain kind. */
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer)
}

/**
 * Every suite on OpenSSL 3.5 through node:crypto, but Falcon, which OpenSSL lacks. Keys, signatures and verdicts are those of
 * `portableSuites`; ML-DSA, SLH-DSA and ECDSA signing is hedged with OpenSSL's own randomness.
 */
export const nativeSuites: Suites = createSuites({
  ...falconEngines,
  'ml-dsa-44': engineVerified('ml-dsa-44', mlDsa('ml-dsa-44')),
  'ml-dsa-65': engineVerified('ml-dsa-65', mlDsa('ml-dsa-65')),
  'ml-dsa-87': engineVerified('ml-dsa-87', mlDsa('ml-dsa-87')),
  'slh-dsa-sha2-128s': slhDsa('slh-dsa-sha2-128s'),
  'slh-dsa-sha2-128f': slhDsa('slh-dsa-sha2-128f'),
  'slh-dsa-sha2-192s': slhDsa('slh-dsa-sha2-192s'),
  'slh-dsa-sha2-192f': slhDsa('slh-dsa-sha2-192f'),
  'slh-dsa-sha2-256s': slhDsa('slh-dsa-sha2-256s'),
  'slh-dsa-sha2-256f': slhDsa('slh-dsa-sha2-256f'),
  'slh-dsa-shake-128s': slhDsa('slh-dsa-shake-128s'),
  'slh-dsa-shake-128f': slhDsa('slh-dsa-shake-128f'),
  'slh-dsa-shake-192s': slhDsa('slh-dsa-shake-192s'),
  'slh-dsa-shake-192f': slhDsa('slh-dsa-shake-192f'),
  'slh-dsa-shake-256s': slhDsa('slh-dsa-shake-256s'),
  'slh-dsa-shake-256f': slhDsa('slh-dsa-shake-256f'),
  ed25519: ed25519(),
  secp256k1: secp256k1(),
})
