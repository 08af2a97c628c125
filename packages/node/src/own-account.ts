import type { Signer } from '@demiurge/crypto'
import {
  encodeTransaction,
  type Transaction,
  type TransactionCall,
  transactionId,
  transactionMessage,
} from '@demiurge/ledger'
import { systemPort } from '@demiurge/modules'
import type { Chain } from './chain/chain.ts'
import type { Pool } from './pool/pool.ts'
import type { Submission } from './submission.ts'

const WINDOW_MS = 300_000
const MAX_FEE = 1_000_000_000n

/** What an account of the node's own needs to send transactions. */
export interface OwnAccountOptions {
  readonly signer: Signer
  /** A lane that nobody else uses for this account. */
  readonly lane: number
  readonly chain: Chain
  readonly pool: Pool
  readonly submission: Submission
  readonly nowMs: () => number
}

/** An account that the node itself signs for: its validator's, or the faucet's. One transaction after the other. */
export class OwnAccount {
  readonly #options: OwnAccountOptions
  #turn: Promise<unknown> = Promise.resolve()

  constructor(options: OwnAccountOptions) {
    this.#options = options
  }

  /** Signs and submits, for at most `maxFee` sparks; resolves to the transaction's id. Rejects as any submission does. */
  submit(calls: readonly TransactionCall[], maxFee = MAX_FEE): Promise<string> {
    // One after the other: each takes the lane's next nonce.
    const turn = this.#turn.then(() => this.#options.submission.submit(this.#sign(calls, maxFee)))
    this.#turn = turn.catch(() => {})
    return turn
  }

  /** Whether something that was sent on this lane is not executed yet, as far as this node knows. */
  get isWaiting(): boolean {
    const { signer, lane, chain, pool } = this.#options
    const next = systemPort.nextNonce({ state: chain.state }, { account: signer.address, lane })
    return pool.nonceAfter(signer.address, lane) > next
  }

  #sign(calls: readonly TransactionCall[], maxFee: bigint): Uint8Array {
    const { signer, lane, chain, pool, nowMs } = this.#options
    const { address, policy } = signer
    const head = chain.head.timestampMs
    const transaction: Transaction = {
      chainId: chain.chainId,
      sender: address,
      lane,
      nonce: pool.nonceAfter(address, lane),
      validFrom: head < 60_000n ? 0n : head - 60_000n,
      validUntil: BigInt(nowMs() + WINDOW_MS),
      anchor: chain.anchor,
      tip: 0n,
      maxFee,
      payer: null,
      calls: [...calls],
    }
    const registered = systemPort.policyOf({ state: chain.state }, address) !== undefined
    const signatures = [...signer.sign(transactionMessage(transactionId(transaction)))]
    const authorization = { policy: registered ? null : policy, signatures }
    return encodeTransaction({ transaction, authorization, payerAuthorization: null })
  }
}
