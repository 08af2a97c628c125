import {
  asVerifiedBlock,
  type Certificate,
  type Consensus,
  type ConsensusParams,
  type ControlMessage,
  createConsensus,
  defaultParams,
  type Env,
  type Message,
  type RecoveryPoint,
  readHeader,
  type Status,
  type VerifiedBlock,
} from '@demiurge/consensus'
import { merkleHasher, nativeSuites } from '@demiurge/crypto/native'
import {
  type Block,
  type Checkpoint,
  type Commit,
  type Committee,
  type Evidence,
  encodeBlock,
  type HeaderContext,
  LedgerError,
  LIMITS,
  payloadBytes,
  payloadRoot,
  type VerifiedTransaction,
  ZERO_HASH,
} from '@demiurge/ledger'
import type { ValidatorKey } from '../chain/validator-key.ts'
import type { Stages } from '../stages.ts'
import type { BlockLog } from './block-log.ts'
import type { Payloads } from './payloads.ts'

type Transaction = VerifiedTransaction

/** What a core asks of the rest of the node. */
export interface CoreEvents {
  /** Transactions for the next block. */
  take(limits: { bytes: number; weight: number; count: number }): readonly Transaction[]
  /** Whether somebody waits for rounds to go on: transactions, certificates, proofs. */
  wantsToHurry(): boolean
  /** What the next block reveals to the beacon. */
  reveal(): string | null
  /** A block entered the DAG; its payload is in `Payloads`. */
  onBlock(block: VerifiedBlock, own: boolean): void
  onCommit(commit: Commit, blocks: readonly VerifiedBlock[], point: RecoveryPoint): void
  onCertificate(certificate: Certificate): void
  /** Blocks that never enter the order. */
  onDropped(blocks: readonly VerifiedBlock[]): void
  /** An author has broken the rules, provably. */
  onEvidence(evidence: Evidence): void
  /** Something happened that must not: the node has to stop before it signs anything else. */
  onFailure(error: unknown): void
}

/** The way to the holders of the other seats. What cannot be sent is lost: the core asks again. */
export interface Link {
  sendBlock(seat: number, bytes: Uint8Array): void
  sendControl(seat: number, epoch: bigint, message: ControlMessage): void
}

/** What a core starts from. */
export interface CoreOptions {
  readonly chainId: string
  readonly committee: Committee
  readonly opening: Checkpoint
  readonly key: ValidatorKey
  readonly log: BlockLog
  readonly payloads: Payloads
  readonly stages: Stages
  /** Blocks of this epoch from the log; their payloads are in `payloads`. */
  readonly recovered: readonly Block[]
  readonly point: RecoveryPoint | undefined
  readonly timing: Partial<ConsensusParams>
  readonly events: CoreEvents
  readonly link: Link
  /** A block that is executed and archived already, whole. */
  readonly archived: (id: string) => Promise<Block | undefined>
}

/**
 * The consensus core of one epoch in the real world: its clock, timers, disk, key and peers. A committee of one is a committee: rounds,
 * votes, commits and certificates go the same way as with many.
 */
export class EpochCore {
  readonly seat: number | null
  readonly committee: Committee
  readonly #consensus: Consensus
  readonly #options: CoreOptions
  readonly #context: HeaderContext
  readonly #timers = new Set<NodeJS.Timeout>()
  /** Transactions that the next own block will carry, between `payload` and `persist`. */
  #next: readonly Transaction[] = []
  /** Our newest block as it travels. */
  #encoded: { readonly id: string; readonly bytes: Uint8Array } | undefined
  #stopped = false
  #waking = false

