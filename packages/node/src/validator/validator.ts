import { decode, encode, toHex } from '@demiurge/codec'
import {
  asVerifiedBlock,
  type ConsensusParams,
  type RecoveryPoint,
  type Status,
  type VerifiedBlock,
} from '@demiurge/consensus'
import { nativeHashes } from '@demiurge/crypto/native'
import { Block, type Checkpoint, type Committee } from '@demiurge/ledger'
import type { ValidatorKey } from '../chain/validator-key.ts'
import { ControlFrame, FRAME } from '../peers/frames.ts'
import type { Stages } from '../stages.ts'
import type { BlockLog } from './block-log.ts'
import { type CoreEvents, EpochCore, type Link } from './epoch-core.ts'
import type { Payloads } from './payloads.ts'

/** Where an epoch begins, or where in it a node goes on. */
export interface EpochStart {
  readonly committee: Committee
  /** The checkpoint that opens it. */
  readonly opening: Checkpoint
  /** Where consensus goes on; undefined at the beginning of the epoch. */
  readonly point: RecoveryPoint | undefined
  /** The newest executed checkpoint of the epoch when it has no certificate yet: it is voted for again. */
  readonly uncertified: Checkpoint | undefined
  /** Blocks of the epoch from the log; their payloads are in `payloads`. */
  readonly recovered: readonly Block[]
}

/** Somebody to send frames to; `id` is the SHA3-256 of the public key, 0x hex. */
export type SendFrame = (id: string, type: number, payload: Uint8Array) => boolean

/** What the validator is made of. */
export interface ValidatorOptions {
  readonly chainId: string
  readonly key: ValidatorKey
  readonly log: BlockLog
  readonly payloads: Payloads
  readonly stages: Stages
  readonly timing: (seats: number) => Partial<ConsensusParams>
  readonly events: CoreEvents
  readonly send: SendFrame
  readonly archived: (id: string) => Promise<Block | undefined>
}

/** Frames of the epoch after ours that are kept until we are there. */
const MOST_EARLY = 1_024

/**
 * Our part in the ordering of blocks, from epoch to epoch: each epoch has a core of its own, with the committee that the closing
 * checkpoint before it names. Without a seat there is no core: such a node follows certified commits.
 */
export class Validator {
  readonly #options: ValidatorOptions
  #core: EpochCore | undefined
  #committee: Committee | undefined
  /** Seats of the present committee by the id of their holder. */
  #seats = new Map<string, number>()
  #ids: readonly string[] = []
  #lastOwn: Block | undefined
  /** The newest block of each seat in the present epoch. */
  #latest = new Map<number, VerifiedBlock>()
  #early: { readonly from: string; readonly type: number; readonly payload: Uint8Array }[] = []

  constructor(options: ValidatorOptions) {
    this.#options = options
  }

  /** Our seat in the present committee, or null. */
  get seat(): number | null {
    return this.#core?.seat ?? null
  }

  get committee(): Committee | undefined {
    return this.#committee
  }

  /** Our newest block of any epoch. */
  get lastOwn(): Block | undefined {
    return this.#lastOwn
  }

  /** The block of the highest round that is known of a seat, whole. */
  async latestOf(epoch: bigint, seat: number): Promise<Block | undefined> {
    const block = epoch === this.#committee?.epoch ? this.#latest.get(seat) : undefined
    if (block === undefined) return undefined
    const { header, signature, id } = block
    if (header.payloadBytes === 0) return { header, signature, payload: [] }
    const { payloads, archived } = this.#options
    return payloads.has(id) ? { header, signature, payload: [...payloads.of(id).bytes] } : await archived(id)
  }

  /** Whether a core runs. */
  get isActive(): boolean {
    return this.#core !== undefined
  }

  /** Whether this is the holder of a seat. */
  seatOf(id: string): number | undefined {
    return this.#seats.get(id)
  }

  /** Knows who sits, and takes no part yet. */
  watch(committee: Committee): void {
    this.#committee = committee
    this.#ids = committee.seats.map(({ key }) => peerId(key))
    this.#seats = new Map(this.#ids.map((id, seat) => [id, seat]))
  }

