import type { Json } from '@demiurge/codec'
import { MetadataError } from './error.ts'

/** Deeper documents are refused: a reader of another language may have a smaller stack than this one. */
const MAX_DEPTH = 64

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * The one text of a JSON value (RFC 8785, JSON Canonicalization Scheme): no white space, names sorted by UTF-16 code units,
 * numbers and strings as ECMAScript writes them. Its UTF-8 bytes are what gets hashed and signed.
 * Throws MetadataError `metadata.NotJson` for anything that JSON cannot say exactly: NaN, infinities, bigint, undefined,
 * half a surrogate pair (RFC 8785 3.2.2.2), objects with a prototype of their own, more than 64 levels.
 */
export function canonicalJson(value: unknown): string {
  return write(value, '$', 0)
}

/**
 * Reads bytes that must be the canonical UTF-8 text of a value. Throws MetadataError `metadata.NotJson` or
 * `metadata.NotCanonical` (white space, another order, a doubled name, a byte order mark: a second text of the same value).
 */
export function parseCanonicalJson(bytes: Uint8Array): Json {
  const { text, value } = parse(bytes)
  if (canonicalJson(value) !== text)
    throw new MetadataError('metadata.NotCanonical', [
      {
        path: '$',
        found: 'JSON in another layout, order or number form',
        expected: 'the text that canonicalJson(value) gives (RFC 8785)',
      },
    ])
  return value
}

function parse(bytes: Uint8Array): { text: string; value: Json } {
  try {
    const text = decoder.decode(bytes)
    const value: Json = JSON.parse(text)
    return { text, value }
  } catch (cause) {
    throw new MetadataError(
      'metadata.NotJson',
      [{ path: '$', found: `${bytes.length} bytes that are not JSON`, expected: 'one JSON value in UTF-8' }],
      { cause },
    )
  }
}

function write(value: unknown, path: string, depth: number): string {
  if (depth > MAX_DEPTH) throw notJson(path, `more than ${MAX_DEPTH} levels`, 'a flatter document')
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return writeNumber(value, path)
  if (typeof value === 'string') return writeString(value, path)
  if (Array.isArray(value))
    return `[${Array.from(value, (item, i) => write(item, `${path}[${i}]`, depth + 1)).join(',')}]`
  if (typeof value === 'object') return writeObject(value, path, depth)
  throw notJson(
    path,
    `a value of type ${typeof value}`,
    'null, a boolean, a number, a text, a list or an object',
  )
}

function writeObject(value: object, path: string, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null)
    throw notJson(path, 'an object of a class', 'a plain object')
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  const texts = members.map(
    ([name, member]) => `${writeString(name, path)}:${write(member, memberPath(path, name), depth + 1)}`,
  )
  return `{${texts.join(',')}}`
}

function writeNumber(value: number, path: string): string {
  if (!Number.isFinite(value)) throw notJson(path, String(value), 'a finite number')
  // RFC 8785 3.2.2.3 takes ECMAScript's own number text, which JSON.stringify writes (-0 as 0).
  return JSON.stringify(value)
}

function writeString(value: string, path: string): string {
  if (!value.isWellFormed()) throw notJson(path, 'half of a surrogate pair', 'well-formed Unicode text')
  return JSON.stringify(value)
}

/** `$.attributes` or `$["odd name"]` (RFC 9535 names). */
export function memberPath(path: string, name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`
}

function notJson(path: string, found: string, expected: string): MetadataError {
  return new MetadataError('metadata.NotJson', [{ path, found, expected }])
}
