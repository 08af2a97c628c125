/** @module CBOR (RFC 8949) as far as a claim needs it: lengths in their shortest form, nothing of indefinite length. */
import { ArtError } from '../errors.ts'
import { joinBytes } from '../files/png.ts'

/** A value that has one spelling in CBOR. Numbers are integers; maps have integers as keys, objects texts, both in the order given. */
export type CborValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | readonly CborValue[]
  | ReadonlyMap<number, CborValue>
  | { readonly [key: string]: CborValue }

const UNSIGNED = 0
const NEGATIVE = 1
const BYTES = 2
const TEXT = 3
const ARRAY = 4
const MAP = 5
const TAG = 6
// Major type 7: RFC 8949 3.3.
const FALSE = Uint8Array.of(0xf4)
const TRUE = Uint8Array.of(0xf5)
const NULL = Uint8Array.of(0xf6)

/** The bytes of a value. Throws ArtError `credentials.failed` for a number that is no integer below 2^32 in size. */
export function encodeCbor(value: CborValue): Uint8Array<ArrayBuffer> {
  if (value === null) return NULL
  if (typeof value === 'boolean') return value ? TRUE : FALSE
  if (typeof value === 'number') return integer(value)
  if (typeof value === 'string') return withLength(TEXT, new TextEncoder().encode(value))
  if (value instanceof Uint8Array) return withLength(BYTES, value)
  if (isArray(value)) return joinBytes([cborHead(ARRAY, value.length), ...value.map(encodeCbor)])
  const entries: readonly (readonly [number | string, CborValue])[] =
    value instanceof Map ? [...value] : Object.entries(value)
  const pairs = entries.flatMap(([key, each]) => [encodeCbor(key), encodeCbor(each)])
  return joinBytes([cborHead(MAP, entries.length), ...pairs])
}

/** A value under a tag (RFC 8949 3.4). */
export function taggedCbor(tag: number, value: CborValue): Uint8Array<ArrayBuffer> {
  return joinBytes([cborHead(TAG, tag), encodeCbor(value)])
}

/** How many bytes an integer of 0 to 2^32 - 1 takes. */
export function cborIntegerLength(value: number): number {
  return cborHead(UNSIGNED, value).length
}

function isArray(value: CborValue): value is readonly CborValue[] {
  return Array.isArray(value)
}

function integer(value: number): Uint8Array<ArrayBuffer> {
  const size = value < 0 ? -1 - value : value
  if (!Number.isInteger(value) || size > 0xffff_ffff)
    throw new ArtError('credentials.failed', `${value} is no integer of 32 bits, and a claim holds no others`)
  return cborHead(value < 0 ? NEGATIVE : UNSIGNED, size)
}

function withLength(major: number, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return joinBytes([cborHead(major, bytes.length), bytes])
}

/** RFC 8949 3: major type and argument, in the shortest form. */
function cborHead(major: number, argument: number): Uint8Array<ArrayBuffer> {
  const type = major << 5
  if (argument < 24) return Uint8Array.of(type | argument)
  if (argument < 0x100) return Uint8Array.of(type | 24, argument)
  if (argument < 0x1_0000) return Uint8Array.of(type | 25, argument >> 8, argument & 0xff)
  const head = new Uint8Array(5)
  head[0] = type | 26
  new DataView(head.buffer).setUint32(1, argument)
  return head
}
