import { decode, encode } from '@demiurge/codec'
import { ml_kem768_x25519 } from '@noble/post-quantum/hybrid.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  CryptoError,
  openMessage,
  portableAesGcm,
  portableKems,
  SealedMessage,
  sealMessage,
} from '../src/index.ts'
import { nativeAesGcm, nativeKems, randomBytes } from '../src/native/index.ts'
import { flipBit, seededRandom, utf8 } from './seeded.ts'

const random = seededRandom('sealed messages')
const portable = { kems: portableKems, aesGcm: portableAesGcm, random: randomBytes }
const native = { kems: nativeKems, aesGcm: nativeAesGcm, random: randomBytes }
const message = utf8('the layers of edition 7')
const code = (expected: string) => expect.objectContaining({ name: 'CryptoError', code: expected })

test('what one engine seals the other opens', () => {
  const seed = random.bytes(32)
  const keys = nativeKems['x-wing'].keyPairFromSeed(seed)
  expect(portableKems['x-wing'].keyPairFromSeed(seed)).toEqual(keys)
  const sealedNatively = sealMessage(message, keys.publicKey, native)
  const sealedPortably = sealMessage(message, keys.publicKey, portable)
  for (const engine of [native, portable])
    for (const sealed of [sealedNatively, sealedPortably])
      expect(openMessage(sealed, keys, engine)).toEqual(message)
  expect(sealedNatively).not.toEqual(sealedPortably)
})

test('X-Wing gives the same keys, ciphertexts and secrets as an implementation by others', () => {
  const seed = random.bytes(32)
  const coins = random.bytes(64)
  const theirs = ml_kem768_x25519.keygen(seed)
  const ours = portableKems['x-wing'].keyPairFromSeed(seed)
  expect(ours.publicKey).toEqual(theirs.publicKey)
  const { cipherText, sharedSecret } = ml_kem768_x25519.encapsulate(theirs.publicKey, coins)
  expect(portableKems['x-wing'].encapsulate(ours.publicKey, () => coins)).toEqual({
    ciphertext: cipherText,
    sharedSecret,
  })
  expect(nativeKems['x-wing'].decapsulate(cipherText, ours)).toEqual(sharedSecret)
})

test.each([portable, native])(
  'a sealed message opens with no other key, and not after any bit has changed',
  (engine) => {
    const keys = engine.kems['x-wing'].keyPairFromSeed(random.bytes(32))
    const other = engine.kems['x-wing'].keyPairFromSeed(random.bytes(32))
    const sealed = sealMessage(message, keys.publicKey, engine)
    expect(() => openMessage(sealed, other, engine)).toThrow(code('sealed.CannotOpen'))
    const { value } = decode(SealedMessage, sealed)
    for (let i = 0; i < 12; i++) {
      const at = random.below(1 << 20)
      const changedSecret = { ...value, encapsulation: flipBit(value.encapsulation, at) }
      const changedText = { ...value, ciphertext: flipBit(value.ciphertext, at) }
      for (const changed of [changedSecret, changedText])
        expect(() =>
          openMessage(encode(SealedMessage, { kind: 'v1', value: changed }), keys, engine),
        ).toThrow(code('sealed.CannotOpen'))
    }
  },
)

test('an X25519 part of small order is refused and not computed with', () => {
  const keys = portableKems['x-wing'].keyPairFromSeed(random.bytes(32))
  const encapsulation = new Uint8Array(1120)
  const sealed = encode(SealedMessage, {
    kind: 'v1',
    value: { encapsulation, ciphertext: new Uint8Array(20) },
  })
  for (const engine of [portable, native])
    expect(() => openMessage(sealed, keys, engine)).toThrow(code('sealed.CannotOpen'))
})

test('a sealed message is bound to its associated data', () => {
  const keys = nativeKems['x-wing'].keyPairFromSeed(random.bytes(32))
  const sealed = sealMessage(message, keys.publicKey, { ...native, associatedData: utf8('order 1') })
  expect(openMessage(sealed, keys, { ...portable, associatedData: utf8('order 1') })).toEqual(message)
  expect(() => openMessage(sealed, keys, { ...native, associatedData: utf8('order 2') })).toThrow(
    code('sealed.CannotOpen'),
  )
  expect(() => openMessage(sealed, keys, native)).toThrow(code('sealed.CannotOpen'))
})

test('bytes that are no envelope, keys of another kind and impossible keys are told apart', () => {
  const keys = nativeKems['x-wing'].keyPairFromSeed(random.bytes(32))
  const sealed = sealMessage(message, keys.publicKey, native)
  expect(() => openMessage(sealed.subarray(0, 100), keys, native)).toThrow(code('sealed.Malformed'))
  expect(() => openMessage(new Uint8Array(), keys, native)).toThrow(code('sealed.Malformed'))
  const mlKem = nativeKems['ml-kem-768'].keyPairFromSeed(random.bytes(64))
  expect(() => openMessage(sealed, mlKem, native)).toThrow(code('kem.BadKey'))
  expect(() => sealMessage(message, keys.publicKey.subarray(1), native)).toThrow(code('kem.BadKey'))
  // FIPS 203 7.2: coefficients must be below q = 3329; twelve set bits are 4095.
  const unreduced = keys.publicKey.map((byte, i) => (i < 3 ? 0xff : byte))
  for (const engine of [portable, native])
    expect(() => sealMessage(message, unreduced, engine)).toThrow(code('kem.BadKey'))
})

test('hostile envelopes are refused with a code and nothing else', () => {
  const keys = nativeKems['x-wing'].keyPairFromSeed(random.bytes(32))
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 1300 }), (bytes) => {
      try {
        openMessage(bytes, keys, native)
        return false
      } catch (error) {
        return error instanceof CryptoError
      }
    }),
  )
})

test('KEM seeds and ciphertexts of a wrong length are refused', () => {
  for (const kems of [portableKems, nativeKems]) {
    const kem = kems['ml-kem-512']
    expect(() => kem.keyPairFromSeed(new Uint8Array(63))).toThrow(code('kem.BadSeed'))
    const keys = kem.keyPairFromSeed(new Uint8Array(64))
    expect(() => kem.decapsulate(new Uint8Array(767), keys)).toThrow(code('kem.BadCiphertext'))
  }
})

test('AES-256-GCM follows the vectors of its specification (test cases 13 and 14) on both engines', () => {
  const key = new Uint8Array(32)
  const nonce = new Uint8Array(12)
  const none = new Uint8Array()
  for (const { aesGcm } of [portable, native]) {
    expect(aesGcm.seal(key, nonce, none, none).toHex()).toBe('530f8afbc74536b9a963b4f1c4cb738b')
    const sealed = aesGcm.seal(key, nonce, new Uint8Array(16), none)
    expect(sealed.toHex()).toBe('cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919')
    expect(aesGcm.open(key, nonce, sealed, none)).toEqual(new Uint8Array(16))
    expect(aesGcm.open(key, nonce, sealed, utf8('x'))).toBeUndefined()
    expect(aesGcm.open(key, nonce, sealed.subarray(0, 15), none)).toBeUndefined()
  }
})
