import { toHex } from '@demiurge/codec'
import {
  CryptoError,
  createKeystore,
  deriveSigner,
  inspectKeystore,
  type KeyPath,
  type KeystoreContents,
  mnemonicToSeed,
  openKeystore,
  portableSuites,
  type Signer,
} from '@demiurge/crypto'
import { randomBytes, webKeystoreCrypto } from '@demiurge/crypto/web'
import type { OpenedWallet } from './key-tasks.ts'
import type { AnsweredFactor } from './passkey.ts'
import { schemes } from './schemes.ts'

const LABEL = 'Creator'

/** A wallet that is open: words, password and signers in memory, until it is let go. */
export interface OpenWallet {
  readonly view: OpenedWallet
  /** Throws CryptoError when the account is not of this wallet. */
  signerOf(address: string): Signer
  withAccount(scheme: string, onProgress: (share: number) => void): Promise<OpenWallet>
  /** The same under another second factor, or under the password alone. */
  withFactor(second: AnsweredFactor | undefined, onProgress: (share: number) => void): Promise<OpenWallet>
  /** Throws CryptoError `keystore.WrongPassword`. */
  checkPassword(password: string): void
  /** Throws CryptoError `keystore.BadFactor` unless this is what the second factor answered when the wallet was opened. */
  checkAnswer(answer: Uint8Array): void
}

/** Encrypts words under a password, with one account of the scheme. Throws `mnemonic.Invalid`. */
export async function createWallet(
  { words, password, scheme }: { words: string; password: string; scheme: string },
  onProgress: (share: number) => void,
): Promise<OpenWallet> {
  const seed = mnemonicToSeed(words)
  const contents = { mnemonic: words, label: LABEL, accounts: [accountOf(seed, scheme)] }
  const keystore = await createKeystore(contents, password, { crypto: webKeystoreCrypto(onProgress) })
  return opened({ keystore, contents, password, seed, second: undefined })
}

/** Decrypts a wallet. Throws `keystore.WrongPassword`, `keystore.FactorNeeded`, `keystore.Damaged`, `keystore.NotAKeystore`. */
export async function openWallet(
  { keystore, password, answer }: { keystore: string; password: string; answer?: Uint8Array | undefined },
  onProgress: (share: number) => void,
): Promise<OpenWallet> {
  const contents = await openKeystore(keystore, password, webKeystoreCrypto(onProgress), answer)
  const factor = inspectKeystore(keystore).secondFactor
  const second = factor === undefined || answer === undefined ? undefined : { factor, answer }
  return opened({ keystore, contents, password, second, seed: mnemonicToSeed(contents.mnemonic) })
}

function opened(parts: {
  readonly keystore: string
  readonly contents: KeystoreContents
  readonly password: string
  readonly seed: Uint8Array
  readonly second: AnsweredFactor | undefined
}): OpenWallet {
  const { keystore, contents, password, seed, second } = parts
  const rewrite = (
    changed: KeystoreContents,
    factor: AnsweredFactor | undefined,
    onProgress: (share: number) => void,
  ): Promise<string> =>
    createKeystore(changed, password, {
      crypto: webKeystoreCrypto(onProgress),
      ...(factor === undefined ? {} : { second: factor }),
    })
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
      const rewritten = await rewrite(grown, second, onProgress)
      return opened({ ...parts, keystore: rewritten, contents: grown })
    },
    async withFactor(next, onProgress) {
      const rewritten = await rewrite(contents, next, onProgress)
      return opened({ ...parts, keystore: rewritten, second: next })
    },
    checkPassword(given) {
      if (given !== password) throw new CryptoError('keystore.WrongPassword', 'this is not the password')
    },
    checkAnswer(given) {
      if (second === undefined || toHex(given) !== toHex(second.answer))
        throw new CryptoError('keystore.BadFactor', 'this is not the passkey of the wallet')
    },
  }
}

function accountOf(seed: Uint8Array, schemeId: string): KeystoreContents['accounts'][number] {
  const scheme = schemes.find(({ id }) => id === schemeId)
  if (scheme === undefined) throw new CryptoError('suite.Unknown', `there is no scheme ${schemeId}`)
  const keys: KeyPath[] = scheme.suites.map((suite) => ({ suite, account: 0, index: 0 }))
  return { name: scheme.title, address: deriveSigner(seed, keys, { suites: portableSuites }).address, keys }
}
