import type { KeystoreAccount } from '@demiurge/crypto'
import type { FeeEstimate, MintStep, Verification } from '@demiurge/sdk'
import type { Details } from '../details/details.ts'
import type { Task } from '../worker/message.ts'

/** A wallet as it is kept: the encrypted file, and the accounts that it names in the clear. */
export interface OpenedWallet {
  readonly keystore: string
  readonly accounts: readonly KeystoreAccount[]
}

/** A work on its way to the chain. */
export interface MintOrder {
  /** Address of the node's API. */
  readonly api: string
  /** The signing account, 0x hex. */
  readonly account: string
  readonly file: Uint8Array<ArrayBuffer>
  readonly mediaType: string
  readonly details: Details
  /** 32 random bytes as 0x hex that a new collection's identifier comes from; kept, so that trying again opens no second one. */
  readonly salt: string
}

/** Where a minting is: `hash` before the upload, `verify` after the proof. */
export type MintStage = 'hash' | MintStep | 'verify'

/** What a minting tells on its way. */
export interface MintProgress {
  readonly stage: MintStage
  /** SHA-256 of the file, once it is known. */
  readonly sha256?: string
}

/** A minted work, and what this browser found when it verified it. */
export interface Minted {
  readonly item: string
  readonly collection: string
  readonly transaction: string
  /** Content of the sidecar file. */
  readonly proof: string
  readonly verification: Verification
}

interface Of<I, R, P = never> extends Task {
  readonly input: I
  readonly result: R
  readonly progress: P
}

/** What the wallet worker does. Words, passwords and keys never leave it, but for new words, which must be written down. */
export interface WalletTasks {
  /** 24 new words. */
  readonly words: Of<null, string>
  /** Encrypts words under a password, with one account of a scheme; the wallet is then open. Progress 0 to 1. */
  readonly create: Of<{ words: string; password: string; scheme: string }, OpenedWallet, number>
  /** Opens a wallet. Progress 0 to 1. */
  readonly open: Of<{ keystore: string; password: string }, OpenedWallet, number>
  /** Adds an account of another scheme from the same words. Progress 0 to 1. */
  readonly addAccount: Of<{ scheme: string }, OpenedWallet, number>
  /** Forgets words, password and keys. */
  readonly lock: Of<null, null>
  /** What minting would cost now. */
  readonly estimate: Of<{ api: string; account: string; details: Details }, FeeEstimate>
  /** Mints and verifies. Cancelling works until the transaction is submitted. */
  readonly mint: Of<MintOrder, Minted, MintProgress>
  /** Verifies an item and fetches its proof. */
  readonly verify: Of<{ api: string; item: string }, Verification>
  /** The sidecar file of an item. */
  readonly proof: Of<{ api: string; item: string }, string>
}
