import { encode } from '@demiurge/codec'
import { type Anchor, transparency } from '@demiurge/modules'
import type { Logger } from 'pino'
import type { ProvenanceLog } from '../index/provenance-log.ts'
import type { OwnAccount } from '../own-account.ts'

/** Commits that each seat waits longer than the one before to post: the first one's anchor stands long before. */
export const TURN_COMMITS = 16n
/** The most that an anchor may cost us, sparks: ten thousand times what it costs at a price of 1,000. */
const MAX_FEE = 50_000_000n

/** What posting the log's head needs of the node. */
export interface AnchorerOptions {
  /** Commits from one anchor to the next at least; -1: nothing is posted. */
  readonly every: number
  readonly log: Pick<ProvenanceLog, 'origin' | 'size' | 'anchor' | 'head' | 'holds'>
  /** The latest head of the log that an account put on the chain, by the state. */
  readonly anchorBy: (account: string) => Anchor | undefined
  readonly account: string
  /** Sends with a lane of its own, so that what waits there is an anchor of ours. */
  readonly own: Pick<OwnAccount, 'submit' | 'isWaiting'>
  /** Who sits, in the order of seats; undefined while we take no part ourselves. */
  readonly seats: () => readonly string[] | undefined
  readonly logger: Logger
}

/**
 * Puts the head of the provenance log on the chain by itself, when the log has grown and the last anchor is old enough. All validators keep
 * the same log, so one anchor speaks for all: they take turns, which follow from the state. The lane's nonce is what makes an anchor
 * appear once: whatever a crash made us forget, the next one has the same nonce as one that is still on its way, and one of both counts.
 */
export class Anchorer {
  readonly #options: AnchorerOptions
  /** Where this node first saw entries that no anchor covers; undefined while there are none. */
  #grownAt: bigint | undefined
  /** No attempt before this height: one that was refused, or failed, is not repeated with every commit. */
  #notBefore = 0n
  #posted = 0
  #isRefused = false
  #isStopped = false
  /** From the decision until the pool has it: signatures are verified on other threads meanwhile. */
  #isPosting = false
  #work: Promise<void> = Promise.resolve()

  constructor(options: AnchorerOptions) {
    this.#options = options
  }

  /** Anchors that this node has posted since its start. */
  get posted(): number {
    return this.#posted
  }

  /** The archive, and the log with it, has gone on to this height: perhaps it is our turn. */
  onArchived(height: bigint): void {
    const { every, log, own } = this.#options
    const isCovered = BigInt(log.size) <= (log.anchor?.size ?? 0n)
    this.#grownAt = isCovered ? undefined : (this.#grownAt ?? height)
    if (every < 0 || isCovered || this.#isStopped || height < this.#notBefore) return
    if (this.#isPosting || own.isWaiting) return
    const seats = this.#options.seats()
    if (seats === undefined || !this.#isDue(height, seats)) return
    this.#notBefore = height + BigInt(every)
    this.#isPosting = true
    this.#work = this.#post()
  }

  /** Resolves when nothing is under way any more. */
  async close(): Promise<void> {
    this.#isStopped = true
    await this.#work
  }

  #isDue(height: bigint, seats: readonly string[]): boolean {
    const { every, log, anchorBy, account } = this.#options
    const seat = seats.indexOf(account)
    if (seat < 0) return false
    const size = BigInt(log.size)
    // The state may be ahead of the log, and knows anchors from before a snapshot; anybody can anchor what is false.
    const newest = seats
      .map(anchorBy)
      .reduce((most, each) => (isNewer(each, most) && log.holds(each) ? each : most), log.anchor)
    // Heads of one account only grow: behind what we ourselves once posted, right or wrong, nothing is taken.
    const most = anchorBy(account)?.size ?? 0n
    if (size <= (newest?.size ?? 0n) || size <= most) return false
    const last = newest?.height ?? 0n
    const turn = (BigInt(seat) + last) % BigInt(seats.length)
    const since = larger(last + BigInt(every), this.#grownAt ?? height)
    return height >= since + turn * TURN_COMMITS
  }

  async #post(): Promise<void> {
    const { log, own, logger } = this.#options
    const params = encode(transparency.calls.anchor.params, log.head)
    try {
      await own.submit([{ method: 'transparency.anchor', params }], MAX_FEE)
      this.#posted++
      this.#isRefused = false
    } catch (error) {
      // Once is enough: an account without coins stays as it is until somebody sends some.
      if (!this.#isRefused && !this.#isStopped)
        logger.warn({ err: error }, 'the head of the provenance log could not be put on the chain')
      this.#isRefused = true
    }
    this.#isPosting = false
  }
}

function isNewer(anchor: Anchor | undefined, than: Anchor | undefined): anchor is Anchor {
  return anchor !== undefined && (than === undefined || anchor.size > than.size)
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
