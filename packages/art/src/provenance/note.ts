import { portableHashes } from '@demiurge/crypto'
import { fromBase64, toBase64 } from './base64.ts'
import { ProvenanceError } from './error.ts'
import { equalBytes } from './merkle.ts'

/** A text with signature lines below it (C2SP signed-note). The text ends with a newline; the signatures are not checked yet. */
export type Note = { readonly text: string; readonly signatures: readonly NoteSignature[] }

/** One signature line: who claims to have signed, the first four bytes of their key's hash, and the signature. */
export type NoteSignature = {
  readonly name: string
  readonly keyId: Uint8Array
  readonly signature: Uint8Array
}

/** The signature types of C2SP that are used here, and the byte that stands for each in key ids and verifier keys. */
const TYPES = { ed25519: 0x01, 'ml-dsa-44': 0x06 } as const
const KEY_BYTES = { ed25519: 32, 'ml-dsa-44': 1312 } as const

/** How a note key signs: `ed25519` the note's text (C2SP signed-note 0x01), `ml-dsa-44` a checkpoint's cosigned message (tlog-cosignature 0x06). */
export type NoteAlgorithm = keyof typeof TYPES

/** A public key that signs notes under a name. */
export type NoteKey = {
  readonly name: string
  readonly algorithm: NoteAlgorithm
  readonly publicKey: Uint8Array
}

const MAX_NOTE = 1_000_000
const MAX_SIGNATURES = 100
const MAX_NAME_BYTES = 255
const KEY_ID_BYTES = 4
const utf8 = new TextEncoder()

/** Writes a note: the text, an empty line, a line for each signature. Throws `note.Malformed` when the text or a name cannot be in one. */
export function formatNote({ text, signatures }: Note): string {
  const lines = signatures.map(
    ({ name, keyId, signature }) => `\u2014 ${name} ${toBase64(joined(keyId, signature))}\n`,
  )
  const note = `${text}\n${lines.join('')}`
  // The reader knows all the rules; what it reads back must be what was written.
  if (parseNote(note).text !== text) throw malformed('the text would read back differently')
  return note
}

/** Reads a note. Throws `note.Malformed` with the rule that is broken; the signatures are read, not checked. */
export function parseNote(note: string): Note {
  if (note.length > MAX_NOTE) throw malformed(`it has ${note.length} characters, the limit is ${MAX_NOTE}`)
  if (!note.isWellFormed()) throw malformed('it holds half of a surrogate pair')
  // C2SP signed-note: no control characters but newline.
  if (/[^\n -\u{10ffff}]/u.test(note)) throw malformed('it holds a control character')
  const split = note.lastIndexOf('\n\n')
  if (split < 0 || !note.endsWith('\n')) throw malformed('there is no empty line before the signatures')
  const text = note.slice(0, split + 1)
  const lines = note.slice(split + 2, -1).split('\n')
  if (lines.length > MAX_SIGNATURES)
    throw malformed(`it has ${lines.length} signatures, the limit is ${MAX_SIGNATURES}`)
  return { text, signatures: lines.map(parseSignatureLine) }
}

function parseSignatureLine(line: string): NoteSignature {
  const [, name, encoded] = /^\u2014 (\S+) (\S+)$/.exec(line) ?? []
  const bytes = encoded === undefined ? undefined : fromBase64(encoded)
  if (name === undefined || bytes === undefined || !isKeyName(name) || bytes.length <= KEY_ID_BYTES)
    throw malformed('a signature line is not "\u2014 name base64(key id and signature)"')
  return { name, keyId: bytes.slice(0, KEY_ID_BYTES), signature: bytes.slice(KEY_ID_BYTES) }
}

/** Key id (C2SP signed-note): the first four bytes of SHA-256(name || 0x0a || type || public key). */
export function noteKeyId({ name, algorithm, publicKey }: NoteKey): Uint8Array {
  const type = Uint8Array.of(TYPES[algorithm])
  return portableHashes['sha-256'].digest(utf8.encode(`${name}\n`), type, publicKey).slice(0, KEY_ID_BYTES)
}

/** The text form of a key that people pass around (C2SP signed-note "verifier keys"): `name+key id in hex+base64(type || public key)`. */
export function formatNoteKey(key: NoteKey): string {
  checkNoteKey(key)
  const body = joined(Uint8Array.of(TYPES[key.algorithm]), key.publicKey)
  return `${key.name}+${noteKeyId(key).toHex()}+${toBase64(body)}`
}

/** Reads the text form of a key. Throws `note.BadKey` when it is none, its type is not known here, or its key id is of another key. */
export function parseNoteKey(text: string): NoteKey {
  const [, name = '', id = '', encoded = ''] =
    /^([^+\s]{1,255})\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text) ?? []
  const bytes = fromBase64(encoded)
  const algorithm = algorithmOf(bytes?.[0])
  if (bytes === undefined || algorithm === undefined)
    throw new ProvenanceError('note.BadKey', 'a verifier key reads name+key id+base64, of type 1 or 6')
  const key: NoteKey = { name, algorithm, publicKey: bytes.slice(1) }
  checkNoteKey(key)
  if (noteKeyId(key).toHex() !== id)
    throw new ProvenanceError('note.BadKey', `key id ${id} is not the one of this key of ${name}`)
  return key
}

/** Throws `note.BadKey` when a name cannot stand in a note or the public key has another length than its algorithm's. */
export function checkNoteKey({ name, algorithm, publicKey }: NoteKey): void {
  if (!isKeyName(name))
    throw new ProvenanceError(
      'note.BadKey',
      `a key name has 1 to ${MAX_NAME_BYTES} bytes without spaces and plus signs`,
    )
  if (publicKey.length !== KEY_BYTES[algorithm])
    throw new ProvenanceError(
      'note.BadKey',
      `a public key of ${algorithm} has ${KEY_BYTES[algorithm]} bytes, got ${publicKey.length}`,
    )
}

/** Whether a signature line names this key: by name and key id, as C2SP signed-note tells known keys from unknown ones. */
export function isSignatureOf(signature: NoteSignature, key: NoteKey): boolean {
  return signature.name === key.name && equalBytes(signature.keyId, noteKeyId(key))
}

/** C2SP signed-note: a name is not empty and holds neither Unicode spaces nor a plus sign; cosigned messages hold at most 255 bytes of it. */
function isKeyName(name: string): boolean {
  return /^[^\s+\p{C}]+$/u.test(name) && utf8.encode(name).length <= MAX_NAME_BYTES
}

function algorithmOf(type: number | undefined): NoteAlgorithm | undefined {
  if (type === TYPES.ed25519) return 'ed25519'
  return type === TYPES['ml-dsa-44'] ? 'ml-dsa-44' : undefined
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(first.length + second.length)
  bytes.set(first)
  bytes.set(second, first.length)
  return bytes
}

function malformed(reason: string): ProvenanceError {
  return new ProvenanceError('note.Malformed', `this is not a signed note: ${reason}`)
}
