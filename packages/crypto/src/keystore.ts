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
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
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

/**
 * What beside the password opens a keystore: a passkey whose authenticator evaluates a pseudo-random function (WebAuthn Level 3, 10.1.4,
 * extension `prf`) over `salt`. `credential` is its identifier, `relyingParty` the site that it belongs to.
 */
export const SecondFactor = struct({
  credential: byteList(1_023),
  relyingParty: text(253),
  label: text(64),
  salt: bytes(32),
})
export type SecondFactor = Infer<typeof SecondFactor>

const HEADER = {
  format: text(32),
  version: u32,
  label: text(128),
  accounts: list(KeystoreAccount, 256),
  kdf: variant({ argon2id: struct({ salt: bytes(16), cost: Argon2Parameters }) }),
  cipher: variant({ aes256Gcm: struct({ nonce: bytes(12) }) }),
}

/** The part of a keystore of version 1 that is readable without the password, and authenticated by it. */
const PlainHeader = struct(HEADER)

/** The same of version 2, which also asks for a second factor. */
const FactorHeader = struct({ ...HEADER, secondFactor: SecondFactor })

/** What is readable without the password: `secondFactor` where one is needed. */
export type KeystoreHeader = Infer<typeof PlainHeader> & { readonly secondFactor?: SecondFactor }

const PLAIN_VERSION = 1
const FACTOR_VERSION = 2

/** The canonical bytes of a header, which are authenticated with the secret. */
export function headerBytes(header: KeystoreHeader): Uint8Array {
  const { secondFactor } = header
  return secondFactor === undefined
    ? encode(PlainHeader, header)
    : encode(FactorHeader, { ...header, secondFactor })
}

/** `checksum` is SHA3-256 of the header's canonical bytes and the ciphertext: it tells a damaged file from a wrong password. */
const REST = { ciphertext: byteList(32 + AEAD_TAG_BYTES), checksum: hash }
const PlainFile = struct({ header: PlainHeader, ...REST })
const FactorFile = struct({ header: FactorHeader, ...REST })
interface KeystoreFile extends Omit<Infer<typeof PlainFile>, 'header'> {
  readonly header: KeystoreHeader
}

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
/** Bytes that a second factor answers with: `results.first` of the extension (WebAuthn Level 3, 10.1.4). */
const FACTOR_BYTES = 32
const FACTOR_INFO = utf8ToBytes('demiurge/keystore/v2/second-factor')
/**
 * 64 MiB and three passes, RFC 9106's second recommendation with one lane: 0.14 s natively, half a second in WebAssembly, some seconds in
 * plain JavaScript.
 */
export const DEFAULT_ARGON2: Argon2Parameters = { memoryKib: 65_536, passes: 3, parallelism: 1 }
const BOUNDS: Readonly<Record<keyof Argon2Parameters, readonly [least: number, most: number]>> = {
  memoryKib: [8192, 1_048_576],
  passes: [1, 16],
  parallelism: [1, 8],
}

/**
 * Keystore operations on noble: everywhere the same, but slow to open. argon2id yields to the event loop while it runs, and tells
 * `onProgress` the share that is done.
 */
