import type { Commit, Evidence } from '@demiurge/ledger'
import type { Certificate } from './certificate.ts'
import type { CommitPath } from './commit-rule.ts'
import type { ConsensusError } from './error.ts'
import type { RecoveryPoint } from './linearise.ts'
import type { Message, PullMessage } from './message.ts'
import type { VerifiedBlock } from './verified-block.ts'

/** What the core wants to be told later; handed back unchanged to `onTimer`. A timer that comes too late or twice does no harm. */
export type Timer =
  | { readonly kind: 'pace' }
  | { readonly kind: 'pull' }
  | { readonly kind: 'catchUp' }
  | { readonly kind: 'resend'; readonly round: number }
  | { readonly kind: 'early'; readonly block: VerifiedBlock; readonly from: number }

/** What a new block carries: root and length of the transactions, which the caller keeps. 32 zero bytes and 0 for none. */
export interface Payload {
  readonly root: string
  readonly bytes: number
}

/**
 * The world of the core: the only way in which it acts. All calls are synchronous; an exception out of any of them leaves the core
 * unusable (restart it from disk). The core may be called back from inside.
 */
export interface Env {
  /** Unix ms. Must not go backwards while the process lives. */
  now(): number
  /** Sends to the holder of a seat; may lose, delay, repeat. With a `block` its payload travels along. */
  send(to: number, message: Message): void
  setTimer(timer: Timer, delayMs: number): void
  /**
   * Writes a block to disk. One of our own must be durable when this returns, and with it all blocks written before: it is sent next,
   * must never be signed twice, and is worth nothing without its history, which perhaps nobody else can give back.
   */
  persist(block: VerifiedBlock, own: boolean): void
  /** Signs with the seat's key. */
  sign(message: Uint8Array): Uint8Array
  /** What our next block carries, at most `maxBytes`. Called once for each block made; what is handed out counts as sent. */
  payload(maxBytes: number): Payload
  /** The preimage that our next block reveals to the beacon, 0x hex; null or left out: none. Asked once for each block made. */
  reveal?(): string | null
  /** Whether somebody waits: for a transaction to get in or to become certified, or for a checkpoint. */
  wantsToHurry(): boolean
  /** The next commit, in order, each exactly once after the recovery point. `point` belongs on disk with the state it leads to. */
  commit(commit: Commit, blocks: readonly VerifiedBlock[], point: RecoveryPoint, how: CommitPath): void
  /** Blocks that never enter the order: their transactions may return to the pool. */
  dropped(blocks: readonly VerifiedBlock[]): void
  /** A checkpoint has its certificate. After a restart the same one may come again. */
  certified(certificate: Certificate): void
  /** Proof that an author broke the rules; once for each offence. */
  evidence(evidence: Evidence): void
  /** A signed block broke a rule that its history shows; `from` is the seat that sent it. */
  refused(block: VerifiedBlock, error: ConsensusError): void
  /** A peer asks for blocks that memory no longer holds: answer from disk with `block` messages, lowest round first, or not at all. */
  answerFromArchive(to: number, request: PullMessage): void
}
