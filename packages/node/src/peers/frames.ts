import { byteList, type Infer, list, optional, struct, text, u8, u32, u64 } from '@demiurge/codec'
import { Message } from '@demiurge/consensus'
import { LIMITS } from '@demiurge/ledger'

/** Types of the frames that nodes send each other over the mesh. Each holds the canonical bytes of what it is named after. */
export const FRAME = {
  /** A whole `Block`. */
  block: 16,
  /** A `ControlFrame`. */
  control: 17,
  /** A `TransactionsFrame`. */
  transactions: 18,
  /** A `Certificate`. */
  certificate: 19,
  request: 20,
  item: 21,
  end: 22,
  cancel: 23,
  /** A `PeerStatus`. */
  status: 24,
} as const

/** What consensus cores say to each other beside blocks; meant for the core of one epoch. */
export const ControlFrame = struct({ epoch: u64, message: Message })
export type ControlFrame = Infer<typeof ControlFrame>

/** Transactions on their way to those who make blocks: canonical bytes of each. */
export const TransactionsFrame = list(byteList(LIMITS.transactionBytes), 4_096)

/** Where a node stands; told to neighbours, who hold nothing against it before they have seen certificates. */
export const PeerStatus = struct({
  epoch: u64,
  /** Executed and on disk. */
  height: u64,
  /** The newest checkpoint with a certificate. */
  certified: u64,
  /** The lowest commit that can be had from this node. */
  oldest: u64,
})
export type PeerStatus = Infer<typeof PeerStatus>

/** A question that is answered by any number of items and an end. `id` is the asker's. */
export const RequestFrame = struct({ id: u32, protocol: text(64), body: byteList(65_536) })
/** One item of an answer. */
export const ItemFrame = struct({ id: u32, body: byteList(9_437_184 - 64) })
/** The end of an answer, with the reason when it is not whole. */
export const EndFrame = struct({ id: u32, error: optional(text(512)) })
/** The asker has enough. */
export const CancelFrame = struct({ id: u32, reason: u8 })
