import { address, hash, type Infer, list, optional, struct, text, u8, u32, u64, u128 } from '@demiurge/codec'
import { stateMap } from '@demiurge/runtime'
import { MetadataUri } from './state.ts'

/** Phases that a drop can have. */
export const MAX_PHASES = 16
/** Pieces that one claim can take. */
export const MAX_CLAIM = 100
/** Pieces that one reveal can show: as many as fit a transaction of 131,072 bytes at 168 bytes each, with ML-DSA-65 keys and signature beside them. */
export const MAX_REVEAL = 600

/** An account on an allowlist, and how many pieces it may claim: a leaf of the list's tree is these 36 bytes. */
export const Allowance = struct({ account: address, allowance: u32 })
export type Allowance = Infer<typeof Allowance>

/** Who may claim: the root of the Merkle tree (RFC 9162 2.1, SHA-256) over `size` allowances. `uri` is where the whole list lies, or empty. */
export const Allowlist = struct({ root: hash, size: u32, uri: MetadataUri })
export type Allowlist = Infer<typeof Allowlist>

/**
 * A time of a sale and its terms: from `startMs` until before `endMs` (commit time, Unix ms) a piece costs `price` sparks. An account
 * takes at most `perAccount`, all together at most `supply`; null is no limit. Without an allowlist anybody may claim.
 */
export const Phase = struct({
  name: text(32),
  startMs: u64,
  endMs: u64,
  price: u128,
  perAccount: optional(u32),
  supply: optional(u32),
  allowlist: optional(Allowlist),
})
export type Phase = Infer<typeof Phase>

/**
 * What a creator committed to before the first claim. `provenance` is the Merkle root over all `pieces` (their content and metadata hashes
 * in the creator's order), the placeholder is every item's metadata until it is revealed. After `revealByMs` (Unix ms) anybody may reveal.
 */
export const Drop = struct({
  provenance: hash,
  pieces: u32,
  placeholderUri: MetadataUri,
  placeholderHash: hash,
  revealByMs: u64,
  phases: list(Phase, MAX_PHASES),
})
export type Drop = Infer<typeof Drop>

/**
 * How far a drop is: pieces claimed, by phase and together, and revealed; sparks that were paid to the creator. `drawEpoch` is null while
 * the sale goes on, then the epoch whose seed decides which item is which piece.
 */
export const Sale = struct({
  sold: u32,
  revealed: u32,
  byPhase: list(u32, MAX_PHASES),
  proceeds: u128,
  drawEpoch: optional(u64),
})
export type Sale = Infer<typeof Sale>

const ClaimsKey = struct({ collection: hash, phase: u8, account: address })

export const drops = stateMap('nft/drops', hash, Drop)
export const sales = stateMap('nft/sales', hash, Sale)
/** Pieces that an account has claimed in one phase of a collection's drop. */
export const claims = stateMap('nft/claims', ClaimsKey, u32)
/** Seeds of epochs that drops wait for: null until the epoch has begun, then kept for ever, so that anybody can draw again. */
export const draws = stateMap('nft/draws', u64, optional(hash))
