import {
  address,
  byteList,
  bytes,
  CodecError,
  encode,
  fromHex,
  fromJson,
  hash,
  type Infer,
  list,
  struct,
  text,
  toHex,
  toJson,
  u32,
  variant,
} from '@demiurge/codec'
import { argon2idAsync } from '@noble/hashes/argon2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import { AEAD_TAG_BYTES, type Aead, portableAesGcm } from './aead.ts'
import { CryptoError } from './error.ts'
import { H } from './hash.ts'
import { entropyToMnemonic, KeyPath, mnemonicToEntropy } from './mnemonic.ts'
import type { RandomSource } from './random.ts'

/** Cost of argon2id (RFC 9106): memory in KiB, passes over it, lanes. */
export const Argon2Parameters = struct({ memoryKib: u32, passes: u32, parallelism: u32 })
export type Argon2Parameters = Infer<typeof Argon2Parameters>

/** An account whose keys come from the keystore's mnemonic: one path, or two for a hybrid account. */
export const KeystoreAccount = struct({ name: text(64), address, keys: list(KeyPath, 2) })
export type KeystoreAccount = Infer<typeof KeystoreAccount>

/** The part of a keystore that is readable without the password, and authenticated by it. */
export const KeystoreHeader = struct({
  format: text(32),
  version: u32,
  label: text(128),
  accounts: list(KeystoreAccount, 256),
  kdf: variant({ argon2id: struct({ salt: bytes(16), cost: Argon2Parameters }) }),
  cipher: variant({ aes256Gcm: struct({ nonce: bytes(12) }) }),
})
export type KeystoreHeader = Infer<typeof KeystoreHeader>

/** `checksum` is SHA3-256 of the header's canonical bytes and the ciphertext: it tells a damaged file from a wrong password. */
const KeystoreFile = struct({
  header: KeystoreHeader,
  ciphertext: byteList(32 + AEAD_TAG_BYTES),
  checksum: hash,
})
type KeystoreFile = Infer<typeof KeystoreFile>

/** What a keystore is made with; from the native door in Node, from the portable one elsewhere. */
export interface KeystoreCrypto {
  /** argon2id, version 0x13, 32 bytes out. */
  argon2id(password: Uint8Array, salt: Uint8Array, cost: Argon2Parameters): Promise<Uint8Array>
  readonly aesGcm: Aead
  readonly random: RandomSource
}

/** What is kept in a keystore. */
export interface KeystoreContents {
  readonly mnemonic: string
  readonly label: string
  readonly accounts: readonly KeystoreAccount[]
}

const FORMAT = 'demiurge-keystore'
const VERSION = 1
/** 64 MiB and three passes, RFC 9106's second recommendation with one lane: 0.14 s natively, some seconds in plain JavaScript. */
export const DEFAULT_ARGON2: Argon2Parameters = { memoryKib: 65_536, passes: 3, parallelism: 1 }
const BOUNDS: Readonly<Record<keyof Argon2Parameters, readonly [least: number, most: number]>> = {
  memoryKib: [8192, 1_048_576],
  passes: [1, 16],
  parallelism: [1, 8],
}

/** Keystore operations on noble: everywhere the same, but slow to open (argon2id yields to the event loop while it runs). */
export function portableKeystoreCrypto(random: RandomSource): KeystoreCrypto {
  return {
    argon2id: (password, salt, { memoryKib, passes, parallelism }) =>
      argon2idAsync(password, salt, { m: memoryKib, t: passes, p: parallelism, dkLen: 32, version: 0x13 }),
    aesGcm: portableAesGcm,
    random,
  }
}

/**
 * Encrypts a mnemonic under a password: the text of a keystore file. Label, account names, addresses and key paths stay readable, so
 * that a wallet can list them while locked. Make it anew to change anything; salt and nonce are always fresh.
 * Throws `mnemonic.Invalid` and `keystore.BadParameters`.
 */
