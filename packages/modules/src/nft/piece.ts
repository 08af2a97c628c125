import { fromHex } from '@demiurge/codec'
import { leafHash } from './merkle.ts'

/** What a creator commits to of each piece: SHA-256 of its file and of its metadata, 0x hex. */
export interface PieceHashes {
  readonly contentHash: string
  readonly metadataHash: string
}

/** The hash of a piece's leaf in the tree of a collection's provenance: its entry is the 64 bytes `contentHash || metadataHash`. */
export function pieceLeaf({ contentHash, metadataHash }: PieceHashes): Uint8Array {
  const entry = new Uint8Array(64)
  entry.set(fromHex(contentHash))
  entry.set(fromHex(metadataHash), 32)
  return leafHash(entry)
}
