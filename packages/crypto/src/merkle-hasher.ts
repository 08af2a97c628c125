import { digest, hashInto } from '@chainsafe/as-sha256'
import type { HashPairs } from '@demiurge/codec'
import { sha256 } from '@noble/hashes/sha2.js'
import { CryptoError } from './error.ts'
import { H } from './hash.ts'

/** The hashes of blocks and trees: SHA-256 in bulk for Merkle trees, and H for identifiers. */
export interface MerkleHasher {
  /** Which implementation it is, for logs and metrics. */
  readonly name: string
  /** SHA-256 of every 64-byte pair of `input`, in order, into `output`. Lengths 64n and 32n, else throws `merkle.BadLength`. */
  readonly hashPairs: HashPairs
  /** SHA-256 of any bytes. */
  sha256(bytes: Uint8Array): Uint8Array
  /** H of the protocol: SHA3-256 of the parts as one message. */
  H(...parts: readonly Uint8Array[]): Uint8Array
}

const PAIRS = 9

/**
 * The hasher when it computes nine known pairs and one known message correctly, else undefined. Nine pairs reach both the vectorised
 * and the scalar path of every implementation; the reference is noble's scalar SHA-256, itself held to FIPS 180-4 vectors by tests.
 */
export function findCorrectHasher(hasher: MerkleHasher): MerkleHasher | undefined {
  const input = new Uint8Array(PAIRS * 64).map((_, i) => (i * 7 + 3) & 0xff)
  const output = new Uint8Array(PAIRS * 32)
  hasher.hashPairs(input, output)
  for (let i = 0; i < PAIRS; i++)
    if (!equal(output.subarray(i * 32, i * 32 + 32), sha256(input.subarray(i * 64, i * 64 + 64))))
      return undefined
  const isRight =
    equal(hasher.sha256(input), sha256(input)) && equal(hasher.H(input, output), H(input, output))
  return isRight ? hasher : undefined
}

/** `hashPairs` with its lengths checked, so that a wrong call is an error and never half a result. */
export function checkedHashPairs(hashPairs: HashPairs): HashPairs {
  return (input, output) => {
    if (input.length % 64 !== 0 || output.length * 2 !== input.length)
      throw new CryptoError(
        'merkle.BadLength',
        `pairs are 64 bytes in and 32 bytes out, got ${input.length} in and ${output.length} out`,
      )
    if (input.length > 0) hashPairs(input, output)
  }
}

const wasmHasher: MerkleHasher = {
  name: 'as-sha256',
  hashPairs: checkedHashPairs(hashInto),
  sha256: digest,
  H,
}

const scalarHasher: MerkleHasher = {
  name: 'noble',
  hashPairs: checkedHashPairs((input, output) => {
    for (let i = 0; i * 64 < input.length; i++)
      output.set(sha256(input.subarray(i * 64, i * 64 + 64)), i * 32)
  }),
  sha256: (bytes) => sha256(bytes),
  H,
}

/** The fastest hasher that runs anywhere: WebAssembly, or plain JavaScript where that gives wrong answers. */
export const portableMerkleHasher: MerkleHasher = findCorrectHasher(wasmHasher) ?? scalarHasher

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}
