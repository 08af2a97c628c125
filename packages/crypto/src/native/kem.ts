import {
  createPrivateKey,
  createPublicKey,
  decapsulate,
  diffieHellman,
  encapsulate,
  type KeyObject,
} from 'node:crypto'
import { defineKem, type KemEngine, type KemName, type Kems, mlKemTable } from '../kem/kem.ts'
import { type X25519, xWingEngine, xWingParameters } from '../kem/x-wing.ts'
import { createParsedKeys } from './parsed-keys.ts'
import { importExpandedKey } from './pkcs8.ts'

/** ML-KEM on OpenSSL; it draws the randomness of encapsulation itself, and nothing of the caller's source is used. */
function mlKem(name: Exclude<KemName, 'x-wing'>): KemEngine {
  const known = createParsedKeys((key) =>
    createPublicKey({ key, format: 'raw-public', asymmetricKeyType: name }),
  )
  const fromSeed = (seed: Uint8Array): KeyObject =>
    createPrivateKey({ key: seed, format: 'raw-seed', asymmetricKeyType: name })
  return {
    randomBytes: 0,
    publicKeyFromSeed: (seed) =>
      new Uint8Array(createPublicKey(fromSeed(seed)).export({ format: 'raw-public' })),
    encapsulate(publicKey) {
      const { ciphertext, sharedKey } = encapsulate(known.get(publicKey))
      return { ciphertext: new Uint8Array(ciphertext), sharedSecret: new Uint8Array(sharedKey) }
    },
    decapsulate(ciphertext, { secretKey }) {
      const key = secretKey.length === 64 ? fromSeed(secretKey) : importExpandedKey(name, secretKey)
      return new Uint8Array(decapsulate(key, ciphertext))
    },
  }
}

const x25519Secret = (key: Uint8Array): KeyObject =>
  createPrivateKey({ key, format: 'raw-private', asymmetricKeyType: 'x25519' })

const x25519: X25519 = {
  publicKey: (secretKey) =>
    new Uint8Array(createPublicKey(x25519Secret(secretKey)).export({ format: 'raw-public' })),
  sharedSecret(secretKey, publicKey) {
    const key = createPublicKey({ key: publicKey, format: 'raw-public', asymmetricKeyType: 'x25519' })
    return new Uint8Array(diffieHellman({ privateKey: x25519Secret(secretKey), publicKey: key }))
  },
}

const mlKem768 = mlKem('ml-kem-768')

/** ML-KEM and X-Wing on OpenSSL 3.5 through node:crypto. */
export const nativeKems: Kems = {
  'ml-kem-512': defineKem(mlKemTable['ml-kem-512'], mlKem('ml-kem-512')),
  'ml-kem-768': defineKem(mlKemTable['ml-kem-768'], mlKem768),
  'ml-kem-1024': defineKem(mlKemTable['ml-kem-1024'], mlKem('ml-kem-1024')),
  'x-wing': defineKem(xWingParameters, xWingEngine(mlKem768, x25519)),
}
