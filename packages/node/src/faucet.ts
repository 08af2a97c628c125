import { ApiError } from '@demiurge/api'
import { encode } from '@demiurge/codec'
import type { Signer } from '@demiurge/crypto'
import { encodeTransaction, type Transaction, transactionId, transactionMessage } from '@demiurge/ledger'
import { balances, systemPort } from '@demiurge/modules'
import type { Chain } from './chain/chain.ts'
import type { Pool } from './pool/pool.ts'
import type { Submission } from './submission.ts'

/** The faucet's own lane, so that the development account's other transactions never wait for it. */
const LANE = 65_535
/** 1,000 DEM. */
const AMOUNT = 1_000_000_000_000n
/** One account is given coins at most this often. */
const PAUSE_MS = 10_000
const WINDOW_MS = 300_000

/** Gives development coins away: an ordinary transfer, signed by the development account. */
export class Faucet {
  readonly #signer: Signer
  readonly #chain: Chain
  readonly #pool: Pool
  readonly #submission: Submission
  readonly #nowMs: () => number
  readonly #given = new Map<string, number>()
  #turn: Promise<unknown> = Promise.resolve()

  constructor(options: {
    readonly signer: Signer
    readonly chain: Chain
    readonly pool: Pool
    readonly submission: Submission
    readonly nowMs: () => number
  }) {
    this.#signer = options.signer
    this.#chain = options.chain
    this.#pool = options.pool
    this.#submission = options.submission
    this.#nowMs = options.nowMs
  }

  /** Sends coins to an account. Rejects with ApiError `faucet.TooOften`. */
  async give(account: string): Promise<{ readonly transaction: string; readonly amount: bigint }> {
    const now = this.#nowMs()
    const waitMs = (this.#given.get(account) ?? -PAUSE_MS) + PAUSE_MS - now
    if (waitMs > 0)
      throw new ApiError(
        'faucet.TooOften',
        `this account was just given coins; ask again in ${Math.ceil(waitMs / 1_000)} s`,
        { status: 429 },
      )
    if (this.#given.size > 100_000) this.#given.clear()
    this.#given.set(account, now)
    // One after the other: each takes the lane's next nonce.
    const turn = this.#turn.then(() => this.#submission.submit(this.#transfer(account)))
    this.#turn = turn.catch(() => {})
    try {
      return { transaction: await turn, amount: AMOUNT }
    } catch (error) {
      this.#given.delete(account)
      throw error
    }
  }

  #transfer(to: string): Uint8Array {
    const { address, policy } = this.#signer
    const head = this.#chain.head.timestampMs
    const transaction: Transaction = {
      chainId: this.#chain.chainId,
      sender: address,
      lane: LANE,
      nonce: this.#pool.nonceAfter(address, LANE),
      validFrom: head < 60_000n ? 0n : head - 60_000n,
      validUntil: BigInt(this.#nowMs() + WINDOW_MS),
      anchor: this.#chain.anchor,
      tip: 0n,
      maxFee: 1_000_000_000n,
      payer: null,
      calls: [
        {
          method: 'balances.transfer',
          params: encode(balances.calls.transfer.params, { to, amount: AMOUNT }),
        },
      ],
    }
    const registered = systemPort.policyOf({ state: this.#chain.state }, address) !== undefined
    const signatures = [...this.#signer.sign(transactionMessage(transactionId(transaction)))]
    const authorization = { policy: registered ? null : policy, signatures }
    return encodeTransaction({ transaction, authorization, payerAuthorization: null })
  }
}
