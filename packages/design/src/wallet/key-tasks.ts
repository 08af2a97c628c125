import type { KeystoreAccount, SecondFactor, SourceReport } from '@demiurge/crypto'
import type { TaskOf } from '../desk/message.ts'

/** A wallet as it is kept: the encrypted file, and the accounts that it names in the clear. */
export interface OpenedWallet {
  readonly keystore: string
  readonly accounts: readonly KeystoreAccount[]
}

/** What a collection of entropy found. */
export interface CollectedReport {
  /** The system first. */
  readonly sources: readonly SourceReport[]
  /** Whether new words were made from it. */
  readonly madeWords: boolean
}

/**
 * What every wallet worker does with keys. Words, passwords and keys never leave it, but for new words, which must be written down. How far
 * an encryption is can be told only where WebAssembly does not run and it takes seconds; elsewhere there is no progress.
 */
export interface KeyTasks {
  /** 24 new words, from the browser's sources of entropy together. Fails with `entropy.SystemSourceFailed` where there is none to trust. */
  readonly words: TaskOf<null, string>
  /** The latest collection of entropy, or a new one: when there is none yet, and when a fresh one is asked for. Progress 0 to 1. */
  readonly entropy: TaskOf<{ fresh: boolean }, CollectedReport, number>
  /** Encrypts words under a password, with one account of a scheme; the wallet is then open. Progress 0 to 1. */
  readonly create: TaskOf<{ words: string; password: string; scheme: string }, OpenedWallet, number>
  /** Opens a wallet, with the answer of its second factor where it has one. Progress 0 to 1. */
  readonly open: TaskOf<{ keystore: string; password: string; answer?: Uint8Array }, OpenedWallet, number>
  /** The wallet that is open, null when it is locked. */
  readonly present: TaskOf<null, OpenedWallet | null>
  /** Adds an account of another scheme from the same words. Progress 0 to 1. */
  readonly addAccount: TaskOf<{ scheme: string }, OpenedWallet, number>
  /** Fails with `keystore.WrongPassword` unless this is the password of the open wallet. */
  readonly checkPassword: TaskOf<{ password: string }, null>
  /** Encrypts the open wallet under password and second factor together. Progress 0 to 1. */
  readonly addFactor: TaskOf<
    { password: string; factor: SecondFactor; answer: Uint8Array },
    OpenedWallet,
    number
  >
  /** Encrypts it under the password alone again; needs both. Progress 0 to 1. */
  readonly removeFactor: TaskOf<{ password: string; answer: Uint8Array }, OpenedWallet, number>
  /** Forgets words, password and keys. */
  readonly lock: TaskOf<null, null>
}
