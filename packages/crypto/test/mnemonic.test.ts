import { hkdfSync } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  checkAuthorization,
  createMnemonic,
  deriveKeyPair,
  deriveSeed,
  deriveSigner,
  entropyToMnemonic,
  mnemonicToEntropy,
  mnemonicToSeed,
  portableKems,
  portableSuites,
} from '../src/index.ts'
import { nativeSuites, randomBytes } from '../src/native/index.ts'
import { countingRandom, utf8 } from './seeded.ts'

const twelve = `${'abandon '.repeat(11)}about`
const twentyFour = `${'abandon '.repeat(23)}art`
const code = (expected: string) =>
  expect.objectContaining({ name: 'CryptoError', code: `mnemonic.${expected}` })

test('words and seeds follow the BIP-39 vectors', () => {
  expect(entropyToMnemonic(new Uint8Array(16))).toBe(twelve)
  expect(entropyToMnemonic(new Uint8Array(32))).toBe(twentyFour)
  expect(mnemonicToSeed(twelve, 'TREZOR').toHex()).toBe(
    'c55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e53495531f09a6987599d18264c1e1c92f2cf141630c7a3c4ab7c81b2f001698e7463b04',
  )
  expect(mnemonicToSeed(twentyFour, 'TREZOR').toHex()).toBe(
    'bda85446c68413707090a52022edd26a1c9462295029f2e60cd7c4f2bbd3097170af7a4d73245cafa9c3cca8d561a7c3de6f5d4a10be8ed2a5e608d68f92fcc8',
  )
})

test('entropy and words are two forms of one thing', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 16, maxLength: 32 }).filter(({ length }) => length % 4 === 0),
      (entropy) => {
        expect(mnemonicToEntropy(entropyToMnemonic(entropy))).toEqual(entropy)
      },
    ),
  )
  expect(createMnemonic(countingRandom()).split(' ')).toHaveLength(24)
  expect(createMnemonic(countingRandom(), 12).split(' ')).toHaveLength(12)
  expect(createMnemonic(randomBytes)).not.toBe(createMnemonic(randomBytes))
})

test('a mistyped mnemonic is refused by position, without repeating the secret', () => {
  expect(mnemonicToEntropy(`  ${twelve.toUpperCase().replaceAll(' ', '  ')}\n`)).toEqual(new Uint8Array(16))
  expect(() => mnemonicToSeed(twelve.replace('about', 'abuot'))).toThrow(
    /^word 12 is not in the English BIP-39 list$/,
  )
  expect(() => mnemonicToSeed(twelve.replace('about', 'abandon'))).toThrow(/the checksum does not fit/)
  expect(() => mnemonicToSeed('abandon about')).toThrow(/12, 15, 18, 21 or 24 words, got 2/)
  expect(() => entropyToMnemonic(new Uint8Array(17))).toThrow(code('Invalid'))
})

test('keys are derived byte for byte as documented: HKDF-SHA-512 with the path as info', () => {
  const seed = mnemonicToSeed(twelve)
  const derived = deriveSeed(seed, { name: 'ml-dsa-65', account: 3, index: 7 }, 32)
  const byOpenSsl = hkdfSync('sha512', seed, new Uint8Array(), utf8('demiurge/key/v1/ml-dsa-65/3/7'), 32)
  expect(derived).toEqual(new Uint8Array(byOpenSsl))
  expect(derived.toHex()).toBe('3919ff360f1477b88d28b9d12efd17cb851b476271c8c853f50ea946d70af86e')
  expect(() => deriveSeed(seed, { name: 'ed25519', account: -1, index: 0 }, 32)).toThrow(code('BadPath'))
  expect(() => deriveSeed(seed, { name: 'ed25519', account: 0, index: 2 ** 32 }, 32)).toThrow(code('BadPath'))
})

test('the same words give the same keys on both engines, and known ones', () => {
  const seed = mnemonicToSeed(twentyFour)
  for (const suite of ['ml-dsa-65', 'falcon-512', 'slh-dsa-sha2-128f', 'ed25519', 'secp256k1']) {
    const path = { suite, account: 0, index: 0 }
    expect(deriveKeyPair(seed, path, nativeSuites)).toEqual(deriveKeyPair(seed, path, portableSuites))
  }
  const ed25519 = deriveKeyPair(seed, { suite: 'ed25519', account: 0, index: 0 }, portableSuites)
  expect(ed25519.publicKey.toHex()).toBe('c295786b316c231d7234f0fbf174149d335a21294c6bbfc9ed66376b7a8716a1')
})

test('no two paths share a key', () => {
  const seed = mnemonicToSeed(twelve)
  const publicKeys = [
    [0, 0],
    [0, 1],
    [1, 0],
    [10, 1],
    [1, 101],
  ].map(([account = 0, index = 0]) =>
    deriveKeyPair(seed, { suite: 'ed25519', account, index }, portableSuites).publicKey.toHex(),
  )
  expect(new Set(publicKeys).size).toBe(publicKeys.length)
})

test('an account is recovered from its words: single key and hybrid', () => {
  const message = utf8('recovered')
  for (const names of [['ml-dsa-65'], ['ed25519', 'ml-dsa-65']]) {
    const paths = names.map((suite) => ({ suite, account: 0, index: 0 }))
    const signer = deriveSigner(mnemonicToSeed(twentyFour), paths, {
      suites: nativeSuites,
      random: randomBytes,
    })
    const again = deriveSigner(mnemonicToSeed(twentyFour), paths, {
      suites: portableSuites,
      random: countingRandom(),
    })
    expect(again.address).toBe(signer.address)
    checkAuthorization(signer.policy, message, again.sign(message), nativeSuites)
    checkAuthorization(again.policy, message, signer.sign(message), portableSuites)
  }
  expect(() => deriveSigner(mnemonicToSeed(twelve), [], { suites: portableSuites })).toThrow(code('BadPath'))
})

test('a sealing key comes from the same words', () => {
  const seed = deriveSeed(mnemonicToSeed(twelve), { name: 'x-wing', account: 0, index: 0 }, 32)
  expect(portableKems['x-wing'].keyPairFromSeed(seed).publicKey).toHaveLength(1216)
})
