import { CodecError } from './error.ts'
import { type HashPairs, portableHashPairs } from './merkle.ts'
import { Writer } from './writer.ts'

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** A JSON Schema (draft 2020-12) as plain data. */
export type JsonSchema = { readonly [key: string]: Json }

/**
 * One description of a value: how it is laid out in bytes (SSZ), what its Merkle root is, how it reads in JSON, and what its JSON
 * Schema is. The TypeScript type follows from it: `type Item = Infer<typeof Item>`. Source: consensus-specs, ssz/simple-serialize.
 */
export interface Codec<T> {
  /** Encoded length in bytes when it is the same for every value, else undefined (SSZ "variable-size"). */
  readonly fixedSize: number | undefined
  /** The shortest and the longest encoding in bytes; decoders refuse anything outside before they allocate. */
  readonly minSize: number
  readonly maxSize: number
  /** Whether SSZ packs the value into shared 32-byte chunks (uintN and boolean) inside vectors and lists. */
  readonly basic: boolean
  /** Writes the value at byte `at`: room is reserved already for a fixed-size value, a variable-size one is appended there. */
  write(out: Writer, at: number, value: T): void
  /** Reads the value that fills `bytes[start, end)` exactly. */
  read(bytes: Uint8Array, start: number, end: number): T
  /** SSZ hash_tree_root, 32 bytes. */
  root(value: T, hashPairs: HashPairs): Uint8Array
  toJson(value: T): Json
  fromJson(json: unknown): T
  readonly schema: JsonSchema
}

/** The TypeScript type that a codec describes. */
export type Infer<C> = C extends Codec<infer T> ? T : never

const writer = new Writer()

/**
 * The canonical bytes of a value. Throws CodecError when the value breaks a bound of its codec. The codec alone says what T is:
 * inferred from the value too, T would lose the fields that the value lacks.
 */
export function encode<T>(codec: Codec<T>, value: NoInfer<T>): Uint8Array {
  writer.reset()
  writeTo(writer, codec, value)
  return writer.finish()
}

/** Appends a value to a writer. */
export function writeTo<T>(out: Writer, codec: Codec<T>, value: T): void {
  const at = codec.fixedSize === undefined ? out.length : out.reserve(codec.fixedSize)
  codec.write(out, at, value)
}

/** Refuses, where a type is defined, a length or a limit that no value could have: with RangeError, as it is a mistake in a program. */
export function checkBound(what: string, bound: number): void {
  if (!Number.isSafeInteger(bound) || bound < 1)
    throw new RangeError(`${what} has a whole number of parts and room for at least one, found ${bound}`)
}

const NAME = /^[a-z][a-z0-9_-]*$/i

/**
 * Refuses, where a type is defined, a name that JavaScript would treat specially: digits come first in the order of properties
 * whatever the declaration says, and `__proto__` is not a property at all.
 */
export function checkNames(names: readonly string[]): void {
  for (const name of names)
    if (!NAME.test(name))
      throw new RangeError(`'${name}' is no name for a part: a letter, then letters, digits, _ or -`)
}

/** Whether null is a value of the codec: its field may be left out of JSON; bytes have one form all the same. */
export function acceptsNull(codec: Codec<unknown>): boolean {
  return Object.hasOwn(codec.schema, 'anyOf')
}

/**
 * Reads exactly one value. Strict: trailing bytes, gaps, overlapping parts, a second encoding of the same value and anything longer
 * than the bounds are refused with a CodecError before memory is taken for it.
 */
export function decode<T>(codec: Codec<T>, bytes: Uint8Array): T {
  if (!(bytes instanceof Uint8Array)) throw new CodecError('expected bytes')
  // A Node Buffer's slice() is a view where a Uint8Array's is a copy: read it as what it is underneath.
  const plain =
    bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
  return readFrom(codec, plain, 0, plain.length)
}

/** Reads the value that fills `bytes[start, end)`. */
export function readFrom<T>(codec: Codec<T>, bytes: Uint8Array, start: number, end: number): T {
  const length = end - start
  if (length < codec.minSize)
    throw new CodecError(`${length} bytes are too few, the least is ${codec.minSize}`)
  if (length > codec.maxSize)
    throw new CodecError(`${length} bytes are too many, the limit is ${codec.maxSize}`)
  return codec.read(bytes, start, end)
}

/** The value as plain JSON: u64 and wider as decimal strings, bytes as 0x hex, addresses as bech32m. */
export function toJson<T>(codec: Codec<T>, value: NoInfer<T>): Json {
  return codec.toJson(value)
}

/** Reads a value from JSON; the error names the field. Unknown fields are refused. */
export function fromJson<T>(codec: Codec<T>, json: unknown): T {
  return codec.fromJson(json)
}

/** SSZ hash_tree_root of a value, 32 bytes. `hashPairs` may be a faster SHA-256 of 64-byte pairs. */
export function merkleRoot<T>(
  codec: Codec<T>,
  value: NoInfer<T>,
  hashPairs: HashPairs = portableHashPairs,
): Uint8Array {
  return codec.root(value, hashPairs)
}
