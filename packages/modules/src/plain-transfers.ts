import type { CommitEnvironment, EventRecord, Receipt, Shortcut, Shortened } from '@demiurge/runtime'
import type { InPlace, Overlay, OverlayEntry } from '@demiurge/state'
import type { ChainTransaction } from './admission.ts'
import { transfer } from './balances/calls.ts'
import { Account, accounts, existentialDeposit, FEES_POT, income, isPot } from './balances/state.ts'
import { currentFees, feeOf } from './system/port.ts'
import type { Fees } from './system/state.ts'

/** Where the fields of an account begin in its canonical bytes (`Account`). The upper half of an amount is eight bytes further on. */
const FREE = 0
const RESERVED = 16
const LOCKED = 32
const NONCE = 48
const UPPER = 8

const TRANSFERRED = 'balances.transferred'
/** Bytes of that event: from, to, amount. */
const EVENT_BYTES = 32 + 32 + 16

/** What a transfer says. */
interface Payment {
  readonly to: string
  readonly amount: bigint
}

/**
 * The short way for transactions that only pay from one account to others that exist: accounts are looked up many at once and changed as
 * the bytes they are. It takes what surely succeeds; all else (a wrong nonce, too little money, an account that would be made or
 * reaped, amounts of 2^63 sparks and more) goes the way of the rules. Property: `test/plain-transfers.test.ts`.
 */
export const plainTransfers: Shortcut<ChainTransaction> = {
  begin(state, environment, transactions) {
    const held = state.inPlace(`${accounts.path}/`, Account)
    return held && new PlainTransfers(held, { state, environment, transactions })
  },
}

/** Whether a transaction does nothing but pay from an account that is known to others, in the simplest form. */
function isPlain({ prepared, signed, anchorKnown }: ChainTransaction): boolean {
  const { transaction, authorization, payerAuthorization } = signed
  return (
    anchorKnown &&
    transaction.lane === 0 &&
    transaction.payer === null &&
    payerAuthorization === null &&
    authorization.policy === null &&
    !isPot(transaction.sender) &&
    prepared.calls.every(({ definition }) => definition === transfer)
  )
}

/** What `begin` was given. */
interface Work {
  readonly state: Overlay
  readonly environment: CommitEnvironment
  readonly transactions: readonly ChainTransaction[]
}

class PlainTransfers implements Shortened {
  readonly #accounts: InPlace
  readonly #work: Work
  /** Sender and receivers of each transaction one behind the other, and where they begin; -1 for one that is not plain. */
  readonly #names: string[] = []
  readonly #starts: Int32Array
  /** The rows of those accounts. */
  readonly #rows: Uint32Array
  readonly #fees: FeeMemory
  readonly #events: TransferEvents
  /** Where the receivers' values lie, of the transaction at hand. */
  readonly #receivers: number[] = []
  #pot: OverlayEntry | undefined

