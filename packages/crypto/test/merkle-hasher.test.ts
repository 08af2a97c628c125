import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { portableMerkleHasher } from '../src/index.ts'
import { findCorrectHasher } from '../src/merkle-hasher.ts'
import { merkleHasher } from '../src/native/index.ts'

const hashers = [portableMerkleHasher, merkleHasher]

test('every hasher gives SHA-256 of each pair, whatever their number', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.nat(255), (pairs, salt) => {
      const input = new Uint8Array(pairs * 64).map((_, i) => (i * 13 + salt) & 0xff)
      const expected = new Uint8Array(pairs * 32)
      for (let i = 0; i < pairs; i++)
        expected.set(
          createHash('sha256')
            .update(input.subarray(i * 64, i * 64 + 64))
            .digest(),
          i * 32,
        )
      for (const { hashPairs, sha256 } of hashers) {
        const output = new Uint8Array(pairs * 32)
        hashPairs(input, output)
        expect(output).toEqual(expected)
        expect(sha256(input).toHex()).toBe(createHash('sha256').update(input).digest('hex'))
      }
    }),
  )
})

test('views into larger buffers are hashed as what they show', () => {
  const whole = new Uint8Array(64 * 5 + 9).map((_, i) => i & 0xff)
  const results = hashers.map(({ hashPairs }) => {
    const target = new Uint8Array(32 * 4 + 5)
    hashPairs(whole.subarray(9, 9 + 256), target.subarray(5))
    return target.toHex()
  })
  expect(results[0]).toBe(results[1])
  expect(results[0]?.startsWith('0000000000')).toBe(true)
})

test('lengths that are not pairs are an error, never half a result', () => {
  for (const { hashPairs } of hashers) {
    for (const [input, output] of [
      [63, 32],
      [64, 31],
      [128, 32],
      [0, 32],
    ])
      expect(() => hashPairs(new Uint8Array(input ?? 0), new Uint8Array(output ?? 0))).toThrow(
        expect.objectContaining({ code: 'merkle.BadLength' }),
      )
  }
})

test('a hasher with wrong answers is not used', () => {
  const lazy = { ...portableMerkleHasher, hashPairs: () => {} }
  expect(findCorrectHasher(lazy)).toBeUndefined()
  const lyingDigest = { ...portableMerkleHasher, sha256: () => new Uint8Array(32) }
  expect(findCorrectHasher(lyingDigest)).toBeUndefined()
  expect(findCorrectHasher(merkleHasher)).toBe(merkleHasher)
})
