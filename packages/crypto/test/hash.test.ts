import fc from 'fast-check'
import { expect, test } from 'vitest'
import { H, type HashName, hmac, portableHashes } from '../src/index.ts'
import { nativeHashes } from '../src/native/index.ts'
import { utf8 } from './seeded.ts'

/** Digests of "abc": FIPS 180-4 and FIPS 202 examples, the Keccak and BLAKE3 teams' own. */
const digests: Readonly<Record<HashName, string>> = {
  'sha-256': 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  'sha-512':
    'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
  'sha3-256': '3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532',
  'keccak-256': '4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45',
  blake3: '6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85',
}
const names = Object.keys(digests) as HashName[]

test.each(names)('%s gives the published digest on both engines, whole and in parts', (name) => {
  for (const hashes of [portableHashes, nativeHashes]) {
    const hash = hashes[name]
    expect(hash.digest(utf8('abc')).toHex()).toBe(digests[name])
    expect(hash.digest(utf8('a'), new Uint8Array(), utf8('bc')).toHex()).toBe(digests[name])
    expect(hash.digest(utf8('abc'))).toHaveLength(hash.bytes)
    expect(hash.digest()).toEqual(hash.digest(new Uint8Array()))
  }
})

test('both engines hash anything alike', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 4 }), (parts) => {
      for (const name of names)
        expect(nativeHashes[name].digest(...parts)).toEqual(portableHashes[name].digest(...parts))
    }),
    { numRuns: 50 },
  )
})

test('H is SHA3-256, for identifiers', () => {
  expect(H(utf8('ab'), utf8('c')).toHex()).toBe(digests['sha3-256'])
})

test('HMAC follows RFC 4231, test case 2', () => {
  const message = utf8('what do ya want for nothing?')
  expect(hmac('sha-256', utf8('Jefe'), message).toHex()).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  )
  expect(hmac('sha-512', utf8('Jefe'), message).toHex()).toBe(
    '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737',
  )
})
