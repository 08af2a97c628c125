import type { TaskOf } from '@demiurge/design/desk'
import type { KeyTasks } from '@demiurge/design/wallet'
import type { FeeEstimate } from '@demiurge/sdk'

/** Coins on their way to somebody. Amounts in sparks, accounts as 0x hex. */
export interface Payment {
  /** Address of the node's API. */
  readonly api: string
  readonly from: string
  readonly to: string
  readonly amount: bigint
}

/** Where a payment is, once it is signed. */
export interface Sending {
  readonly stage: 'signed' | 'submitted'
  readonly id: string
}

/** A payment that is final. */
export interface Sent {
  readonly transaction: string
  readonly height: bigint
  /** Sparks. */
  readonly fee: bigint
}

/** Pieces of a drop that an account wants. */
export interface Claiming {
  /** Address of the node's API. */
  readonly api: string
  readonly account: string
  readonly collection: string
  readonly phase: number
  readonly count: number
  /** What a piece cost when it was agreed to, in sparks. */
  readonly maxPrice: bigint
}

/** Claimed pieces, final. */
export interface ClaimedWorks {
  readonly items: readonly string[]
  readonly serials: readonly bigint[]
  /** Sparks, without fees. */
  readonly paid: bigint
}

/** What the wallet worker does beside keeping keys. */
export interface WalletTasks extends KeyTasks {
  /** What a payment would cost now. */
  readonly estimate: TaskOf<Payment, FeeEstimate>
  /** Signs, submits, and waits until it is final. */
  readonly send: TaskOf<Payment, Sent, Sending>
  /** Claims pieces of a drop, and waits until that is final. */
  readonly claim: TaskOf<Claiming, ClaimedWorks>
  /** A text signed as an account, as the text that people hand on. */
  readonly sign: TaskOf<{ account: string; message: string }, string>
  /** Checks such a text, without a wallet: who signed what. */
  readonly check: TaskOf<{ signed: string }, { address: string; message: string }>
}
