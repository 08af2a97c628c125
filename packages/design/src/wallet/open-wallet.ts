import {
  CryptoError,
  createKeystore,
  deriveSigner,
  type KeyPath,
  type KeystoreContents,
  type KeystoreCrypto,
  mnemonicToSeed,
  openKeystore,
  portableKeystoreCrypto,
  portableSuites,
  type Signer,
} from '@demiurge/crypto'
import { randomBytes } from '@demiurge/crypto/web'
import { argon2idAsync } from '@noble/hashes/argon2.js'
import type { OpenedWallet } from './key-tasks.ts'
import { schemes } from './schemes.ts'

const LABEL = 'Creator'

/** A wallet that is open: words, password and signers in memory, until it is let go. */
export interface OpenWallet {
  readonly view: OpenedWallet
  /** Throws CryptoError when the account is not of this wallet. */
  signerOf(address: string): Signer
  withAccount(scheme: string, onProgress: (share: number) => void): Promise<OpenWallet>
}

/** Encrypts words under a password, with one account of the scheme. Throws `mnemonic.Invalid`. */
export async function createWallet(
  { words, password, scheme }: { words: string; password: string; scheme: string },
  onProgress: (share: number) => void,
): Promise<OpenWallet> {
  const seed = mnemonicToSeed(words)
  const contents = { mnemonic: words, label: LABEL, accounts: [accountOf(seed, scheme)] }
  const keystore = await createKeystore(contents, password, { crypto: keystoreCrypto(onProgress) })
  return opened({ keystore, contents, password, seed })
}

/** Decrypts a wallet. Throws `keystore.WrongPassword`, `keystore.Damaged`, `keystore.NotAKeystore`. */
export async function openWallet(
  keystore: string,
  password: string,
  onProgress: (share: number) => void,
): Promise<OpenWallet> {
  const contents = await openKeystore(keystore, password, keystoreCrypto(onProgress))
  return opened({ keystore, contents, password, seed: mnemonicToSeed(contents.mnemonic) })
}

function opened(parts: {
  readonly keystore: string
  readonly contents: KeystoreContents
  readonly password: string
  readonly seed: Uint8Array
}): OpenWallet {
  const { keystore, contents, password, seed } = parts
  const signers = new Map<string, Signer>()
  return {
    view: { keystore, accounts: contents.accounts },
    signerOf(address) {
      const known = signers.get(address)
      if (known !== undefined) return known
      const account = contents.accounts.find((each) => each.address === address)
      if (account === undefined)
        throw new CryptoError('policy.UnknownSigner', `the wallet holds no account ${address}`)
      const signer = deriveSigner(seed, account.keys, { suites: portableSuites, random: randomBytes })
      signers.set(address, signer)
      return signer
    },
    async withAccount(scheme, onProgress) {
      const account = accountOf(seed, scheme)
      if (contents.accounts.some(({ address }) => address === account.address)) return opened(parts)
      const grown = { ...contents, accounts: [...contents.accounts, account] }
      const rewritten = await createKeystore(grown, password, { crypto: keystoreCrypto(onProgress) })
      return opened({ ...parts, keystore: rewritten, contents: grown })
    },
  }
}

function accountOf(seed: Uint8Array, schemeId: string): KeystoreContents['accounts'][number] {
  const scheme = schemes.find(({ id }) => id === schemeId)
  if (scheme === undefined) throw new CryptoError('suite.Unknown', `there is no scheme ${schemeId}`)
  const keys: KeyPath[] = scheme.suites.map((suite) => ({ suite, account: 0, index: 0 }))
  return { name: scheme.title, address: deriveSigner(seed, keys, { suites: portableSuites }).address, keys }
}

/** The portable keystore crypto, with an argon2id that tells how far it is. */
function keystoreCrypto(onProgress: (share: number) => void): KeystoreCrypto {
  return {
    ...portableKeystoreCrypto(randomBytes),
    argon2id: (password, salt, { memoryKib, passes, parallelism }) =>
      argon2idAsync(password, salt, {
        m: memoryKib,
        t: passes,
        p: parallelism,
        dkLen: 32,
        version: 0x13,
        onProgress,
        asyncTick: 100,
      }),
  }
}
