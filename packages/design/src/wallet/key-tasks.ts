import type { KeystoreAccount } from '@demiurge/crypto'
import type { TaskOf } from '../desk/message.ts'

/** A wallet as it is kept: the encrypted file, and the accounts that it names in the clear. */
export interface OpenedWallet {
  readonly keystore: string
  readonly accounts: readonly KeystoreAccount[]
}

/** What every wallet worker does with keys. Words, passwords and keys never leave it, but for new words, which must be written down. */
export interface KeyTasks {
  /** 24 new words. */
  readonly words: TaskOf<null, string>
  /** Encrypts words under a password, with one account of a scheme; the wallet is then open. Progress 0 to 1. */
  readonly create: TaskOf<{ words: string; password: string; scheme: string }, OpenedWallet, number>
  /** Opens a wallet. Progress 0 to 1. */
  readonly open: TaskOf<{ keystore: string; password: string }, OpenedWallet, number>
  /** The wallet that is open, null when it is locked. */
  readonly present: TaskOf<null, OpenedWallet | null>
  /** Adds an account of another scheme from the same words. Progress 0 to 1. */
  readonly addAccount: TaskOf<{ scheme: string }, OpenedWallet, number>
  /** Forgets words, password and keys. */
  readonly lock: TaskOf<null, null>
}
