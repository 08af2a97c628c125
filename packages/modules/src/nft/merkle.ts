import { portableMerkleHasher } from '@demiurge/crypto'

// The tree of RFC 9162 2.1 with SHA-256, as the provenance of collections and the log have it.

/** Some leaves that stand side by side in a tree of `size` leaves: `first` counts from 0. */
export interface LeafRange {
  readonly size: number
  readonly first: number
}

/** Hash of a leaf (RFC 9162 2.1.1): SHA-256(0x00 || entry). */
export function leafHash(entry: Uint8Array): Uint8Array {
  const message = new Uint8Array(1 + entry.length)
  message.set(entry, 1)
  return portableMerkleHasher.sha256(message)
}

/**
 * The root of the tree in which these leaf hashes stand side by side, given the hashes of all largest subtrees without any of them, from
 * left to right. Undefined when there are too few or too many of those, no leaves, or leaves beyond the tree. One leaf makes the proof of an inclusion.
 */
export function rangeRoot(
  { size, first }: LeafRange,
  leaves: readonly Uint8Array[],
  proof: readonly Uint8Array[],
): Uint8Array | undefined {
  const end = first + leaves.length
  if (leaves.length === 0 || end > size) return undefined
  let used = 0
  const root = (from: number, to: number): Uint8Array | undefined => {
    if (to <= first || from >= end) return proof[used++]
    if (to - from === 1) return leaves[from - first]
    const middle = from + leftOf(to - from)
    const left = root(from, middle)
    const right = root(middle, to)
    return left === undefined || right === undefined ? undefined : nodeHash(left, right)
  }
  const found = root(0, size)
  return used === proof.length ? found : undefined
}

/** The proof that `rangeRoot` takes for `count` leaves from `first` on, from all leaf hashes of the tree. */
export function rangeProof(leaves: readonly Uint8Array[], first: number, count: number): Uint8Array[] {
  const proof: Uint8Array[] = []
  const walk = (from: number, to: number): void => {
    if (to <= first || from >= first + count) proof.push(subtree(leaves, from, to))
    else if (to - from > 1) {
      const middle = from + leftOf(to - from)
      walk(from, middle)
      walk(middle, to)
    }
  }
  walk(0, leaves.length)
  return proof
}

/** The root of the tree over some leaf hashes, at least one. */
export function treeRoot(leaves: readonly Uint8Array[]): Uint8Array {
  return subtree(leaves, 0, leaves.length)
}

function subtree(leaves: readonly Uint8Array[], from: number, to: number): Uint8Array {
  if (to - from === 1) return leaves[from] ?? new Uint8Array(32)
  const middle = from + leftOf(to - from)
  return nodeHash(subtree(leaves, from, middle), subtree(leaves, middle, to))
}

/** Leaves on the left of a tree of so many, at least two: the largest power of two below. */
function leftOf(size: number): number {
  return 2 ** (31 - Math.clz32(size - 1))
}

function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  const message = new Uint8Array(65)
  message[0] = 1
  message.set(left, 1)
  message.set(right, 33)
  return portableMerkleHasher.sha256(message)
}
