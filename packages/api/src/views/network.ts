import {
  address,
  bool,
  byteList,
  hash,
  type Infer,
  list,
  optional,
  struct,
  text,
  u8,
  u16,
  u32,
  u64,
  u128,
} from '@demiurge/codec'
import { Certificate } from '@demiurge/consensus'
import { Committee } from '@demiurge/ledger'

/**
 * How an epoch ended: the certificate of its closing checkpoint, and the committee that the checkpoint commits to. A chain of these
 * leads a light client from any committee that it trusts to the present one.
 */
export const EpochChange = struct({ certificate: Certificate, committee: Committee })
export type EpochChange = Infer<typeof EpochChange>

/** A validator. Amounts in sparks, shares in basis points; `weight` and `seat` are those of the present epoch. */
export const ValidatorView = struct({
  account: address,
  name: text(64),
  suite: u8,
  key: byteList(2_592),
  commissionBps: u16,
  stake: u128,
  /** The part of the stake that is the validator's own. */
  ownStake: u128,
  weight: u64,
  seat: optional(u16),
  /** `seated`, `waiting` (would take a seat), `out` (for downtime or an offence), `retired`. */
  status: text(16),
  /** The first epoch in which it may sit again; 0 when it was never out. */
  jailedUntil: u64,
  /** Blocks in the order, as a share of the epoch's rounds; null where nothing is counted. */
  uptimeBps: optional(u16),
  earned: u128,
  slashed: u128,
  /**
   * Whether the leader schedule lets it lead, and what became of its slots since the schedule last changed; null without a seat, and
   * at nodes that take no part in consensus.
   */
  leading: optional(struct({ leads: bool, committed: u32, skipped: u32 })),
})
export type ValidatorView = Infer<typeof ValidatorView>

/** The epoch that goes on. Times are Unix ms. */
export const EpochView = struct({
  number: u64,
  startedMs: u64,
  epochMs: u64,
  seed: hash,
  committee: Committee,
})
export type EpochView = Infer<typeof EpochView>

/**
 * A delay over a mix, as a validator has published it: what anybody needs to check it, side by side, and its signature over what it claims
 * (PROTOCOL section 6, TemporalProof).
 */
const PublishedDelay = struct({ publisher: address, ends: list(hash, 1_024), signature: byteList(4_627) })

/** The beacon. Where nothing is revealed yet `window` is null; `previous` is null where the present seed did not come from the beacon. */
export const BeaconView = struct({
  epoch: u64,
  /** How far the epoch is, in basis points; at 6,000 the mix is fixed. */
  progressBps: u32,
  /**
   * Links of the delay and steps of each; reveals are mixed from 6,000 - `revealBps` basis points of the epoch to 6,000. Null on a chain
   * without a beacon.
   */
  delay: optional(struct({ segments: u16, iterations: u32, revealBps: u16 })),
  /** `revealed`: seats. The mix is where the delay begins as soon as it is fixed. */
  window: optional(
    struct({ mix: hash, isFixed: bool, revealed: list(u16, 64), publication: optional(PublishedDelay) }),
  ),
  /** How the present seed came about. */
  previous: optional(struct({ mix: hash, publication: PublishedDelay })),
})
export type BeaconView = Infer<typeof BeaconView>

/** What an account has staked, and what is on its way back. */
export const StakeView = struct({
  delegations: list(struct({ validator: address, amount: u128 }), 1_024),
  unbondings: list(struct({ validator: address, amount: u128, readyMs: u64 }), 32),
})
export type StakeView = Infer<typeof StakeView>

/** A neighbour of the node. `id` is the SHA3-256 of its ML-DSA-65 key. */
export const PeerView = struct({
  id: hash,
  address: text(256),
  /** `in`: it has dialed us; `out`: we have dialed it. */
  direction: text(8),
  seat: optional(u16),
  /** Validator's name, where it has a seat. */
  name: optional(text(64)),
  height: optional(u64),
  certifiedHeight: optional(u64),
  roundTripMs: optional(u32),
  connectedMs: u64,
  bytesIn: u64,
  bytesOut: u64,
})
export type PeerView = Infer<typeof PeerView>

/** A neighbour of the public plane (libp2p). `node` is the SHA3-256 of its ML-DSA-65 key, which has signed its hello. */
export const PublicPeerView = struct({
  id: text(128),
  agent: text(64),
  address: text(256),
  direction: text(8),
  node: optional(hash),
  /** Points against it: 100 shut it out for a while. */
  points: u32,
  isRelayed: bool,
  height: optional(u64),
  certifiedHeight: optional(u64),
})
export type PublicPeerView = Infer<typeof PublicPeerView>

/** The public plane: where this node is reached, its neighbours, and those it does not let in for a while. */
export const PublicPlaneView = struct({
  id: text(128),
  addresses: list(text(256), 64),
  peers: list(PublicPeerView, 256),
  denied: list(struct({ id: text(128), untilMs: u64 }), 256),
})

/** A node's neighbours on the mesh, those it does not let in for a while, and the public plane where it is on. */
export const PeersView = struct({
  id: hash,
  address: text(256),
  peers: list(PeerView, 256),
  denied: list(struct({ id: hash, untilMs: u64 }), 256),
  publicPlane: optional(PublicPlaneView),
})
export type PeersView = Infer<typeof PeersView>

/** How far a node is. `target` is the newest certified height that it has heard of. */
export const SyncView = struct({
  /** `validator` (orders blocks), `follower` (follows certified commits). */
  role: text(16),
  isSyncing: bool,
  epoch: u64,
  height: u64,
  certifiedHeight: u64,
  target: u64,
  /** The round of the consensus core; null for a follower. */
  round: optional(u64),
  /** The highest round that somebody has a block of. */
  highestRound: optional(u64),
  peers: u16,
})
export type SyncView = Infer<typeof SyncView>

/** The leader slot of a round. */
export const LeaderSlot = struct({
  round: u64,
  author: u16,
  /** `committed`, `skipped`, or `open` as long as it is undecided. */
  decision: text(16),
  /** The commit that its leader made. */
  height: optional(u64),
})
export type LeaderSlot = Infer<typeof LeaderSlot>