  constructor(accounts: InPlace, work: Work) {
    const { transactions } = work
    this.#accounts = accounts
    this.#work = work
    this.#fees = new FeeMemory(work.state)
    this.#starts = new Int32Array(transactions.length).fill(-1)
    const names = this.#names
    for (const [index, transaction] of transactions.entries()) {
      if (!isPlain(transaction)) continue
      this.#starts[index] = names.length
      names.push(transaction.sender)
      for (const { params } of transaction.prepared.calls) names.push((params as Payment).to)
    }
    this.#rows = new Uint32Array(names.length)
    accounts.find(names, this.#rows)
    this.#events = new TransferEvents(accounts)
  }

  execute(index: number): Receipt | undefined {
    const start = this.#starts[index] ?? -1
    const transaction = this.#work.transactions[index]
    if (start < 0 || transaction === undefined) return undefined
    const fee = this.#fees.of(transaction)
    const { calls, weight } = transaction.prepared
    let total = fee
    for (const { params } of calls) total += (params as Payment).amount
    const sender = this.#senderOf(start, transaction, { fee, total })
    if (sender < 0 || !this.#reach(start, calls.length, fee)) return undefined

    // From here on nothing can fail.
    const { view } = this.#accounts
    this.#accounts.change(this.#rows[start] ?? 0)
    view.setBigUint64(sender + FREE, view.getBigUint64(sender + FREE, true) - total, true)
    view.setBigUint64(sender + NONCE, view.getBigUint64(sender + NONCE, true) + 1n, true)
    const events = calls.map(({ params }, i) => {
      const { amount } = params as Payment
      const at = (this.#receivers[i] ?? 0) + FREE
      const row = this.#rows[start + 1 + i] ?? 0
      this.#accounts.change(row)
      view.setBigUint64(at, view.getBigUint64(at, true) + amount, true)
      return this.#events.tell(this.#rows[start] ?? 0, row, amount)
    })
    if (this.#pot !== undefined) this.#work.state.addLasting(this.#pot, income, fee)
    return { transaction: transaction.id, fee, weight, outcome: { kind: 'applied', value: { events } } }
  }

  /** Where the sender's account lies, once it is sure that it may send this and can pay the total; else -1. */
  #senderOf(
    start: number,
    { signed: { transaction } }: ChainTransaction,
    { fee, total }: { readonly fee: bigint; readonly total: bigint },
  ): number {
    const { timeMs } = this.#work.environment
    if (timeMs < transaction.validFrom || timeMs > transaction.validUntil || fee > transaction.maxFee)
      return -1
    const at = this.#accountAt(start)
    if (at < 0) return -1
    const { view } = this.#accounts
    if (view.getBigUint64(at + NONCE, true) !== transaction.nonce) return -1
    // What is locked is free as well, and so below 2^64 where that is; of what is reserved the lower half is enough to be sure.
    if (view.getBigUint64(at + LOCKED + UPPER, true) !== 0n) return -1
    const rest = view.getBigUint64(at + FREE, true) - total
    const deposit = existentialDeposit.get(this.#work) ?? 0n
    const mayPay =
      rest >= view.getBigUint64(at + LOCKED, true) && rest + view.getBigUint64(at + RESERVED, true) >= deposit
    return mayPay ? at : -1
  }

  /** Notes where the receivers' accounts lie, and looks up the pot of fees where the rules would; false when one cannot be paid this way. */
  #reach(start: number, count: number, fee: bigint): boolean {
    // The order in which a commit touches entries is that of its changes.
    if (fee > 0n) this.#pot ??= this.#work.state.locate(`${accounts.path}/`, FEES_POT)
    for (let i = 0; i < count; i++) {
      const at = this.#accountAt(start + 1 + i)
      if (at < 0) return false
      this.#receivers[i] = at
    }
    return true
  }

  /**
   * Where the account of a name lies; -1 when there is none, or the lower half of what it has free is 2^63 or more: below that, less than
   * 2^63 can be added or taken without a carry into the upper half.
   */
  #accountAt(number: number): number {
    const row = this.#rows[number] ?? 0
    if (row === 0) return -1
    const at = this.#accounts.use(row, this.#names[number] ?? '')
    if (at < 0) return -1
    const { view } = this.#accounts
    const isSmall = view.getInt8(at + FREE + UPPER - 1) >= 0
    return isSmall ? at : -1
  }
}

/** What a transaction costs is asked again and again with the same answer. */
class FeeMemory {
  readonly #ctx: { readonly state: Overlay }
  #fees: Fees | undefined
  #weight = 0
  #bytes = 0
  #fee = 0n

  constructor(state: Overlay) {
    this.#ctx = { state }
  }

  of({ prepared: { weight }, bytes, signed }: ChainTransaction): bigint {
    const fees = currentFees(this.#ctx)
    if (fees !== this.#fees || weight !== this.#weight || bytes.length !== this.#bytes) {
      this.#fees = fees
      this.#weight = weight
      this.#bytes = bytes.length
      this.#fee = feeOf(this.#ctx, { weight, bytes: bytes.length, tip: 0n })
    }
    const { tip } = signed.transaction
    return tip === 0n ? this.#fee : this.#fee + tip
  }
}

/** Events that share a piece of memory: one of its own for each would cost a microsecond. */
const EVENTS_TOGETHER = 256

/** The events of transfers, in pieces of memory that many share. */
class TransferEvents {
  readonly #accounts: InPlace
  #bytes = new Uint8Array(0)
  #view = new DataView(this.#bytes.buffer)
  #end = 0

  constructor(accounts: InPlace) {
    this.#accounts = accounts
  }

  /** The event of a payment between the accounts in two rows. */
  tell(from: number, to: number, amount: bigint): EventRecord {
    if (this.#end === this.#bytes.length) {
      this.#bytes = new Uint8Array(EVENTS_TOGETHER * EVENT_BYTES)
      this.#view = new DataView(this.#bytes.buffer)
      this.#end = 0
    }
    const at = this.#end
    this.#end += EVENT_BYTES
    this.#accounts.copyName(from, this.#view, at)
    this.#accounts.copyName(to, this.#view, at + 32)
    this.#view.setBigUint64(at + 64, amount, true)
    return { name: TRANSFERRED, data: this.#bytes.subarray(at, at + EVENT_BYTES) }
  }
}
