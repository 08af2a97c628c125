import {
  encode,
  fromHex,
  hash,
  hashListRoot,
  type Infer,
  list,
  merkleize,
  optional,
  struct,
  toHex,
  u64,
} from '@demiurge/codec'
import { H, type MerkleHasher } from '@demiurge/crypto'
import { LIMITS } from './limits.ts'

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

/**
 * commitDigest_k = SHA3-256(commitDigest_{k-1} || leader id || time as 8 little-endian bytes || block ids): agreement on it is agreement
 * on the whole order and on its times, so that whoever catches up needs nothing but the newest certificate.
 */
export function commitDigest(
  previous: string,
  { leader, timestampMs, blocks }: Pick<Commit, 'leader' | 'timestampMs' | 'blocks'>,
): string {
  const time = new Uint8Array(8)
  new DataView(time.buffer).setBigUint64(0, timestampMs, true)
  const ids = Uint8Array.fromHex(blocks.map((id) => id.slice(2)).join(''))
  return toHex(H(fromHex(previous), fromHex(leader), time, ids))
}

/** What the last checkpoint of an epoch says of the next one: the root of its committee and the seed of its leader schedule. */
export const Closing = struct({ nextCommitteeRoot: hash, nextSeed: hash })
export type Closing = Infer<typeof Closing>

/**
 * What the committee signs every 8 commits (PROTOCOL section 3): the order so far and the state it led to.
 * `index` is the number of the commit; `timestampMs` its time. `previous` is the digest of the checkpoint before (zero for that of
 * genesis): checkpoints are a hash chain. `resume` is the digest of the point from which consensus goes on after this commit, so
 * that a snapshot needs no trust beyond the certificate. The checkpoint of genesis closes nothing and opens epoch 0.
 */
export const Checkpoint = struct({
  epoch: u64,
  index: u64,
  previous: hash,
  commitDigest: hash,
  stateRoot: hash,
  receiptsRoot: hash,
  resume: hash,
  timestampMs: u64,
  closing: optional(Closing),
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
  const { hashPairs } = hasher
  const leaves = receipts.map((bytes) => hasher.sha256(bytes))
  // The root of `Receipts`: its two fields side by side.
  const fields = new Uint8Array(64)
  fields.set(fromHex(previous))
  fields.set(hashListRoot(leaves, LIMITS.blockTransactions, hashPairs), 32)
  return toHex(merkleize(fields, 2, hashPairs))
}
