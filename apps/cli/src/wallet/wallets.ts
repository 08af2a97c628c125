import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspectKeystore, type KeystoreAccount } from '@demiurge/crypto'
import { CommandError, UsageError } from '../error.ts'

/** The wallet of a development chain, whose words and password are public. */
export const DEVELOPMENT_WALLET = 'development'

/** A wallet as it can be seen while it is locked; `problem` instead of accounts when its file cannot be read. */
export interface WalletEntry {
  readonly name: string
  readonly path: string
  readonly accounts: readonly KeystoreAccount[]
  readonly problem: string | undefined
}

/** Where a wallet's file is. Throws UsageError on a name that is no plain file name. */
export function walletPath(data: string, name: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name))
    throw new UsageError(`"${name}" is no name for a wallet: letters, digits, _ and -, at most 64`)
  return join(data, 'wallets', `${name}.json`)
}

/** The wallets of a data folder by name. */
export function listWallets(data: string): readonly WalletEntry[] {
  return fileNames(join(data, 'wallets'))
    .filter((file) => file.endsWith('.json') && !file.endsWith('.joint.json'))
    .sort()
    .map((file) => inspect(data, file.slice(0, -'.json'.length)))
}

/** The content of a wallet's file. Throws CommandError `wallet.NotFound` with the names that there are. */
export function readWallet(data: string, name: string): string {
  const path = walletPath(data, name)
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const names = listWallets(data).map((wallet) => wallet.name)
    const others =
      names.length === 0 ? 'there are none yet: demiurge wallet create NAME' : `there are ${names.join(', ')}`
    throw new CommandError(
      'wallet.NotFound',
      `there is no wallet "${name}" in ${join(data, 'wallets')}; ${others}`,
      { cause },
    )
  }
}

/** The account of a wallet, without its password. */
export function accountOf(data: string, name: string): KeystoreAccount {
  const [account] = inspectKeystore(readWallet(data, name)).accounts
  if (account === undefined) throw new CommandError('wallet.Empty', `wallet "${name}" has no account`)
  return account
}

/** Writes a new wallet, readable by its owner only. Never overwrites one: the keys in it could be the last copy. */
export function saveWallet(data: string, name: string, content: string): string {
  const path = walletPath(data, name)
  mkdirSync(join(data, 'wallets'), { recursive: true, mode: 0o700 })
  try {
    writeFileSync(path, content, { mode: 0o600, flag: 'wx' })
  } catch (cause) {
    if (!isExisting(cause)) throw cause
    throw new CommandError(
      'wallet.Exists',
      `there is a wallet "${name}" already (${path}): choose another name`,
      { cause },
    )
  }
  return path
}

/** Throws CommandError `wallet.Exists` before anybody types a password for nothing. */
export function checkFree(data: string, name: string): void {
  if (listWallets(data).some((wallet) => wallet.name === name))
    throw new CommandError('wallet.Exists', `there is a wallet "${name}" already: choose another name`)
}

function inspect(data: string, name: string): WalletEntry {
  const path = join(data, 'wallets', `${name}.json`)
  try {
    return { name, path, accounts: inspectKeystore(readFileSync(path, 'utf8')).accounts, problem: undefined }
  } catch (error) {
    return { name, path, accounts: [], problem: error instanceof Error ? error.message : String(error) }
  }
}

function fileNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    // No folder yet means no wallets yet.
    return []
  }
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'EEXIST'
}
