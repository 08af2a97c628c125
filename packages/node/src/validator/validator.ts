import {
  asVerifiedBlock,
  type Certificate,
  type Committee,
  type Consensus,
  type ConsensusParams,
  createConsensus,
  defaultParams,
  type Env,
  type RecoveryPoint,
  type Status,
  type VerifiedBlock,
} from '@demiurge/consensus'
import { merkleHasher, nativeSuites } from '@demiurge/crypto/native'
import {
  type Block,
  type Checkpoint,
  type Commit,
  LIMITS,
  payloadBytes,
  payloadRoot,
  type VerifiedTransaction,
} from '@demiurge/ledger'
import type { PreparedCalls } from '@demiurge/runtime'
import type { ValidatorKey } from '../chain/validator-key.ts'
import type { BlockLog } from './block-log.ts'

type Transaction = VerifiedTransaction<PreparedCalls>

/** What the validator asks of the rest of the node. */
export interface ValidatorEvents {
  /** Transactions for the next block. */
  take(limits: { bytes: number; weight: number; count: number }): readonly Transaction[]
  /** Whether somebody waits for rounds to go on: transactions, certificates, proofs. */
  wantsToHurry(): boolean
  onBlock(block: VerifiedBlock, transactions: readonly Transaction[]): void
  onCommit(
    commit: Commit,
    blocks: readonly { block: VerifiedBlock; transactions: readonly Transaction[] }[],
    point: RecoveryPoint,
  ): void
  onCertificate(certificate: Certificate): void
  /** Transactions of blocks that never enter the order. */
  onDropped(transactions: readonly Transaction[]): void
  /** Something happened that must not: the node has to stop before it signs anything else. */
  onFailure(error: unknown): void
}

/** What the validator starts from. */
export interface ValidatorOptions {
  readonly chainId: string
  readonly genesisDigest: string
  readonly committee: Committee
  readonly key: ValidatorKey
  readonly log: BlockLog
  /** Blocks read back from the log, with their transactions verified again by form (their signatures were checked before they were written). */
  readonly recovered: readonly { readonly block: Block; readonly transactions: readonly Transaction[] }[]
  readonly point: RecoveryPoint | undefined
  /** The newest executed checkpoint when it has no certificate yet: it is voted for again. */
  readonly uncertified: Checkpoint | undefined
  readonly timing: Partial<ConsensusParams>
  readonly events: ValidatorEvents
}

/**
 * The consensus core in the real world: its clock, timers, disk and key. A committee of one is a committee: rounds, votes, commits and
 * certificates go the same way as with many.
 */
export class Validator {
  readonly seat: number | null
  readonly #consensus: Consensus
  readonly #options: ValidatorOptions
  readonly #timers = new Set<NodeJS.Timeout>()
  /** Transactions of blocks that are not in the order yet, by block id. */
  readonly #payloads = new Map<string, readonly Transaction[]>()
  /** Transactions that the next own block will carry, between `payload` and `persist`. */
  #next: readonly Transaction[] = []
  #stopped = false
  #waking = false

  constructor(options: ValidatorOptions) {
    this.#options = options
    const { committee, chainId, genesisDigest, key, point, timing } = options
    const seat = committee.seats.findIndex(({ account }) => account === key.account)
    this.seat = seat < 0 ? null : seat
    const context = { chainId, committee, hasher: merkleHasher }
    const blocks = options.recovered.map(({ block, transactions }) => {
      const verified = asVerifiedBlock({ header: block.header, signature: block.signature }, context)
      this.#payloads.set(verified.id, transactions)
      return verified
    })
    const own = blocks.filter(({ author }) => author === this.seat).sort((x, y) => x.round - y.round)
    this.#consensus = createConsensus({
      committee,
      seat: this.seat,
      chainId,
      genesisDigest,
      params: { ...defaultParams(committee.seats.length), ...timing },
      env: this.#env(),
      hasher: merkleHasher,
      recovered: { blocks, lastOwn: own.at(-1) ?? null, point: point ?? null },
    })
  }

  /** Begins to make blocks. Commits that were decided but not executed before the last stop come first, at once. */
  start(): void {
    this.#guard(() => {
      this.#consensus.start()
      const { uncertified } = this.#options
      if (uncertified !== undefined) this.#consensus.onExecuted(uncertified)
    })
  }

  /** Somebody waits: an idle validator wakes. Many calls in one turn of the event loop wake it once. */
  wake(): void {
    if (this.#waking) return
    this.#waking = true
    setImmediate(() => {
      this.#waking = false
      this.#guard(() => this.#consensus.onPayloadWaiting())
    })
  }

  /** A checkpoint was executed: the next block votes for it. */
  onExecuted(checkpoint: Checkpoint): void {
    this.#consensus.onExecuted(checkpoint)
  }

  /** Where the core stands. */
  status(): Status {
    return this.#consensus.status()
  }

  /** Makes no further block. */
  stop(): void {
    this.#stopped = true
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
  }

  #env(): Env {
    const { events, log, key } = this.#options
    const suite = nativeSuites.get(key.keyPair.suite)
    return {
      // A clock that is set back must not hold up the pace: the time of the start, and a timer that only goes forward.
      now: () => Math.floor(performance.timeOrigin + performance.now()),
      // Other seats are reached by the network package, which sends a block only once the log says that it is durable.
      send: () => {},
      setTimer: (timer, delayMs) => {
        const handle = setTimeout(() => {
          this.#timers.delete(handle)
          this.#guard(() => this.#consensus.onTimer(timer))
        }, delayMs)
        this.#timers.add(handle)
      },
      persist: (block, own) => {
        const transactions = own ? this.#next : (this.#payloads.get(block.id) ?? [])
        if (own) this.#next = []
        this.#payloads.set(block.id, transactions)
        const { header, signature } = block
        log.append({ header, signature, payload: transactions.map(({ bytes }) => bytes) })
        events.onBlock(block, transactions)
      },
      sign: (message) => suite.sign(message, key.keyPair),
      payload: (maxBytes) => {
        this.#next = events.take({
          bytes: maxBytes,
          weight: LIMITS.commitWeight,
          count: LIMITS.blockTransactions,
        })
        const payload = this.#next.map(({ bytes }) => bytes)
        return { root: payloadRoot(payload, merkleHasher), bytes: payloadBytes(payload) }
      },
      wantsToHurry: () => events.wantsToHurry(),
      commit: (commit, blocks, point) => {
        const ordered = blocks.map((block) => ({ block, transactions: this.#payloads.get(block.id) ?? [] }))
        for (const { id } of blocks) this.#payloads.delete(id)
        events.onCommit(commit, ordered, point)
      },
      dropped: (blocks) => {
        const transactions = blocks.flatMap(({ id }) => this.#payloads.get(id) ?? [])
        for (const { id } of blocks) this.#payloads.delete(id)
        events.onDropped(transactions)
      },
      certified: (certificate) => events.onCertificate(certificate),
      evidence: () => {},
      refused: () => {},
      answerFromArchive: () => {},
    }
  }

  /** An exception out of the core leaves it unusable; nothing more is signed after one. */
  #guard(action: () => void): void {
    if (this.#stopped) return
    try {
      action()
    } catch (error) {
      this.stop()
      this.#options.events.onFailure(error)
    }
  }
}
