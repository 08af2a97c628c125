import { encode, hash, type Infer, list, merkleRoot, struct, toHex, u64 } from '@demiurge/codec'
import { H, type MerkleHasher } from '@demiurge/crypto'
import { Receipts } from './receipts.ts'

/** A decided leader and the blocks it brings into the order (PROTOCOL section 2). `timestampMs` Unix ms, never backwards. */
export const Commit = struct({
  epoch: u64,
  index: u64,
  leader: hash,
  blocks: list(hash, 65_536),
  timestampMs: u64,
  digest: hash,
})
export type Commit = Infer<typeof Commit>

/** commitDigest_k = SHA3-256(commitDigest_{k-1} || leader id || block ids): agreement on it is agreement on the whole order. */
export function commitDigest(previous: string, leader: string, blocks: readonly string[]): string {
  const bytes = Uint8Array.fromHex([previous, leader, ...blocks].map((id) => id.slice(2)).join(''))
  return toHex(H(bytes))
}

/**
 * What the committee signs every 8 commits (PROTOCOL section 3): the order so far and the state it led to.
 * `index` is the number of the commit; `timestampMs` its time.
 */
export const Checkpoint = struct({
  epoch: u64,
  index: u64,
  commitDigest: hash,
  stateRoot: hash,
  receiptsRoot: hash,
  timestampMs: u64,
})
export type Checkpoint = Infer<typeof Checkpoint>

/** Digest of a checkpoint, 0x hex: SHA3-256 of its canonical bytes. Transactions anchor to it. */
export function checkpointDigest(checkpoint: Checkpoint): string {
  return toHex(H(encode(Checkpoint, checkpoint)))
}

/** Root over the receipts of one commit; `previous` chains them, so that a checkpoint covers every commit since the last one. */
export function receiptsRoot(
  previous: string,
  receipts: readonly Uint8Array[],
  hasher: MerkleHasher,
): string {
  if (receipts.length === 0) return previous
  const leaves = receipts.map((bytes) => toHex(hasher.sha256(bytes)))
  return toHex(merkleRoot(Receipts, { previous, receipts: leaves }, hasher.hashPairs))
}
