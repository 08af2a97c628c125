import type { KeyPair, Suites } from '@demiurge/crypto'
import { fromBase64, toBase64 } from './base64.ts'
import { ProvenanceError } from './error.ts'
import { HASH_BYTES } from './merkle.ts'
import {
  checkNoteKey,
  formatNote,
  isSignatureOf,
  type NoteAlgorithm,
  type NoteKey,
  type NoteSignature,
  noteKeyId,
  parseNote,
} from './note.ts'

/** What a log says of itself at a size (C2SP tlog-checkpoint): its name, the number of entries and the root over them. */
export type Checkpoint = {
  /** The log's name, unique for ever, such as `demiurge/devnet-1/provenance`: 1 to 255 bytes in one line. */
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
  /** Further lines. Only Ed25519 signatures cover them: a cosigned message (0x06) does not hold them. */
  readonly extensions?: readonly string[]
}

/** A key that signs checkpoints, and for ML-DSA-44 the time that its cosignature states (Unix seconds). */
export type CheckpointSigner = {
  readonly key: NoteKey
  readonly keyPair: KeyPair
  /** Needed for ml-dsa-44 alone, whose cosignature says "at this time the log was append-only up to here". */
  readonly timestamp?: number
}

/** A signature that was verified: whose, and the time a cosignature states (Unix seconds). */
export type CheckpointSignature = {
  readonly name: string
  readonly algorithm: NoteAlgorithm
  readonly timestamp?: number
}

/** A checkpoint with at least one valid signature by a key that the verifier knows. Made by `verifyCheckpoint` alone. */
export type VerifiedCheckpoint = {
  readonly checkpoint: Checkpoint
  readonly signatures: readonly CheckpointSignature[]
}

const MAX_ORIGIN_BYTES = 255
const TIMESTAMP_BYTES = 8
const utf8 = new TextEncoder()

/** The signed text of a checkpoint: origin, decimal size, root in base64, extension lines, each with a newline. Throws `checkpoint.Malformed`. */
export function formatCheckpoint({ origin, size, root, extensions = [] }: Checkpoint): string {
  const text = `${[origin, String(size), toBase64(root), ...extensions].join('\n')}\n`
  const { origin: readOrigin, extensions: readExtensions = [] } = parseCheckpoint(text)
  if (readOrigin !== origin || readExtensions.length !== extensions.length)
    throw malformed('origin and extensions are single lines')
  return text
}

/** Reads the text of a checkpoint (without signatures). Throws `checkpoint.Malformed` with the rule that is broken. */
export function parseCheckpoint(text: string): Checkpoint {
  if (!text.endsWith('\n')) throw malformed('it does not end with a newline')
  const [origin = '', decimal = '', encoded = '', ...extensions] = text.slice(0, -1).split('\n')
  const originBytes = utf8.encode(origin).length
  if (originBytes < 1 || originBytes > MAX_ORIGIN_BYTES)
    throw malformed(`the origin has ${originBytes} bytes, it needs 1 to ${MAX_ORIGIN_BYTES}`)
  const size = Number(decimal)
  if (!/^(0|[1-9]\d{0,15})$/.test(decimal) || !Number.isSafeInteger(size))
    throw malformed('the size is not a decimal number below 2^53 without leading zeros')
  const root = fromBase64(encoded)
  if (root?.length !== HASH_BYTES) throw malformed('the root is not 32 bytes in base64')
  if (extensions.includes('')) throw malformed('an extension line is empty')
  return extensions.length === 0 ? { origin, size, root } : { origin, size, root, extensions }
}

/**
 * The message that an ML-DSA-44 cosignature signs (C2SP tlog-cosignature 0x06): "subtree/v1\n\0", the cosigner's name after its length
 * (u8), the timestamp (u64), the origin after its length (u8), start 0 (u64), end = size (u64), the root; integers big-endian.
 */
export function cosignedMessage(
  name: string,
  timestamp: number,
  { origin, size, root }: Checkpoint,
): Uint8Array {
  const parts = [
    utf8.encode('subtree/v1\n\0'),
    lengthPrefixed(name),
    u64(timestamp),
    lengthPrefixed(origin),
    u64(0),
    u64(size),
    root,
  ]
  return concat(parts)
}

