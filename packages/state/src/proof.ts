import { byteList, fromHex, hash, type Infer, list, optional, struct, text, toHex } from '@demiurge/codec'
import type { MerkleHasher } from '@demiurge/crypto'
import type { Branch } from './branch.ts'
import { StateError } from './error.ts'
import { HASH_BYTES, LEAF_TAG, PATH_BITS, pathBit } from './hashes.ts'
import { checkValue, MAX_KEY_BYTES, MAX_VALUE_BYTES, pathOf } from './key.ts'
import { hashMessage } from './message.ts'

/**
 * A statement about one key under a state root, with all that is needed to check it. Three shapes: the key has `value`; or it is
 * absent because its way ends in the empty subtree; or it is absent because its way ends at the leaf `other` of another key.
 */
export const Proof = struct({
  key: text(MAX_KEY_BYTES),
  value: optional(byteList(MAX_VALUE_BYTES)),
  /** The subtrees beside the way, from the root down. */
  siblings: list(hash, PATH_BITS),
  other: optional(struct({ path: hash, valueHash: hash })),
})
export type Proof = Infer<typeof Proof>

/** What a valid proof says about its key. */
export type ProvenState = { readonly present: true; readonly value: Uint8Array } | { readonly present: false }

/**
 * A proof from a tree's branch and the value that the caller keeps (undefined for an absent key). Throws StateError
 * `proof.Contradiction` when branch and value disagree about presence, `state.ValueTooLarge` when no proof can carry the value.
 */
export function createProof(key: string, value: Uint8Array | undefined, branch: Branch): Proof {
  if ((value !== undefined) !== branch.present)
    throw new StateError(
      'proof.Contradiction',
      branch.present
        ? 'the key is in the tree but no value was given'
        : 'a value was given for an absent key',
    )
  if (value !== undefined) checkValue(value)
  return { key, value: value ?? null, siblings: branch.siblings, other: branch.other }
}

/**
 * Checks a proof against a state root (`0x…` hex, lower case) and returns what it proves. For one key and one set of values exactly
 * one proof is valid. Throws StateError: `proof.Contradiction` (value and other leaf at once), `proof.WrongLeaf` (the other leaf is
 * the key's own or not on its way), `proof.NotCanonical` (the way goes deeper than the tree does), `proof.RootMismatch` (any hash,
 * the key, the value or the root is not the tree's).
 */
export function verifyProof(proof: Proof, root: string, hasher: MerkleHasher): ProvenState {
  const path = pathOf(proof.key, hasher)
  const siblings = proof.siblings.map(fromHex)
  checkEnd(proof, path, siblings.at(-1))
  const pair = new Uint8Array(2 * HASH_BYTES)
  let node = endHash(proof, path, hasher)
  for (let depth = siblings.length - 1; depth >= 0; depth--) {
    const right = pathBit(path, 0, depth) === 1
    pair.set(node, right ? HASH_BYTES : 0)
    pair.set(siblings[depth] ?? [], right ? 0 : HASH_BYTES)
    node = hashPair(pair, hasher)
    node[0] = (node[0] ?? 0) & ~LEAF_TAG
  }
  const computed = toHex(node)
  if (computed !== root)
    throw new StateError(
      'proof.RootMismatch',
      `the proof leads to root ${computed}, the state root is ${root}`,
    )
  return proof.value === null ? { present: false } : { present: true, value: proof.value }
}

/** The hash at the end of the way: the key's leaf, the other leaf, or the terminator. */
function endHash(proof: Proof, path: Uint8Array, hasher: MerkleHasher): Uint8Array {
  if (proof.value !== null) return leafHash(path, hashMessage(proof.value, hasher), hasher)
  if (proof.other !== null) return leafHash(fromHex(proof.other.path), fromHex(proof.other.valueHash), hasher)
  return new Uint8Array(HASH_BYTES)
}

function leafHash(path: Uint8Array, valueHash: Uint8Array, hasher: MerkleHasher): Uint8Array {
  const pair = new Uint8Array(2 * HASH_BYTES)
  pair.set(path)
  pair.set(valueHash, HASH_BYTES)
  const leaf = hashPair(pair, hasher)
  leaf[0] = (leaf[0] ?? 0) | LEAF_TAG
  return leaf
}

function hashPair(pair: Uint8Array, hasher: MerkleHasher): Uint8Array {
  const output = new Uint8Array(HASH_BYTES)
  hasher.hashPairs(pair, output)
  return output
}

/** The rules that a hash alone does not express: what may stand at the end of a way, and beside it. */
function checkEnd(proof: Proof, path: Uint8Array, lastSibling: Uint8Array | undefined): void {
  const { value, other, siblings } = proof
  if (value !== null && other !== null)
    throw new StateError('proof.Contradiction', 'the proof gives both a value and another key’s leaf')
  if (siblings.length > PATH_BITS)
    throw new StateError(
      'proof.NotCanonical',
      `the proof has ${siblings.length} siblings, a path has ${PATH_BITS} bits`,
    )
  if (other !== null) checkOther(other.path, path, siblings.length)
  if (lastSibling === undefined) return
  const empty = lastSibling.every((byte) => byte === 0)
  const leaf = ((lastSibling[0] ?? 0) & LEAF_TAG) !== 0
  // A subtree with fewer than two leaves has no inner node: the way would have ended above.
  const tooDeep = value === null && other === null ? empty || leaf : empty
  if (tooDeep)
    throw new StateError(
      'proof.NotCanonical',
      `the last sibling is ${empty ? 'empty' : 'a leaf'}: the way ends above depth ${siblings.length}`,
    )
}

function checkOther(otherPath: string, path: Uint8Array, depth: number): void {
  if (otherPath === toHex(path))
    throw new StateError('proof.WrongLeaf', 'the other leaf is the key’s own, which proves nothing absent')
  const other = fromHex(otherPath)
  for (let bit = 0; bit < depth; bit++)
    if (pathBit(other, 0, bit) !== pathBit(path, 0, bit))
      throw new StateError(
        'proof.WrongLeaf',
        `the other leaf leaves the key’s way at bit ${bit}, the proof is ${depth} deep`,
      )
}