export function portableKeystoreCrypto(
  random: RandomSource,
  onProgress: (share: number) => void = () => {},
): KeystoreCrypto {
  return {
    argon2id: (password, salt, { memoryKib: m, passes: t, parallelism: p }) =>
      argon2idAsync(password, salt, { m, t, p, dkLen: 32, version: 0x13, onProgress }),
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
  options: {
    readonly crypto: KeystoreCrypto
    readonly cost?: Argon2Parameters
    /** Asked for at every opening, and what it answers now: 32 bytes. */
    readonly second?: { readonly factor: SecondFactor; readonly answer: Uint8Array }
  },
): Promise<string> {
  const { crypto, cost = DEFAULT_ARGON2, second } = options
  const entropy = mnemonicToEntropy(contents.mnemonic)
  checkCost(cost)
  const salt = crypto.random(16)
  const nonce = crypto.random(12)
  const header: KeystoreHeader = {
    format: FORMAT,
    version: second === undefined ? PLAIN_VERSION : FACTOR_VERSION,
    label: contents.label,
    accounts: contents.accounts,
    kdf: { kind: 'argon2id', value: { salt: toHex(salt), cost } },
    cipher: { kind: 'aes256Gcm', value: { nonce: toHex(nonce) } },
    ...(second === undefined ? {} : { secondFactor: second.factor }),
  }
  const associatedData = headerBytes(header)
  const stretched = await crypto.argon2id(passwordBytes(password), salt, cost)
  const key = keyOf(header, stretched, second?.answer)
  const ciphertext = crypto.aesGcm.seal(key, nonce, entropy, associatedData)
  const file = { header, ciphertext, checksum: toHex(H(associatedData, ciphertext)) }
  const { secondFactor } = header
  const json =
    secondFactor === undefined
      ? toJson(PlainFile, file)
      : toJson(FactorFile, { ...file, header: { ...header, secondFactor } })
  return `${JSON.stringify(json, null, 2)}\n`
}

/**
 * The key that encrypts the secret. With a second factor it is HKDF-SHA-256 (RFC 5869) of what argon2id made of the password followed by
 * what the factor answered: whoever copies the file and guesses the password still lacks 256 bits that never leave the authenticator
 * without its owner. Throws `keystore.FactorNeeded` and `keystore.BadFactor`.
 */
function keyOf(header: KeystoreHeader, stretched: Uint8Array, answer: Uint8Array | undefined): Uint8Array {
  if (header.secondFactor === undefined) return stretched
  checkAnswer(header.secondFactor, answer)
  const both = new Uint8Array(stretched.length + FACTOR_BYTES)
  both.set(stretched)
  both.set(answer ?? [], stretched.length)
  return hkdf(sha256, both, fromHex(header.secondFactor.salt), FACTOR_INFO, 32)
}

function checkAnswer({ label }: SecondFactor, answer: Uint8Array | undefined): void {
  if (answer === undefined)
    throw new CryptoError(
      'keystore.FactorNeeded',
      `the keystore asks for its second factor, the passkey "${label}", beside the password: open it in the page that made it, or make the wallet anew from its words`,
    )
  if (answer.length !== FACTOR_BYTES)
    throw new CryptoError(
      'keystore.BadFactor',
      `the second factor answered with ${answer.length} bytes, ${FACTOR_BYTES} are needed`,
    )
}

/**
 * What a keystore shows without its password. Throws `keystore.NotAKeystore` on other files and other versions, `keystore.Damaged`
 * when the file has changed since it was written, `keystore.BadParameters` when opening it would cost unreasonable memory or time.
 */
export function inspectKeystore(file: string): KeystoreHeader {
  return readFile(file).header
}

/**
 * Decrypts a keystore; `answer` is what its second factor answers, where it has one. Throws what `inspectKeystore` throws,
 * `keystore.FactorNeeded` and `keystore.BadFactor`, and `keystore.WrongPassword`, which is also what a forger gets who changed the file
 * and mended its checksum.
 */
export async function openKeystore(
  file: string,
  password: string,
  crypto: Omit<KeystoreCrypto, 'random'>,
  answer?: Uint8Array,
): Promise<KeystoreContents> {
  const { header, ciphertext } = readFile(file)
  const { salt, cost } = header.kdf.value
  // Said before seconds are spent on the password.
  if (header.secondFactor !== undefined) checkAnswer(header.secondFactor, answer)
  const stretched = await crypto.argon2id(passwordBytes(password), fromHex(salt), cost)
  const key = keyOf(header, stretched, answer)
  const nonce = fromHex(header.cipher.value.nonce)
  const entropy = crypto.aesGcm.open(key, nonce, ciphertext, headerBytes(header))
  if (entropy === undefined)
    throw new CryptoError(
      'keystore.WrongPassword',
      header.secondFactor === undefined
        ? `the password does not open the keystore "${header.label}"`
        : `password and second factor together do not open the keystore "${header.label}"`,
    )
  return { mnemonic: entropyToMnemonic(entropy), label: header.label, accounts: header.accounts }
}

function readFile(file: string): KeystoreFile {
  const json = parseJson(file)
  checkFormat(json)
  const parsed = parseFile(json)
  const checksum = toHex(H(headerBytes(parsed.header), parsed.ciphertext))
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
  if (version !== PLAIN_VERSION && version !== FACTOR_VERSION)
    throw new CryptoError(
      'keystore.NotAKeystore',
      `the keystore is of version ${version}, this program reads versions ${PLAIN_VERSION} and ${FACTOR_VERSION}: update it`,
    )
}

function parseFile(json: unknown): KeystoreFile {
  try {
    return Object(json).header.version === FACTOR_VERSION
      ? fromJson(FactorFile, json)
      : fromJson(PlainFile, json)
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