/** Signs a checkpoint with each signer and returns the signed note. Throws `note.BadKey` and `checkpoint.Malformed`. */
export function signCheckpoint(
  checkpoint: Checkpoint,
  signers: readonly CheckpointSigner[],
  suites: Suites,
): string {
  const text = formatCheckpoint(checkpoint)
  const signatures = signers.map(({ key, keyPair, timestamp }): NoteSignature => {
    checkNoteKey(key)
    const suite = suites.get(key.algorithm)
    const { name } = key
    const keyId = noteKeyId(key)
    if (key.algorithm === 'ed25519') return { name, keyId, signature: suite.sign(utf8.encode(text), keyPair) }
    if (timestamp === undefined || !Number.isSafeInteger(timestamp) || timestamp < 0)
      throw new ProvenanceError('note.BadKey', `the cosigner ${name} needs a timestamp in whole Unix seconds`)
    const signature = suite.sign(cosignedMessage(name, timestamp, checkpoint), keyPair)
    return { name, keyId, signature: concat([u64(timestamp), signature]) }
  })
  return formatNote({ text, signatures })
}

/**
 * Reads a signed checkpoint and checks every signature by a known key; lines of unknown keys are passed over (C2SP signed-note).
 * Throws `note.Malformed`, `checkpoint.Malformed`, or `note.BadSignature` when a known key's signature is wrong, when no known key
 * signed, or when `origin` is given and is not the log's. Which and how many signatures suffice is the caller's policy.
 */
export function verifyCheckpoint(
  note: string,
  keys: readonly NoteKey[],
  { suites, origin }: { readonly suites: Suites; readonly origin?: string },
): VerifiedCheckpoint {
  const { text, signatures } = parseNote(note)
  const checkpoint = parseCheckpoint(text)
  if (origin !== undefined && checkpoint.origin !== origin)
    throw badSignature(`it is of the log ${checkpoint.origin}, not of ${origin}`)
  const verified = signatures.flatMap((signature) => {
    const key = keys.find((known) => isSignatureOf(signature, known))
    return key === undefined ? [] : [verifySignature({ text, checkpoint }, signature, key, suites)]
  })
  if (verified.length === 0)
    throw badSignature(
      `none of its ${signatures.length} signatures is by one of the ${keys.length} known keys`,
    )
  return { checkpoint, signatures: verified }
}

function verifySignature(
  { text, checkpoint }: { readonly text: string; readonly checkpoint: Checkpoint },
  { signature }: NoteSignature,
  { name, algorithm, publicKey }: NoteKey,
  suites: Suites,
): CheckpointSignature {
  const suite = suites.get(algorithm)
  if (algorithm === 'ed25519') {
    if (suite.verify(signature, utf8.encode(text), publicKey)) return { name, algorithm }
    throw badSignature(`the Ed25519 signature of ${name} is wrong`)
  }
  const timestamp = readTimestamp(signature)
  const body = signature.slice(TIMESTAMP_BYTES)
  if (timestamp !== undefined && suite.verify(body, cosignedMessage(name, timestamp, checkpoint), publicKey))
    return { name, algorithm, timestamp }
  throw badSignature(`the ML-DSA-44 cosignature of ${name} is wrong`)
}

function readTimestamp(signature: Uint8Array): number | undefined {
  if (signature.length < TIMESTAMP_BYTES) return undefined
  const seconds = new DataView(signature.buffer, signature.byteOffset, TIMESTAMP_BYTES).getBigUint64(0)
  return seconds <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(seconds) : undefined
}

function lengthPrefixed(text: string): Uint8Array {
  const bytes = utf8.encode(text)
  return concat([Uint8Array.of(bytes.length), bytes])
}

function u64(value: number): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value))
  return bytes
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

function malformed(reason: string): ProvenanceError {
  return new ProvenanceError('checkpoint.Malformed', `this is not a checkpoint: ${reason}`)
}

function badSignature(reason: string): ProvenanceError {
  return new ProvenanceError('note.BadSignature', `the checkpoint does not hold: ${reason}`)
}
