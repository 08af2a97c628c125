import type { Policy } from '@demiurge/crypto'
import type { LedgerError, ReceivedTransaction, VerifiedTransaction } from '@demiurge/ledger'
import type { RuntimeError } from '@demiurge/runtime'

/** What was found of a transaction: it is verified, or the LedgerError or RuntimeError says which rule it breaks. */
export type Verdict = VerifiedTransaction | LedgerError | RuntimeError

/** Whose transactions are verified first: those of `consensus`, for which the order of blocks waits, before those of `submission`. */
export type Urgency = 'consensus' | 'submission'

/** Transactions that are verified together, until all of them are. */
export interface Group {
  readonly received: readonly ReceivedTransaction[]
  readonly verdicts: (Verdict | undefined)[]
  readonly urgency: Urgency
  /** Claims without an answer. */
  left: number
  readonly resolve: (verdicts: readonly Verdict[]) => void
  readonly reject: (failure: Error) => void
}

/** That a transaction has the form of one, and the signatures of one of those who sign. */
export interface Claim {
  readonly group: Group
  /** Which of the group's transactions. */
  readonly at: number
  readonly isPayer: boolean
  readonly account: string
  /** The account's policy, where somebody knows it. */
  readonly policy: Policy | undefined
}

/** The transaction that a claim is about. */
export function transactionOf({ group, at }: Claim): ReceivedTransaction {
  const found = group.received[at]
  if (found === undefined) throw new RangeError(`a claim is about transaction ${at}, which is not there`)
  return found
}

/**
 * Claims that wait for one thread. What consensus waits for goes first: a flood of submissions, which may be many thousands, must not
 * hold up the blocks of others. That cannot starve submissions: blocks come at a bounded rate, and so many bytes at most.
 */
export class ClaimQueue {
  #first: Claim[] = []
  #others: Claim[] = []

  /** Claims that wait. */
  get length(): number {
    return this.#first.length + this.#others.length
  }

  /** The claim that is the given one's turn, counted from 0; undefined behind the last. */
  at(turn: number): Claim | undefined {
    return turn < this.#first.length ? this.#first[turn] : this.#others[turn - this.#first.length]
  }

  push(claim: Claim): void {
    if (claim.group.urgency === 'consensus') this.#first.push(claim)
    else this.#others.push(claim)
  }

  /** Puts claims that had their turn in vain before all others. */
  giveBack(claims: readonly Claim[]): void {
    this.#first = [...claims, ...this.#first]
  }

  /** Takes those whose turn it is. */
  take(count: number): readonly Claim[] {
    const taken = this.#first.splice(0, count)
    return taken.length === count ? taken : [...taken, ...this.#others.splice(0, count - taken.length)]
  }
}
