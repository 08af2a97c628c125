import { byteList, type Infer, list, struct, text, toHex } from '@demiurge/codec'
import type { MerkleHasher } from '@demiurge/crypto'
import { StateError } from './error.ts'
import { HASH_BYTES, LEAF_TAG, pathBit } from './hashes.ts'
import { MAX_KEY_BYTES, MAX_VALUE_BYTES, pathOf } from './key.ts'
import { hashMessage } from './message.ts'

/** One entry of the state. */
export const StateEntry = struct({ key: text(MAX_KEY_BYTES), value: byteList(MAX_VALUE_BYTES) })
export type StateEntry = Infer<typeof StateEntry>

/** The entries of one subtree, in the order of their paths. */
export const StateChunk = list(StateEntry, 2 ** 20)
export type StateChunk = readonly StateEntry[]

/** Which subtree a chunk holds: of the 2^depth subtrees at `depth` bits below the root, number `index` from the left. */
export interface ChunkPlace {
  readonly depth: number
  readonly index: number
}

/** Most bits of the path that chunks are cut by: 65,536 chunks. */
export const MAX_CHUNK_DEPTH = 16

/** The chunk that an entry belongs to when the state is cut at `depth`: the first bits of its path. */
export function chunkOf(key: string, depth: number, hasher: MerkleHasher): number {
  return prefixOf(pathOf(key, hasher), depth)
}

/** Entries of one chunk in the order in which they travel. */
export function inPathOrder(entries: readonly StateEntry[], hasher: MerkleHasher): StateChunk {
  return entries
    .map((entry) => ({ entry, path: pathOf(entry.key, hasher) }))
    .sort((a, b) => compare(a.path, b.path))
    .map(({ entry }) => entry)
}

/**
 * The hash of the subtree that a chunk holds, 0x hex; zeros when it is empty. It follows from the entries alone, so that a chunk can be
 * checked without the others. Throws StateError `snapshot.WrongPlace` (an entry belongs elsewhere), `snapshot.BadOrder` (the entries
 * do not ascend, or one comes twice), `state.InvalidKey`.
 */
export function subtreeRoot(entries: StateChunk, { depth, index }: ChunkPlace, hasher: MerkleHasher): string {
  const paths = entries.map(({ key }) => pathOf(key, hasher))
  for (const [i, path] of paths.entries()) {
    if (prefixOf(path, depth) !== index)
      throw new StateError(
        'snapshot.WrongPlace',
        `entry ${i} ("${entries[i]?.key}") belongs into chunk ${prefixOf(path, depth)}, not ${index}`,
      )
    const before = paths[i - 1]
    if (before !== undefined && compare(before, path) >= 0)
      throw new StateError(
        'snapshot.BadOrder',
        `entry ${i} ("${entries[i]?.key}") is not after the one before it`,
      )
  }
  const leaves = leafHashes(entries, paths, hasher)
  const pair = new Uint8Array(2 * HASH_BYTES)
  const build = (from: number, to: number, bit: number): Uint8Array => {
    if (from === to) return new Uint8Array(HASH_BYTES)
    if (to - from === 1) return leaves.slice(from * HASH_BYTES, to * HASH_BYTES)
    const middle = firstWithBit(paths, { from, to, bit })
    const [left, right] = [build(from, middle, bit + 1), build(middle, to, bit + 1)]
    return inner(left, right, { pair, hasher })
  }
  return toHex(build(0, entries.length, depth))
}

/**
 * The state root that the subtrees of all chunks lead to, 0x hex; `roots` from left to right, 2^depth of them. A subtree of one leaf is
 * that leaf also where it is joined with empty ones.
 */
export function rootOfSubtrees(roots: readonly string[], hasher: MerkleHasher): string {
  const pair = new Uint8Array(2 * HASH_BYTES)
  let level: Uint8Array[] = roots.map((root) => Uint8Array.fromHex(root.slice(2)))
  while (level.length > 1) {
    const above: Uint8Array[] = []
    for (let i = 0; i < level.length; i += 2)
      above.push(joined(level[i] ?? ZERO, level[i + 1] ?? ZERO, { pair, hasher }))
    level = above
  }
  return toHex(level[0] ?? ZERO)
}

const ZERO = new Uint8Array(HASH_BYTES)

interface Hashing {
  readonly pair: Uint8Array
  readonly hasher: MerkleHasher
}

function joined(left: Uint8Array, right: Uint8Array, hashing: Hashing): Uint8Array {
  if (isZero(left) && (isZero(right) || isLeaf(right))) return right
  if (isZero(right) && isLeaf(left)) return left
  return inner(left, right, hashing)
}

function inner(left: Uint8Array, right: Uint8Array, { pair, hasher }: Hashing): Uint8Array {
  pair.set(left)
  pair.set(right, HASH_BYTES)
  const node = new Uint8Array(HASH_BYTES)
  hasher.hashPairs(pair, node)
  node[0] = (node[0] ?? 0) & ~LEAF_TAG
  return node
}

/** All leaves side by side, hashed at once. */
function leafHashes(entries: StateChunk, paths: readonly Uint8Array[], hasher: MerkleHasher): Uint8Array {
  const pairs = new Uint8Array(entries.length * 2 * HASH_BYTES)
  for (const [i, { value }] of entries.entries()) {
    pairs.set(paths[i] ?? ZERO, 2 * i * HASH_BYTES)
    pairs.set(hashMessage(value, hasher), (2 * i + 1) * HASH_BYTES)
  }
  const leaves = new Uint8Array(entries.length * HASH_BYTES)
  hasher.hashPairs(pairs, leaves)
  for (let at = 0; at < leaves.length; at += HASH_BYTES) leaves[at] = (leaves[at] ?? 0) | LEAF_TAG
  return leaves
}

function firstWithBit(
  paths: readonly Uint8Array[],
  { from, to, bit }: { readonly from: number; readonly to: number; readonly bit: number },
): number {
  let [low, high] = [from, to]
  while (low < high) {
    const middle = (low + high) >> 1
    if (pathBit(paths[middle] ?? ZERO, 0, bit) === 1) high = middle
    else low = middle + 1
  }
  return low
}

function prefixOf(path: Uint8Array, depth: number): number {
  return (((path[0] ?? 0) << 8) | (path[1] ?? 0)) >> (MAX_CHUNK_DEPTH - depth)
}

function compare(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < HASH_BYTES; i++) if (a[i] !== b[i]) return (a[i] ?? 0) - (b[i] ?? 0)
  return 0
}

function isZero(hash: Uint8Array): boolean {
  return hash.every((byte) => byte === 0)
}

function isLeaf(hash: Uint8Array): boolean {
  return ((hash[0] ?? 0) & LEAF_TAG) !== 0
}
