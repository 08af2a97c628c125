import { sha256 } from '@noble/hashes/sha2.js'

/** Hashes every 64-byte pair of `input` with SHA-256 into 32 bytes of `output`, in order. Both lengths match: 64n and 32n. */
export type HashPairs = (input: Uint8Array, output: Uint8Array) => void

/** HashPairs that runs anywhere; faster ones come from the crypto package's native door. */
export const portableHashPairs: HashPairs = (input, output) => {
  for (let i = 0; i * 64 < input.length; i++) output.set(sha256(input.subarray(i * 64, i * 64 + 64)), i * 32)
}

const CHUNK = 32
const ZERO_HASHES: Uint8Array[] = [new Uint8Array(CHUNK)]

/** Root of a subtree of zero chunks that is `depth` levels high. */
function zeroHash(depth: number): Uint8Array {
  for (let d = ZERO_HASHES.length; d <= depth; d++) {
    const below = ZERO_HASHES[d - 1] ?? new Uint8Array(CHUNK)
    const pair = new Uint8Array(64)
    pair.set(below)
    pair.set(below, CHUNK)
    ZERO_HASHES.push(sha256(pair))
  }
  return ZERO_HASHES[depth] ?? new Uint8Array(CHUNK)
}

/** Levels of a tree with room for `chunks` leaves: next_pow_of_two as an exponent. */
function depthFor(chunks: number): number {
  let depth = 0
  while (2 ** depth < chunks) depth++
  return depth
}

/**
 * SSZ `merkleize(chunks, limit)`: the root over 32-byte chunks, virtually padded with zero chunks up to `limit` leaves.
 * `chunks` holds whole chunks. The work grows with the chunks present, not with the limit.
 */
export function merkleize(chunks: Uint8Array, limit: number, hashPairs: HashPairs): Uint8Array {
  const depth = depthFor(Math.max(1, limit))
  if (chunks.length === 0) return zeroHash(depth).slice()
  let level = chunks
  for (let d = 0; d < depth; d++) {
    const count = level.length / CHUNK
    if (count % 2 === 1) {
      const padded = new Uint8Array(level.length + CHUNK)
      padded.set(level)
      padded.set(zeroHash(d), level.length)
      level = padded
    }
    const next = new Uint8Array(level.length / 2)
    hashPairs(level, next)
    level = next
  }
  return level.slice(0, CHUNK)
}

/** SSZ `mix_in_length` and `mix_in_selector`: SHA-256(root || number as 32 little-endian bytes). */
export function mixIn(root: Uint8Array, number: number, hashPairs: HashPairs): Uint8Array {
  const pair = new Uint8Array(64)
  pair.set(root)
  new DataView(pair.buffer).setUint32(CHUNK, number, true)
  const out = new Uint8Array(CHUNK)
  hashPairs(pair, out)
  return out
}

/** Bytes padded with zeros to whole chunks (SSZ `pack`). */
export function pack(bytes: Uint8Array): Uint8Array {
  if (bytes.length % CHUNK === 0) return bytes
  const out = new Uint8Array(Math.ceil(bytes.length / CHUNK) * CHUNK)
  out.set(bytes)
  return out
}

/** Roots of parts, side by side, as chunks. */
export function concatRoots(roots: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(roots.length * CHUNK)
  roots.forEach((root, i) => {
    out.set(root, i * CHUNK)
  })
  return out
}
