import { keptValues } from '../storage/kept-values.ts'

/** The encrypted wallet as it is kept on this device, and the account that was used last. */
export interface KeptWallet {
  readonly keystore: string
  /** 0x hex; undefined while none was chosen. */
  readonly account: string | undefined
}

const wallets = keptValues('demiurge.creator', 'wallet')
const KEY = 'main'

/** The kept wallet, if there is one. Rejects when the browser forbids storage, as some private windows do. */
export async function loadWallet(): Promise<KeptWallet | undefined> {
  const { keystore, account } = Object(await wallets.get(KEY))
  if (typeof keystore !== 'string') return undefined
  return { keystore, account: typeof account === 'string' ? account : undefined }
}

/** Keeps a wallet in place of the one before. */
export function keepWallet(wallet: KeptWallet): Promise<void> {
  return wallets.put(KEY, wallet)
}

/** Removes the wallet from this device. */
export function removeWallet(): Promise<void> {
  return wallets.delete(KEY)
}
