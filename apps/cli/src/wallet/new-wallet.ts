import { createKeystore, deriveSigner, mnemonicToSeed, type RandomSource } from '@demiurge/crypto'
import { nativeKeystoreCrypto, nativeSuites, randomBytes } from '@demiurge/crypto/native'
import { UsageError } from '../error.ts'
import { saveWallet } from './wallets.ts'

/** How the account of a new wallet signs. */
export const SCHEMES: Readonly<Record<string, readonly string[]>> = {
  'ml-dsa-65': ['ml-dsa-65'],
  'ml-dsa-44': ['ml-dsa-44'],
  'ml-dsa-87': ['ml-dsa-87'],
  'falcon-512': ['falcon-512'],
  'slh-dsa': ['slh-dsa-sha2-128s'],
  hybrid: ['ed25519', 'ml-dsa-65'],
}

/** A wallet that was written. */
export interface NewWallet {
  readonly path: string
  /** 0x hex. */
  readonly address: string
}

/** Throws UsageError unless the scheme is known. */
export function checkScheme(scheme: string): void {
  if (!Object.hasOwn(SCHEMES, scheme))
    throw new UsageError(`--scheme is "${scheme}": write one of ${Object.keys(SCHEMES).join(', ')}`)
}

/** What a wallet is made of. */
export interface WalletPlan {
  /** The data folder. */
  readonly data: string
  readonly name: string
  readonly mnemonic: string
  readonly scheme: string
  /** For the salts of the keystore; the system's generator when left out. */
  readonly random?: RandomSource
}

/** Derives the account of a mnemonic and writes its keystore. Throws CryptoError `mnemonic.Invalid`, CommandError `wallet.Exists`. */
export async function writeWallet(
  { data, name, mnemonic, scheme, random = randomBytes }: WalletPlan,
  password: string,
): Promise<NewWallet> {
  const keys = (SCHEMES[scheme] ?? []).map((suite) => ({ suite, account: 0, index: 0 }))
  const { address } = deriveSigner(mnemonicToSeed(mnemonic), keys, { suites: nativeSuites })
  const content = await createKeystore(
    { mnemonic, label: name, accounts: [{ name, address, keys }] },
    password,
    { crypto: { ...nativeKeystoreCrypto, random } },
  )
  return { path: saveWallet(data, name, content), address }
}
