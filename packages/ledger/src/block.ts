import {
  byteList,
  byteView,
  encode,
  hash,
  hashListRoot,
  type Infer,
  list,
  merkleRoot,
  optional,
  struct,
  text,
  toHex,
  u16,
  u32,
  u64,
} from '@demiurge/codec'
import { H, type MerkleHasher } from '@demiurge/crypto'
import { LIMITS } from './limits.ts'

/** 32 zero bytes: the root of "nothing" where a header field has no content yet. */
export const ZERO_HASH: string = `0x${'00'.repeat(32)}`

/** An author's word that checkpoint `index` has digest `digest`. */
export const CheckpointVote = struct({ index: u64, digest: hash })
export type CheckpointVote = Infer<typeof CheckpointVote>

/**
 * Header of a DAG block (PROTOCOL section 2). The signing root is its Merkle root, so that one field, the vote, can be proved alone.
 * `author` is the seat's index in the epoch's committee, `parents[0]` the author's own previous block; `timestampMs` Unix ms.
 */
export const BlockHeader = struct({
  chainId: text(32),
  epoch: u64,
  round: u64,
  author: u16,
  parents: list(hash, LIMITS.parents),
  timestampMs: u64,
  payloadRoot: hash,
  payloadBytes: u32,
  checkpointVote: optional(CheckpointVote),
  beaconReveal: optional(hash),
  ticketsRoot: hash,
  evidenceRoot: hash,
  version: u16,
})
export type BlockHeader = Infer<typeof BlockHeader>

/** A header with its author's signature (ML-DSA-65 by default): what gossip carries and light clients read. */
export const SignedHeader = struct({ header: BlockHeader, signature: byteList(4_627) })
export type SignedHeader = Infer<typeof SignedHeader>

/**
 * A whole block: header, signature, and canonical bytes of its signed transactions in order. Read in place: the transactions are views of
 * the bytes it was read from.
 */
export const Block = struct({
  header: BlockHeader,
  signature: byteList(4_627),
  payload: list(byteView(LIMITS.transactionBytes), LIMITS.blockTransactions),
})
export type Block = Infer<typeof Block>

const DOMAIN = new TextEncoder().encode('demiurge.block.1')

/** Merkle root over the header's fields, 32 bytes. */
export function signingRoot(header: BlockHeader, hasher?: MerkleHasher): Uint8Array {
  return merkleRoot(BlockHeader, header, hasher?.hashPairs)
}

/** The bytes an author signs: the domain `demiurge.block.1` and the signing root. */
export function blockMessage(root: Uint8Array): Uint8Array {
  const message = new Uint8Array(DOMAIN.length + root.length)
  message.set(DOMAIN)
  message.set(root, DOMAIN.length)
  return message
}

/** Identifier of a block, 0x hex: SHA3-256(signing root || signature). */
export function blockId(root: Uint8Array, signature: Uint8Array, hasher?: MerkleHasher): string {
  return toHex((hasher?.H ?? H)(root, signature))
}

/** Bytes that transactions take in a block: their own, and four for the offset of each (SSZ list). What `payloadBytes` in a header says. */
export function payloadBytes(payload: readonly Uint8Array[]): number {
  return payload.reduce((sum, { length }) => sum + length + 4, 0)
}

/** Root over a block's transactions: SSZ List of the SHA-256 of each one's bytes, so that a single one can be proved. */
export function payloadRoot(payload: readonly Uint8Array[], hasher: MerkleHasher): string {
  if (payload.length === 0) return ZERO_HASH
  const leaves = payload.map((bytes) => hasher.sha256(bytes))
  return toHex(hashListRoot(leaves, LIMITS.blockTransactions, hasher.hashPairs))
}

/**
 * Canonical bytes of a block in pieces, so that its transactions, which are nearly all of it, need not be copied: everything before
 * them, then each of them. A list's items follow the table of their offsets (SSZ), and it is the block's last field.
 */
export function encodeBlockInParts({ header, signature, payload }: Block): readonly Uint8Array[] {
  const before = encode(Block, { header, signature, payload: [] })
  const offsets = new DataView(new ArrayBuffer(4 * payload.length))
  let at = offsets.byteLength
  payload.forEach(({ length }, i) => {
    offsets.setUint32(4 * i, at, true)
    at += length
  })
  return [before, new Uint8Array(offsets.buffer), ...payload]
}

/** Canonical bytes of a block. */
export function encodeBlock(block: Block): Uint8Array {
  return encode(Block, block)
}
