/**
 * @module The provenance hash of a whole collection, which is committed before anything is minted: whoever knows it can tell that no
 * piece was changed, added or moved to another edition afterwards.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { joinBytes } from '../files/png.ts'
import { createLog, type LogTree } from '../provenance/log-tree.ts'
import { type LogHasher, plainHasher } from '../provenance/merkle.ts'

/** Hashes of one piece, SHA-256 in hex. */
export interface PieceHashes {
  readonly image: string
  readonly metadata: string
}

/** The provenance of a collection, as `provenance.json` holds it. */
export interface CollectionProvenance {
  readonly version: 1
  readonly count: number
  /** Root of the Merkle tree (RFC 9162 2.1, SHA-256) whose leaves are each piece's image hash and metadata hash, in order of edition. */
  readonly merkleRoot: string
  /** SHA-256 of the images' hashes in hex, one after the other: the provenance hash that collections have used since 2021. */
  readonly concatenated: string
}

/** The tree over the pieces: for its root, and for proofs of single pieces (`inclusion`). */
export function provenanceTree(pieces: readonly PieceHashes[], hasher: LogHasher = plainHasher): LogTree {
  const tree = createLog({ hasher })
  for (const { image, metadata } of pieces)
    tree.append(joinBytes([Uint8Array.fromHex(image), Uint8Array.fromHex(metadata)]))
  return tree
}

/** The provenance of the pieces in order of edition. */
export function collectionProvenance(
  pieces: readonly PieceHashes[],
  hasher: LogHasher = plainHasher,
): CollectionProvenance {
  return {
    version: 1,
    count: pieces.length,
    merkleRoot: provenanceTree(pieces, hasher).root().toHex(),
    concatenated: sha256(new TextEncoder().encode(pieces.map(({ image }) => image).join(''))).toHex(),
  }
}
