import { nativeHashes } from '@demiurge/crypto/native'
import {
  checkInContext,
  type Envelope,
  type ReceivedTransaction,
  receiveTransaction,
  type TransactionContext,
  type VerifiedTransaction,
} from '@demiurge/ledger'
import { balancesPort, systemPort } from '@demiurge/modules'
import type { Chain, ChainHead } from './chain/chain.ts'
import { NONCES_AHEAD, type Pool } from './pool/pool.ts'
import type { Verifier } from './pool/verifier.ts'
import type { Stages } from './stages.ts'

const { digest } = nativeHashes['sha3-256']

/** The way of a transaction into the pool: form, state, signatures; the cheap questions first. */
export class Submission {
  readonly #chain: Chain
  readonly #pool: Pool
  readonly #verifier: Verifier
  readonly #onAccepted: (id: string) => void
  readonly #nowMs: () => number
  readonly #stages: Stages
  /** The fees as they are since a head. */
  #fees: { readonly head: ChainHead; readonly fees: Fees } | undefined

  constructor(options: {
    readonly chain: Chain
    readonly pool: Pool
    readonly verifier: Verifier
    readonly nowMs: () => number
    readonly stages: Stages
    readonly onAccepted: (id: string) => void
  }) {
    this.#chain = options.chain
    this.#pool = options.pool
    this.#verifier = options.verifier
    this.#nowMs = options.nowMs
    this.#stages = options.stages
    this.#onAccepted = options.onAccepted
  }

  /**
   * Takes canonical bytes of a signed transaction and resolves to its id once it is in the pool; submitting the same again is fine.
   * Rejects with LedgerError or RuntimeError and the rule that was broken.
   */
  async submit(bytes: Uint8Array): Promise<string> {
    const [outcome] = await this.submitAll([bytes])
    if (typeof outcome !== 'string') throw outcome
    return outcome
  }

  /** Takes transactions that came together, in their order; that one is refused does not hold up the others. Resolves to one outcome for each. */
  async submitAll(transactions: readonly Uint8Array[]): Promise<readonly Submitted[]> {
    const { outcomes, fresh } = this.#stages.run('receive', transactions.length, () =>
      this.#receiveAll(transactions),
    )
    if (fresh.length === 0) return outcomes as readonly Submitted[]
    const ctx = { state: this.#chain.state }
    const verdicts = await this.#verifier.verifyAll(
      fresh.map(({ received }) => received),
      (account) => systemPort.policyOf(ctx, account),
    )
    this.#stages.run('receive', 0, () => {
      fresh.forEach(({ at, known }, i) => {
        const verdict = verdicts[i]
        outcomes[at] = outcomeOf(() => {
          if (verdict === undefined || verdict instanceof Error) throw verdict
          return this.#add(verdict, known)
        })
      })
    })
    return outcomes as readonly Submitted[]
  }

  #receiveAll(transactions: readonly Uint8Array[]): {
    readonly outcomes: (Submitted | undefined)[]
    readonly fresh: readonly Fresh[]
  } {
    const fresh: Fresh[] = []
    const now = BigInt(this.#nowMs())
    const outcomes = transactions.map((bytes, at) => {
      const outcome = outcomeOf(() => {
        const received = receiveTransaction(bytes, digest)
        if (this.#pool.has(received.id)) return received.id
        fresh.push({ at, received, known: this.#look(received, now) })
        return ''
      })
      return outcome === '' ? undefined : outcome
    })
    return { outcomes, fresh }
  }

  /** Everything that can be asked before form and signatures are checked. Throws LedgerError. */
  #look({ envelope, bytes }: ReceivedTransaction, now: bigint): Known {
    const { sender, lane, nonce, tip } = envelope
    const known: Known = {
      // A window that opens later is no error: the transaction waits for it.
      timeMs: now < envelope.validFrom ? envelope.validFrom : now,
      anchorKnown: this.#chain.isAnchor(envelope.anchor),
      head: this.#chain.head,
      account: this.#account(envelope),
    }
    // The weight of its calls is not known yet: this is the least that it can cost.
    this.#check(envelope, known, { weight: 0, bytes })
    this.#pool.checkRoom(sender, lane, nonce, tip, bytes.length)
    this.#verifier.checkRoom()
    return known
  }

  #add(verified: VerifiedTransaction, known: Known): string {
    const { id, envelope } = verified
    // The chain may have gone on while the signatures were verified.
    const isSame = known.head === this.#chain.head
    this.#check(envelope, isSame ? known : { ...known, account: this.#account(envelope) }, verified)
    this.#pool.add(verified)
    this.#onAccepted(id)
    return id
  }

  /** Throws LedgerError when a transaction breaks a rule that needs state. */
  #check(
    envelope: Envelope,
    { timeMs, anchorKnown, account }: Known,
    { weight, bytes }: Pick<VerifiedTransaction, 'weight' | 'bytes'>,
  ): void {
    const fee = systemPort.feeBy(this.#feesNow(), { weight, bytes: bytes.length, tip: envelope.tip })
    checkInContext(envelope, { timeMs, anchorKnown, fee, ...account }, NONCES_AHEAD)
  }

  #feesNow(): Fees {
    const { head, state } = this.#chain
    if (this.#fees?.head !== head) this.#fees = { head, fees: systemPort.currentFees({ state }) }
    return this.#fees.fees
  }

  /** What the state says of those who send and pay. */
  #account({ sender, lane, payer }: Envelope): Standing {
    const ctx = { state: this.#chain.state }
    if (lane === 0 && payer === null) {
      const { nonce, balance } = balancesPort.standing(ctx, sender)
      return { nextNonce: nonce, balance }
    }
    return {
      nextNonce: systemPort.nextNonce(ctx, { account: sender, lane }),
      balance: balancesPort.spendable(ctx, payer ?? sender),
    }
  }
}

type Fees = ReturnType<typeof systemPort.currentFees>

/** What became of a transaction that was submitted: its id, once it is in the pool, or the rule that it breaks. */
export type Submitted = string | Error

type Standing = Pick<TransactionContext, 'nextNonce' | 'balance'>

/** What was known when the transaction came; the account is as it was at that head. */
interface Known extends Pick<TransactionContext, 'timeMs' | 'anchorKnown'> {
  readonly head: ChainHead
  readonly account: Standing
}

/** A transaction of a batch that is to be verified. */
interface Fresh {
  readonly at: number
  readonly received: ReceivedTransaction
  readonly known: Known
}

function outcomeOf(take: () => string): Submitted {
  try {
    return take()
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}
