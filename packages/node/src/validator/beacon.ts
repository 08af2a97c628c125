import { encode, fromHex, toHex } from '@demiurge/codec'
import { computeDelay, findFalseLink, nativeSuites } from '@demiurge/crypto/native'
import { delayOf, type TransactionCall, temporalMessage, verifyTemporalProof } from '@demiurge/ledger'
import { stakingPort, temporal, temporalPort } from '@demiurge/modules'
import type { Logger } from 'pino'
import type { Chain } from '../chain/chain.ts'
import type { ValidatorKey } from '../chain/validator-key.ts'
import type { OwnAccount } from '../own-account.ts'
import { CHAIN_LENGTH, RevealChain } from './reveal-chain.ts'

/** How long each seat waits longer than the one before to publish: the first one is mostly enough. */
const TURN_MS = 2_000
/** A chain with less than this left is followed by a new one. */
const RENEW_BELOW = CHAIN_LENGTH / 10
/**
 * The most that a dispute may cost us, sparks: a thousand times what it costs at a price of 1,000. Whoever publishes a false delay could fill commits
 * and so raise the price until nobody pays it; this makes that dear.
 */
const DISPUTE_MAX_FEE = 100_000_000_000n
/** Chains of ours that are looked through for the link in the state. */
const MOST_GENERATIONS = 64

type Window = NonNullable<ReturnType<typeof temporalPort.windowOf>>

/** What the beacon needs of the node. */
export interface BeaconOptions {
  readonly chain: Pick<Chain, 'state' | 'head'>
  /** Our validator's: its hash chains follow from the seed, and its key pair signs what it publishes. */
  readonly key: Pick<ValidatorKey, 'account' | 'seed' | 'keyPair'>
  readonly own: Pick<OwnAccount, 'submit'>
  /** Our seat in the present committee, or null. */
  readonly seat: () => number | null
  readonly nowMs: () => number
  readonly logger: Logger
}

/** A validator's part in the beacon: it reveals, computes the delay in its turn, checks what others publish, renews its chain. */
export class Beacon {
  readonly #options: BeaconOptions
  readonly #stop = new AbortController()
  #links: RevealChain | undefined
  /** When the mix of an epoch was first seen to be fixed. */
  #fixed: { readonly epoch: bigint; readonly atMs: number } | undefined
  /** What we have done or looked at: publications and checks by epoch and publisher, new chains by epoch. */
  readonly #done = new Set<string>()
  #work: Promise<void> = Promise.resolve()

  constructor(options: BeaconOptions) {
    this.#options = options
  }

