import { nativeHashes } from '@demiurge/crypto/native'
import type { CheckedTransaction, PolicyOf, TransactionContext } from '@demiurge/ledger'
import { checkInContext, checkInIsolation } from '@demiurge/ledger'
import { balancesPort, demiurge, systemPort } from '@demiurge/modules'
import type { PreparedCalls } from '@demiurge/runtime'
import type { Chain } from './chain/chain.ts'
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
    const received = this.#stages.run('receive', 1, () => this.#receive(bytes))
    if (received.context === undefined) return received.checked.id
    const { checked, context } = received
    const { transaction } = checked.signed
    const ctx = { state: this.#chain.state }
    const policyOf: PolicyOf = (account) => systemPort.policyOf(ctx, account)
    const verified = await this.#verifier.verify(checked, policyOf)
    return this.#stages.run('receive', 0, () => {
      // The chain went on while the signatures were verified.
      const nextNonce = systemPort.nextNonce(ctx, { account: transaction.sender, lane: transaction.lane })
      checkInContext(transaction, { ...context, nextNonce }, NONCES_AHEAD)
      this.#pool.add(verified)
      this.#onAccepted(checked.id)
      return checked.id
    })
  }

  /** Everything that can be asked before signatures are verified; without a context when the transaction is in the pool already. */
  #receive(bytes: Uint8Array): Received {
    const { chainId, state } = this.#chain
    const checked = checkInIsolation(bytes, { chainId, prepare: demiurge.prepare, digest })
    if (this.#pool.has(checked.id)) return { checked, context: undefined }
    const { transaction } = checked.signed
    const { sender, lane, nonce, tip } = transaction
    const ctx = { state }
    const now = BigInt(this.#nowMs())
    const usage = { weight: checked.prepared.weight, bytes: bytes.length, tip }
    const context = {
      // A window that opens later is no error: the transaction waits for it.
      timeMs: now < transaction.validFrom ? transaction.validFrom : now,
      nextNonce: systemPort.nextNonce(ctx, { account: sender, lane }),
      fee: systemPort.feeOf(ctx, usage),
      balance: balancesPort.spendable(ctx, transaction.payer ?? sender),
      anchorKnown: this.#chain.isAnchor(transaction.anchor),
    }
    checkInContext(transaction, context, NONCES_AHEAD)
    this.#pool.checkRoom(sender, lane, nonce, tip, bytes.length)
    this.#verifier.checkRoom()
    return { checked, context }
  }
}

interface Received {
  readonly checked: CheckedTransaction<PreparedCalls>
  readonly context: TransactionContext | undefined
}
