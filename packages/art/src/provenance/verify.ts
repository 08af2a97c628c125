import { portableMerkleHasher } from '@demiurge/crypto'
import { areHashes, emptyRoot, equalBytes, type LogHasher, nodeHash } from './merkle.ts'

/** What an inclusion proof claims: the tree of `size` entries with this root has this leaf hash at `index`. */
export type InclusionClaim = {
  readonly index: number
  readonly size: number
  readonly leafHash: Uint8Array
  readonly proof: readonly Uint8Array[]
  readonly root: Uint8Array
}

/** What a consistency proof claims: the tree of `to` entries begins with the very entries of the tree of `from`. */
export type ConsistencyClaim = {
  readonly from: number
  readonly to: number
  readonly fromRoot: Uint8Array
  readonly toRoot: Uint8Array
  readonly proof: readonly Uint8Array[]
}

/** The entries `[start, end)` of a larger tree, where `start` is a multiple of the least power of two that is not below `end - start`. */
export type SubtreeRange = { readonly start: number; readonly end: number }

/** Whether the proof shows that the tree holds the leaf (RFC 9162 2.1.3.2). Never throws; malformed input is false. */
export function verifyInclusion(claim: InclusionClaim, hasher: LogHasher = portableMerkleHasher): boolean {
  return verifySubtreeInclusion({ ...claim, start: 0, end: claim.size }, hasher)
}

/**
 * Whether the proof shows that the smaller tree is the beginning of the larger one (RFC 9162 2.1.4.2). From 0 entries there is nothing
 * to prove, and the claim is false: a verifier that has seen nothing yet must know that it has. Never throws; malformed input is false.
 */
export function verifyConsistency(
  claim: ConsistencyClaim,
  hasher: LogHasher = portableMerkleHasher,
): boolean {
  const { from, to, fromRoot, toRoot, proof } = claim
  if (!isSize(from) || from === 0 || !isSize(to) || from > to) return false
  if (from === to) return proof.length === 0 && equalBytes(fromRoot, toRoot)
  return verifySubtreeConsistency(
    { start: 0, end: from, size: to, subtreeRoot: fromRoot, root: toRoot, proof },
    hasher,
  )
}

/** Whether the subtree over `[start, end)` with this root holds the leaf at `index` (draft-ietf-plants-merkle-tree-certs, 4.3). Never throws. */
export function verifySubtreeInclusion(
  claim: Omit<InclusionClaim, 'size'> & SubtreeRange,
  hasher: LogHasher = portableMerkleHasher,
): boolean {
  const { index, start, end, leafHash, proof, root } = claim
  if (!isSubtree(claim) || !isSize(index) || index < start || index >= end) return false
  if (!areHashes([leafHash, root, ...proof])) return false
  // The leaf is a subtree of one entry, of which every sibling lies outside.
  const route = routeUp(index - start, index - start, end - start - 1)
  if (proof.length !== route.length) return false
  const hash = proof.reduce(
    (node, sibling, i) =>
      route[i] === 'right' ? nodeHash(node, sibling, hasher) : nodeHash(sibling, node, hasher),
    leafHash,
  )
  return equalBytes(hash, root)
}

/**
 * Whether the proof shows that the subtree over `[start, end)` is part of the tree of `size` entries (draft-ietf-plants-merkle-tree-certs,
 * 4.4); with start 0 this is RFC 9162's consistency proof. An empty subtree is part of every tree. Never throws.
 */
export function verifySubtreeConsistency(
  claim: SubtreeRange & {
    readonly size: number
    readonly subtreeRoot: Uint8Array
    readonly root: Uint8Array
    readonly proof: readonly Uint8Array[]
  },
  hasher: LogHasher = portableMerkleHasher,
): boolean {
  const { start, end, size, subtreeRoot, root, proof } = claim
  if (!isSize(start) || !isSize(size) || !isSize(end) || end > size) return false
  if (start === end) return proof.length === 0 && equalBytes(subtreeRoot, emptyRoot(hasher))
  if (!isSubtree(claim)) return false
  if (start === 0 && end === size) return proof.length === 0 && equalBytes(subtreeRoot, root)
  if (!areHashes([subtreeRoot, root, ...proof])) return false
  return foldSubtree(claim, hasher)
}

/** The fold of the consistency proof: from the subtree's lower right edge up, once to its own root and once to the tree's. */
function foldSubtree(
  { start, end, size, subtreeRoot, root, proof }: Parameters<typeof verifySubtreeConsistency>[0],
  hasher: LogHasher,
): boolean {
  let [first, edge, last] = [start, end - 1, size - 1]
  // Skip the levels where the edge is complete within the subtree (or is the tree's own edge).
  const atTreeEdge = edge === last
  while (first !== edge && (atTreeEdge || isOdd(edge)))
    [first, edge, last] = [half(first), half(edge), half(last)]
  // A complete subtree is itself the first node, so the proof leaves it out.
  const [seed, ...path] = first === edge ? [subtreeRoot, ...proof] : proof
  const route = routeUp(first, edge, last)
  if (seed === undefined || path.length !== route.length) return false
  let subtree = seed
  let tree = seed
  for (const [i, sibling] of path.entries()) {
    if (route[i] === 'left of both') subtree = nodeHash(sibling, subtree, hasher)
    tree = route[i] === 'right' ? nodeHash(tree, sibling, hasher) : nodeHash(sibling, tree, hasher)
  }
  return equalBytes(subtree, subtreeRoot) && equalBytes(tree, root)
}

/** Where each sibling stands on the way from node `edge` to the root: inside the subtree, which begins at `first`, or outside. */
function routeUp(
  first: number,
  edge: number,
  last: number,
): ('left of both' | 'left of the tree' | 'right')[] {
  if (last === 0) return []
  if (!isOdd(edge) && edge !== last) return ['right', ...routeUp(half(first), half(edge), half(last))]
  // On the right edge a node without a sibling moves up unchanged: skip its levels.
  let levels = 1
  for (let node = edge; !isOdd(node) && node !== 0; node = half(node)) levels++
  const scale = 2 ** levels
  const above = routeUp(Math.floor(first / scale), Math.floor(edge / scale), Math.floor(last / scale))
  return [first < edge ? 'left of both' : 'left of the tree', ...above]
}

function isSubtree({ start, end }: SubtreeRange): boolean {
  if (!isSize(start) || !isSize(end) || start >= end) return false
  let width = 1
  while (width < end - start) width *= 2
  return start % width === 0
}

// Sizes go up to 2^53 - 1, so halving is arithmetic: JavaScript's shifts stop at 32 bits.
const isSize = (value: number) => Number.isSafeInteger(value) && value >= 0
const isOdd = (value: number) => value % 2 === 1
const half = (value: number) => Math.floor(value / 2)
