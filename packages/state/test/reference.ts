import { hash } from 'node:crypto'
import { H, type MerkleHasher } from '@demiurge/crypto'

/** SHA-256 by node:crypto, one call a pair: slow and plain. */
export const plainHasher: MerkleHasher = {
  name: 'node:crypto',
  hashPairs(input, output) {
    for (let i = 0; i * 64 < input.length; i++)
      output.set(hash('sha256', input.subarray(i * 64, i * 64 + 64), 'buffer'), i * 32)
  },
  sha256: (bytes) => new Uint8Array(hash('sha256', bytes, 'buffer')),
  H,
}

/** Paths as an attacker would grind them: all share their first 72 bits. Counts the pairs that are hashed. */
export function groundHasher(): MerkleHasher & { pairs: number } {
  return {
    name: 'ground',
    pairs: 0,
    H: plainHasher.H,
    hashPairs(input, output) {
      this.pairs += input.length / 64
      plainHasher.hashPairs(input, output)
    },
    sha256(message) {
      const digest = plainHasher.sha256(message)
      if (new TextDecoder().decode(message).startsWith('ground/')) digest.fill(0xa5, 0, 9)
      return digest
    },
  }
}

interface Leaf {
  readonly path: Uint8Array
  readonly valueHash: Uint8Array
}

const bit = (path: Uint8Array, depth: number): number => ((path[depth >> 3] ?? 0) >> (7 - (depth & 7))) & 1

function node(hasher: MerkleHasher, left: Uint8Array, right: Uint8Array, leaf: boolean): Uint8Array {
  const digest = hasher.sha256(Buffer.concat([left, right]))
  digest[0] = leaf ? (digest[0] ?? 0) | 0x80 : (digest[0] ?? 0) & 0x7f
  return digest
}

function subtree(hasher: MerkleHasher, leaves: readonly Leaf[], depth: number): Uint8Array {
  const [first, second] = leaves
  if (first === undefined) return new Uint8Array(32)
  if (second === undefined) return node(hasher, first.path, first.valueHash, true)
  const left = leaves.filter(({ path }) => bit(path, depth) === 0)
  const right = leaves.filter(({ path }) => bit(path, depth) === 1)
  return node(hasher, subtree(hasher, left, depth + 1), subtree(hasher, right, depth + 1), false)
}

/** The key's UTF-8; a name in hex behind the last slash as 0xff and its bytes. */
function keyBytes(key: string): Uint8Array {
  const [, space, digits] = /^((?:.*\/)?)0x((?:[0-9a-f]{2})*)$/s.exec(key) ?? []
  if (space === undefined || digits === undefined) return new TextEncoder().encode(key)
  return Buffer.concat([new TextEncoder().encode(space), Uint8Array.of(0xff), Buffer.from(digits, 'hex')])
}

/** The bytes, zeros, and their number in four bytes: a multiple of 64. */
function padded(bytes: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(bytes.length)
  return Buffer.concat([bytes, new Uint8Array((64 - ((bytes.length + 4) % 64)) % 64), length])
}

/** The definition of the root, word for word: recursive, over the set of entries. */
export function referenceRoot(
  entries: Iterable<readonly [string, Uint8Array]>,
  hasher: MerkleHasher = plainHasher,
): string {
  const leaves = [...entries].map(([key, value]) => ({
    path: hasher.sha256(padded(keyBytes(key))),
    valueHash: hasher.sha256(padded(value)),
  }))
  return `0x${subtree(hasher, leaves, 0).toHex()}`
}