  constructor(options: CoreOptions) {
    this.#options = options
    const { committee, chainId, opening, key, point, timing, recovered } = options
    this.committee = committee
    const seat = committee.seats.findIndex((each) => each.account === key.account)
    this.seat = seat < 0 ? null : seat
    this.#context = { chainId, committee, hasher: merkleHasher }
    const blocks = recovered.map(({ header, signature }) =>
      asVerifiedBlock({ header, signature }, this.#context),
    )
    const own = blocks.filter(({ author }) => author === this.seat).sort((x, y) => x.round - y.round)
    this.#consensus = createConsensus({
      committee,
      seat: this.seat,
      chainId,
      opening,
      params: { ...defaultParams(committee.seats.length), ...timing },
      env: this.#env(),
      hasher: merkleHasher,
      recovered: { blocks, lastOwn: own.at(-1) ?? null, point: point ?? null },
    })
  }

  /** Begins to make blocks. Commits that were decided but not executed before the last stop come first, at once. */
  start(): void {
    this.#guard(() => this.#consensus.start())
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

  /** A checkpoint of this epoch was executed: the next block votes for it. */
  onExecuted(checkpoint: Checkpoint): void {
    this.#guard(() => this.#consensus.onExecuted(checkpoint))
  }

  /** The connection to a seat is there. */
  onConnected(seat: number): void {
    this.#guard(() => this.#consensus.onConnected(seat))
  }

  /** A message from the holder of a seat. */
  onControl(seat: number, message: ControlMessage): void {
    this.#guard(() => this.#consensus.onMessage(seat, message))
  }

  /** Takes a block that somebody sent; `from` is the sender's seat. Throws LedgerError when it breaks a rule of its own form. */
  onBlock(block: Block, from: number | null): void {
    if (this.#stopped) return
    const { header, signature, payload } = block
    const signed = { header, signature }
    const read = readHeader(signed, this.#context)
    if (this.#consensus.isKnown(read.id)) return
    checkPayload(block)
    const verified = this.#options.stages.run('order', 1, () => read.verify(nativeSuites))
    const { payloads } = this.#options
    payloads.add(verified, payload)
    this.#guard(() => {
      this.#consensus.onBlock(verified, from)
      // What the core did not take, it will ask for when it needs it.
      if (!this.#consensus.isKnown(verified.id)) payloads.delete(verified.id)
    })
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
    const { events, log, key, payloads, stages } = this.#options
    const suite = nativeSuites.get(key.keyPair.suite)
    return {
      // A clock that is set back must not hold up the pace: the time of the start, and a timer that only goes forward.
      now: () => Math.floor(performance.timeOrigin + performance.now()),
      send: (to, message) => this.#send(to, message),
      setTimer: (timer, delayMs) => {
        const handle = setTimeout(() => {
          this.#timers.delete(handle)
          this.#guard(() => this.#consensus.onTimer(timer))
        }, delayMs)
        this.#timers.add(handle)
      },
      persist: (block, own) => {
        if (own) {
          payloads.addOwn(block, this.#next)
          this.#next = []
        }
        const { header, signature } = block
        log.append({ header, signature, payload: payloads.of(block.id).bytes as Uint8Array[] })
        events.onBlock(block, own)
      },
      sign: (message) => stages.run('order', 1, () => suite.sign(message, key.keyPair)),
      payload: (maxBytes) => {
        this.#next = events.take({
          bytes: maxBytes,
          weight: LIMITS.commitWeight,
          count: LIMITS.blockTransactions,
        })
        const payload = this.#next.map(({ bytes }) => bytes)
        return { root: payloadRoot(payload, merkleHasher), bytes: payloadBytes(payload) }
      },
      reveal: () => events.reveal(),
      wantsToHurry: () => events.wantsToHurry(),
      commit: (commit, blocks, point) => events.onCommit(commit, blocks, point),
      dropped: (blocks) => events.onDropped(blocks),
      certified: (certificate) => events.onCertificate(certificate),
      evidence: (evidence) => events.onEvidence(evidence),
      refused: () => {},
      // Whoever is that far behind catches up by certified commits.
      answerFromArchive: () => {},
    }
  }

  #send(to: number, message: Message): void {
    const { link, log, committee } = this.#options
    if (message.kind !== 'block') {
      link.sendControl(to, committee.epoch, message)
      return
    }
    const block = message.value as VerifiedBlock
    // Nobody may hear of a block of ours that a crash could take back: a second one for its round would convict us.
    const ready = block.author === this.seat ? log.durable() : undefined
    const send = async (): Promise<void> => {
      await ready
      const bytes = await this.#bytesOf(block)
      if (bytes !== undefined && !this.#stopped) link.sendBlock(to, bytes)
    }
    send().catch((error: unknown) => this.#options.events.onFailure(error))
  }

  async #bytesOf(block: VerifiedBlock): Promise<Uint8Array | undefined> {
    if (this.#encoded?.id === block.id) return this.#encoded.bytes
    const { header, signature } = block
    const { payloads, archived } = this.#options
    const isHere = header.payloadRoot === ZERO_HASH || payloads.has(block.id)
    const whole = isHere
      ? { header, signature, payload: payloads.of(block.id).bytes as Uint8Array[] }
      : await archived(block.id)
    if (whole === undefined) return undefined
    const bytes = encodeBlock(whole)
    if (block.author === this.seat) this.#encoded = { id: block.id, bytes }
    return bytes
  }

  /** An exception out of the core leaves it unusable; nothing more is signed after one. */
  #guard(action: () => void): void {
    if (this.#stopped) return
    try {
      this.#options.stages.run('order', 0, action)
    } catch (error) {
      this.stop()
      this.#options.events.onFailure(error)
    }
  }
}

/** Throws LedgerError `block.BadPayload` unless the transactions are those that the header names. */
function checkPayload({ header, payload }: Block): void {
  const bytes = payloadBytes(payload)
  if (bytes !== header.payloadBytes || payloadRoot(payload, merkleHasher) !== header.payloadRoot)
    throw new LedgerError(
      'block.BadPayload',
      `the payload has ${bytes} bytes and is not the one of ${header.payloadBytes} bytes with root ${header.payloadRoot}`,
    )
}