export async function createKeystore(
  contents: KeystoreContents,
  password: string,
  options: { readonly crypto: KeystoreCrypto; readonly cost?: Argon2Parameters },
): Promise<string> {
  const { crypto, cost = DEFAULT_ARGON2 } = options
  const entropy = mnemonicToEntropy(contents.mnemonic)
  checkCost(cost)
  const salt = crypto.random(16)
  const nonce = crypto.random(12)
  const header: KeystoreHeader = {
    format: FORMAT,
    version: VERSION,
    label: contents.label,
    accounts: contents.accounts,
    kdf: { kind: 'argon2id', value: { salt: toHex(salt), cost } },
    cipher: { kind: 'aes256Gcm', value: { nonce: toHex(nonce) } },
  }
  const associatedData = encode(KeystoreHeader, header)
  const key = await crypto.argon2id(passwordBytes(password), salt, cost)
  const ciphertext = crypto.aesGcm.seal(key, nonce, entropy, associatedData)
  const file = { header, ciphertext, checksum: toHex(H(associatedData, ciphertext)) }
  return `${JSON.stringify(toJson(KeystoreFile, file), null, 2)}\n`
}

/**
 * What a keystore shows without its password. Throws `keystore.NotAKeystore` on other files and other versions, `keystore.Damaged`
 * when the file has changed since it was written, `keystore.BadParameters` when opening it would cost unreasonable memory or time.
 */
export function inspectKeystore(file: string): KeystoreHeader {
  return readFile(file).header
}

/**
 * Decrypts a keystore. Throws what `inspectKeystore` throws, and `keystore.WrongPassword`, which is also what a forger gets who
 * changed the file and mended its checksum.
 */
export async function openKeystore(
  file: string,
  password: string,
  crypto: Omit<KeystoreCrypto, 'random'>,
): Promise<KeystoreContents> {
  const { header, ciphertext } = readFile(file)
  const { salt, cost } = header.kdf.value
  const key = await crypto.argon2id(passwordBytes(password), fromHex(salt), cost)
  const nonce = fromHex(header.cipher.value.nonce)
  const entropy = crypto.aesGcm.open(key, nonce, ciphertext, encode(KeystoreHeader, header))
  if (entropy === undefined)
    throw new CryptoError(
      'keystore.WrongPassword',
      `the password does not open the keystore "${header.label}"`,
    )
  return { mnemonic: entropyToMnemonic(entropy), label: header.label, accounts: header.accounts }
}

function readFile(file: string): KeystoreFile {
  const json = parseJson(file)
  checkFormat(json)
  const parsed = parseFile(json)
  const checksum = toHex(H(encode(KeystoreHeader, parsed.header), parsed.ciphertext))
  if (checksum !== parsed.checksum)
    throw damaged('its checksum does not fit: restore it from a backup or from the mnemonic')
  checkCost(parsed.header.kdf.value.cost)
  return parsed
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(file)
  } catch (cause) {
    throw damaged('it is not complete JSON', cause)
  }
}

/** Tells foreign and newer files from damaged ones before the strict reading, so that each gets its own sentence. */
function checkFormat(json: unknown): void {
  const header: unknown = Object(json).header
  const { format, version } = Object(header)
  if (format !== FORMAT)
    throw new CryptoError('keystore.NotAKeystore', `the file does not say that its format is ${FORMAT}`)
  if (version !== VERSION)
    throw new CryptoError(
      'keystore.NotAKeystore',
      `the keystore is of version ${version}, this program reads version ${VERSION}: update it`,
    )
}

function parseFile(json: unknown): KeystoreFile {
  try {
    return fromJson(KeystoreFile, json)
  } catch (cause) {
    if (!(cause instanceof CodecError)) throw cause
    throw damaged(cause.message, cause)
  }
}

function damaged(reason: string, cause?: unknown): CryptoError {
  return new CryptoError('keystore.Damaged', `the keystore file is damaged: ${reason}`, { cause })
}

/** A hostile file must not make its reader take gigabytes or minutes; a careless writer must not make a weak file. */
function checkCost(cost: Argon2Parameters): void {
  for (const name of ['memoryKib', 'passes', 'parallelism'] as const) {
    const [least, most] = BOUNDS[name]
    if (cost[name] < least || cost[name] > most)
      throw new CryptoError(
        'keystore.BadParameters',
        `argon2id ${name} is ${cost[name]}, it must be between ${least} and ${most}`,
      )
  }
}

/** NFKC, so that one password typed on two keyboards is the same bytes (RFC 8265 4.2 lets composed and decomposed forms agree). */
function passwordBytes(password: string): Uint8Array {
  return utf8ToBytes(password.normalize('NFKC'))
}