  /** What our next block reveals, or null: in its time the next link, in every block until one of them has got into the order. */
  reveal(): string | null {
    const { chain, key, nowMs, seat } = this.#options
    const ours = seat()
    if (ours === null || !this.#isWanted()) return null
    if (!temporalPort.isRevealTime(chain, BigInt(nowMs()))) return null
    const present = temporalPort.windowOf(chain)
    if (present !== undefined && temporalPort.hasRevealed(present, ours)) return null
    const link = temporalPort.nextLinkOf(chain, key.account)
    return link === undefined ? null : (this.#after(link)?.preimage ?? null)
  }

  /** The state has moved on: perhaps there is something for us to do. */
  onArchived(): void {
    const seat = this.#options.seat()
    if (seat === null || !this.#isWanted() || this.#stop.signal.aborted) return
    this.#renewIfNeeded()
    const present = temporalPort.windowOf(this.#options.chain)
    if (present?.isFixed !== true) return
    if (present.publication === null) this.#publishInTurn(present, seat)
    else this.#check(present, present.publication)
  }

  /** Resolves when nothing is under way any more. */
  async close(): Promise<void> {
    this.#stop.abort()
    await this.#work
  }

  /** Alone, or on a chain without a beacon, there is nothing to do. */
  #isWanted(): boolean {
    const { chain } = this.#options
    const { committee } = stakingPort.epochOf(chain)
    return committee.seats.length > 1 && temporalPort.parametersOf(chain) !== undefined
  }

  #after(link: string): ReturnType<RevealChain['after']> {
    const found = this.#links?.after(link)
    if (found !== undefined) return found
    for (let generation = 0; generation < MOST_GENERATIONS; generation++) {
      const links = new RevealChain(this.#options.key.seed, generation)
      const after = links.after(link)
      if (after === undefined) continue
      this.#links = links
      return after
    }
    return undefined
  }

  #renewIfNeeded(): void {
    const { chain } = this.#options
    const { account, seed } = this.#options.key
    const { number } = stakingPort.epochOf(chain)
    const key = `renew/${number}`
    if (this.#done.has(key)) return
    this.#done.add(key)
    const link = temporalPort.nextLinkOf(chain, account)
    const left = link === undefined ? 0 : (this.#after(link)?.left ?? 0)
    if (left >= RENEW_BELOW || temporalPort.hasNextChain(chain, account)) return
    const { tip } = new RevealChain(seed, link === undefined ? 0 : (this.#links?.generation ?? -1) + 1)
    this.#do(async () => {
      await this.#send({ method: 'temporal.commit', params: encode(temporal.calls.commit.params, { tip }) })
    })
  }

  #publishInTurn({ epoch, mix, published }: Window, seat: number): void {
    const { chain, key: own, nowMs } = this.#options
    if (this.#fixed?.epoch !== epoch) this.#fixed = { epoch, atMs: nowMs() }
    const { committee } = stakingPort.epochOf(chain)
    const turn = (seat + Number(epoch % 1_024n)) % committee.seats.length
    const hasTried = ((published >> BigInt(seat)) & 1n) === 1n
    const isLate = temporalPort.progressOf(chain, chain.head.timestampMs) >= temporalPort.PUBLISH_UNTIL
    const key = `publish/${epoch}`
    if (hasTried || isLate || this.#done.has(key) || nowMs() < this.#fixed.atMs + turn * TURN_MS) return
    this.#done.add(key)
    this.#do(async () => {
      const ends = await computeDelay(this.#delay(epoch, mix), this.#stop.signal)
      // Somebody else may have been as fast.
      if (temporalPort.windowOf(chain)?.publication !== null) return
      const claim = temporalPort.claimOf(chain, { epoch, mix }, ends.map(toHex))
      const signature = nativeSuites.get(own.keyPair.suite).sign(temporalMessage(claim), own.keyPair)
      const params = { epoch, ends: ends.map(toHex), signature }
      await this.#send({ method: 'temporal.publish', params: encode(temporal.calls.publish.params, params) })
    })
  }

  #check({ epoch, mix }: Window, publication: NonNullable<Window['publication']>): void {
    const { publisher, ends, signature } = publication
    const { chain, key: own, logger } = this.#options
    const key = `check/${epoch}/${publisher}`
    if (publisher === own.account || this.#done.has(key)) return
    this.#done.add(key)
    this.#do(async () => {
      const { seats } = stakingPort.epochOf(chain).committee
      const key = seats.find((each) => each.account === publisher)
      const claim = temporalPort.claimOf(chain, { epoch, mix }, ends)
      if (key !== undefined) verifyTemporalProof({ ...claim, signature }, key, nativeSuites)
      const link = await findFalseLink(delayOf(claim, ends), ends.map(fromHex))
      if (link === undefined) return
      // Somebody else may have been as fast, and a dispute has its price.
      if (temporalPort.windowOf(chain)?.publication?.publisher !== publisher) return
      logger.warn({ publisher, epoch, link }, 'a validator has published a false delay')
      const params = encode(temporal.calls.dispute.params, { epoch, link })
      await this.#send({ method: 'temporal.dispute', params }, DISPUTE_MAX_FEE)
    })
  }

  #delay(window: bigint, mix: string) {
    const rules = temporalPort.parametersOf(this.#options.chain)
    if (rules === undefined) throw new Error('the chain has no beacon')
    return { start: fromHex(mix), window, ...rules }
  }

  async #send(call: TransactionCall, maxFee?: bigint): Promise<void> {
    if (!this.#stop.signal.aborted) await this.#options.own.submit([call], maxFee)
  }

  /** One thing after the other: a delay keeps a processor busy. */
  #do(task: () => Promise<void>): void {
    this.#work = this.#work.then(task).catch((error: unknown) => {
      if (!this.#stop.signal.aborted)
        this.#options.logger.warn({ err: error }, 'our part in the beacon could not be done')
    })
    // Epochs go by: what was done in old ones need not be remembered.
    if (this.#done.size > 1_024) this.#done.clear()
  }
}
