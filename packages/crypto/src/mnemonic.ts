import { type Infer, struct, text, u32 } from '@demiurge/codec'
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha512 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import {
  mnemonicToSeedSync,
  mnemonicToEntropy as toEntropy,
  entropyToMnemonic as toWords,
} from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { CryptoError } from './error.ts'
import type { RandomSource } from './random.ts'
import type { Suites } from './suites/registry.ts'
import type { KeyPair } from './suites/suite.ts'

const WORDS: ReadonlySet<string> = new Set(wordlist)
const U32_LIMIT = 0x1_0000_0000

/** Where a key stands under a mnemonic: one for each suite, account and index. */
export const KeyPath = struct({ suite: text(32), account: u32, index: u32 })
export type KeyPath = Infer<typeof KeyPath>

/** A new mnemonic (BIP-39, English) of 24 words, 256 bits of entropy, or of 12 words, 128 bits. */
export function createMnemonic(random: RandomSource, words: 12 | 24 = 24): string {
  return entropyToMnemonic(random(words === 24 ? 32 : 16))
}

/** The words for 16 to 32 bytes of entropy, a multiple of 4 (BIP-39). Throws `mnemonic.Invalid` on another length. */
export function entropyToMnemonic(entropy: Uint8Array): string {
  if (entropy.length < 16 || entropy.length > 32 || entropy.length % 4 !== 0)
    throw new CryptoError(
      'mnemonic.Invalid',
      `a mnemonic holds 16, 20, 24, 28 or 32 bytes of entropy, got ${entropy.length}`,
    )
  return toWords(entropy, wordlist)
}

/**
 * The entropy behind the words. Upper case and extra spaces are forgiven. Throws `mnemonic.Invalid` and says what is wrong by
 * position, never by word: errors end up in logs.
 */
export function mnemonicToEntropy(mnemonic: string): Uint8Array {
  const words = wordsOf(mnemonic)
  if (words.length < 12 || words.length > 24 || words.length % 3 !== 0)
    throw new CryptoError(
      'mnemonic.Invalid',
      `a mnemonic has 12, 15, 18, 21 or 24 words, got ${words.length}`,
    )
  const wrong = words.findIndex((word) => !WORDS.has(word))
  if (wrong >= 0)
    throw new CryptoError('mnemonic.Invalid', `word ${wrong + 1} is not in the English BIP-39 list`)
  try {
    return toEntropy(words.join(' '), wordlist)
  } catch {
    throw new CryptoError(
      'mnemonic.Invalid',
      'the checksum does not fit: a word is wrong or two are in the wrong order',
    )
  }
}

/**
 * The 64-byte seed of a mnemonic: PBKDF2-HMAC-SHA-512, 2048 rounds, salt "mnemonic" + passphrase (BIP-39). Another passphrase is
 * another wallet; there is no wrong one. Throws `mnemonic.Invalid`.
 */
export function mnemonicToSeed(mnemonic: string, passphrase = ''): Uint8Array {
  mnemonicToEntropy(mnemonic)
  return mnemonicToSeedSync(wordsOf(mnemonic).join(' '), passphrase)
}

/**
 * Derives `length` bytes for one purpose from a mnemonic's seed: HKDF-SHA-512 (RFC 5869), no salt, input key = the 64-byte seed, info
 * = the ASCII text `demiurge/key/v1/<name>/<account>/<index>` with decimal numbers. Signature keys use their suite's name and
 * `seedBytes`; sealing keys use `x-wing` and 32. Outputs for different texts are independent: every level is "hardened".
 * Throws `mnemonic.BadPath` when a number is not a u32.
 */
export function deriveSeed(
  seed: Uint8Array,
  path: { readonly name: string; readonly account: number; readonly index: number },
  length: number,
): Uint8Array {
  for (const number of [path.account, path.index])
    if (!Number.isInteger(number) || number < 0 || number >= U32_LIMIT)
      throw new CryptoError(
        'mnemonic.BadPath',
        `account and index are whole numbers below 2^32, got ${number}`,
      )
  const info = `demiurge/key/v1/${path.name}/${path.account}/${path.index}`
  return hkdf(sha512, seed, undefined, utf8ToBytes(info), length)
}

/** The key pair at a path under a mnemonic's seed; the same in every engine. Throws `suite.Unknown` and `mnemonic.BadPath`. */
export function deriveKeyPair(seed: Uint8Array, path: KeyPath, suites: Suites): KeyPair {
  const suite = suites.get(path.suite)
  return suite.keyPairFromSeed(deriveSeed(seed, { ...path, name: suite.name }, suite.seedBytes))
}

function wordsOf(mnemonic: string): string[] {
  return mnemonic
    .normalize('NFKD')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
}
