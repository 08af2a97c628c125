import {
  deriveSigner,
  type KeystoreContents,
  mnemonicToSeed,
  openKeystore,
  type Signer,
} from '@demiurge/crypto'
import { nativeKeystoreCrypto, nativeSuites, randomBytes } from '@demiurge/crypto/native'
import type { Globals } from '../command.ts'
import { CommandError, UsageError } from '../error.ts'
import type { Terminal } from '../terminal.ts'
import { DEVELOPMENT_WALLET, listWallets, readWallet } from './wallets.ts'

/** The public password of the development wallet. */
const DEVELOPMENT_PASSWORD = 'demiurge'
/** Shorter passwords are guessed too quickly, whatever argon2id makes of them. */
const LEAST_PASSWORD = 8

/** Where a wallet is looked for, and who can be asked. */
export interface WalletContext {
  readonly globals: Globals
  readonly terminal: Terminal
}

/** The name of the wallet to use: the one chosen, the development wallet, or the only one. Throws UsageError when that is not clear. */
export function chooseWallet({ data, wallet }: Globals): string {
  if (wallet !== undefined) return wallet
  const names = listWallets(data).map(({ name }) => name)
  if (names.includes(DEVELOPMENT_WALLET)) return DEVELOPMENT_WALLET
  const [only, ...others] = names
  if (only === undefined)
    throw new UsageError(
      `there is no wallet in ${data}: demiurge wallet create NAME makes one, --data names another folder`,
    )
  if (others.length > 0) throw new UsageError(`choose a wallet with --wallet: ${names.join(', ')}`)
  return only
}

/** Opens the wallet to sign with; says so when it is the development account. */
export async function openSigner(context: WalletContext): Promise<Signer> {
  const name = chooseWallet(context.globals)
  const { mnemonic, accounts } = await openWallet(context, name)
  const [account] = accounts
  if (account === undefined) throw new CommandError('wallet.Empty', `wallet "${name}" has no account`)
  if (name === DEVELOPMENT_WALLET)
    context.terminal.note(
      'Signing as the development account, whose key is public: for development chains only.',
    )
  return deriveSigner(mnemonicToSeed(mnemonic), account.keys, { suites: nativeSuites, random: randomBytes })
}

/** Decrypts a wallet. Throws CryptoError `keystore.WrongPassword` or `keystore.Damaged`. */
export async function openWallet(
  { globals, terminal }: WalletContext,
  name: string,
): Promise<KeystoreContents> {
  const file = readWallet(globals.data, name)
  const password =
    name === DEVELOPMENT_WALLET
      ? DEVELOPMENT_PASSWORD
      : await readPassword(terminal, `Password of wallet "${name}"`)
  return openKeystore(file, password, nativeKeystoreCrypto)
}

/** A password from DEMIURGE_PASSWORD or the keyboard; never from a flag, which other users of the machine could read. */
export async function readPassword(terminal: Terminal, question: string): Promise<string> {
  return process.env.DEMIURGE_PASSWORD ?? terminal.askSecret(question)
}

/** A new password, typed twice. Throws UsageError when it is too short or the two differ. */
export async function readNewPassword(terminal: Terminal): Promise<string> {
  const password = await readPassword(terminal, 'New password')
  if (password.length < LEAST_PASSWORD)
    throw new UsageError(
      `the password has ${password.length} characters, at least ${LEAST_PASSWORD} are needed`,
    )
  if (
    process.env.DEMIURGE_PASSWORD === undefined &&
    (await terminal.askSecret('The same again')) !== password
  )
    throw new UsageError('the two passwords differ')
  return password
}