  /** Takes part from here on, if the committee has a seat for us. */
  begin(start: EpochStart): void {
    this.stop()
    const { committee, uncertified } = start
    if (committee.epoch !== this.#committee?.epoch) this.#latest = new Map()
    this.watch(committee)
    for (const block of start.recovered) this.#noteRecovered(block, committee)
    if (committee.seats.some(({ account }) => account === this.#options.key.account)) {
      const { payloads } = this.#options
      const events: CoreEvents = {
        ...this.#options.events,
        onBlock: (block, own) => {
          const { header, signature } = block
          if (own) this.#lastOwn = { header, signature, payload: [...payloads.of(block.id).bytes] }
          if (block.round > (this.#latest.get(block.author)?.round ?? 0))
            this.#latest.set(block.author, block)
          this.#options.events.onBlock(block, own)
        },
      }
      const timing = this.#timing()
      const core = new EpochCore({ ...this.#options, ...start, events, timing, link: this.#link() })
      this.#core = core
      core.start()
      if (uncertified !== undefined) core.onExecuted(uncertified)
    }
    const early = this.#early
    this.#early = []
    for (const { from, type, payload } of early) this.onFrame(from, type, payload)
  }

  /** Takes a frame of type `block` or `control`. Throws CodecError or LedgerError on one that an honest node never sends. */
  onFrame(from: string, type: number, payload: Uint8Array): void {
    const epoch = this.#committee?.epoch
    if (epoch === undefined) return
    if (type === FRAME.control) {
      const frame = decode(ControlFrame, payload)
      const seat = this.#seats.get(from)
      const { message } = frame
      if (frame.epoch > epoch) this.#keep(from, type, payload)
      else if (frame.epoch === epoch && seat !== undefined && message.kind !== 'block')
        this.#core?.onControl(seat, message)
      return
    }
    const block = decode(Block, payload)
    if (block.header.epoch > epoch) this.#keep(from, type, payload)
    else if (block.header.epoch === epoch) this.#core?.onBlock(block, this.#seats.get(from) ?? null)
  }

  /** The connection to somebody is there. */
  onConnected(id: string): void {
    const seat = this.#seats.get(id)
    if (seat !== undefined) this.#core?.onConnected(seat)
  }

  wake(): void {
    this.#core?.wake()
  }

  /** A checkpoint was executed: the next block votes for it. */
  onExecuted(checkpoint: Checkpoint): void {
    if (checkpoint.epoch === this.#committee?.epoch) this.#core?.onExecuted(checkpoint)
  }

  /** Where the core stands, if there is one. */
  status(): Status | undefined {
    return this.#core?.status()
  }

  /** Makes no further block. */
  stop(): void {
    this.#core?.stop()
    this.#core = undefined
  }

  /** Blocks from the log are known as well. */
  #noteRecovered({ header, signature }: Block, committee: Committee): void {
    const { chainId } = this.#options
    const block = asVerifiedBlock({ header, signature }, { chainId, committee })
    if (block.round > (this.#latest.get(block.author)?.round ?? 0)) this.#latest.set(block.author, block)
  }

  #timing(): Partial<ConsensusParams> {
    return this.#options.timing(this.#ids.length)
  }

  #keep(from: string, type: number, payload: Uint8Array): void {
    if (this.#seats.has(from) && this.#early.length < MOST_EARLY)
      this.#early.push({ from, type, payload: payload.slice() })
  }

  #link(): Link {
    const { send } = this.#options
    const ids = this.#ids
    const to = (seat: number, type: number, bytes: Uint8Array): void => {
      const id = ids[seat]
      if (id !== undefined) send(id, type, bytes)
    }
    return {
      sendBlock: (seat, bytes) => to(seat, FRAME.block, bytes),
      sendControl: (seat, epoch, message) =>
        to(seat, FRAME.control, encode(ControlFrame, { epoch, message })),
    }
  }
}

const { digest } = nativeHashes['sha3-256']

/** How a node is called on the network: the SHA3-256 of its public key, 0x hex. */
export function peerId(publicKey: Uint8Array): string {
  return toHex(digest(publicKey))
}
