import { bech32m } from '@scure/base'
import { type Codec, checkBound } from './codec.ts'
import { CodecError } from './error.ts'
import { readHexDigits } from './hex-digits.ts'
import { merkleize, mixIn, pack } from './merkle.ts'

const utf8 = new TextEncoder()
// A byte order mark is content: dropping it would give one text two encodings.
const fromUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Bytes as `0x` and lower-case hex digits. */
export function toHex(bytes: Uint8Array): string {
  return `0x${bytes.toHex()}`
}

/** Reads `0x…` hex into bytes; throws CodecError on anything else. Upper-case digits are accepted. */
export function fromHex(hex: string): Uint8Array {
  try {
    if (hex.startsWith('0x')) {
      const short = hex.length <= BY_TABLE ? shortFromHex(hex) : undefined
      return short ?? Uint8Array.fromHex(hex.slice(2))
    }
  } catch {
    // Not a string, an odd number of digits, or not digits: the one message below.
  }
  throw new CodecError('expected bytes as 0x and an even number of hex digits')
}

/** Up to this many characters, which is a hash, a loop is three times as fast as the engine's own decoder. */
const BY_TABLE = 66

/** The bytes of hex digits after 0x; undefined where something is wrong with them. */
function shortFromHex(hex: string): Uint8Array | undefined {
  const size = (hex.length - 2) / 2
  if (!Number.isInteger(size)) return undefined
  const bytes = new Uint8Array(size)
  return readHexDigits(hex, size, bytes, 0) ? bytes : undefined
}

/**
 * Exactly `length` bytes, such as a hash. In memory and in JSON lower-case `0x…` hex, so that values compare with `===`;
 * upper-case digits are read, never produced.
 */
export function bytes(length: number): Codec<string> {
  checkBound('a byte vector', length)
  const characters = 2 + length * 2
  const check = (value: unknown): string => {
    if (typeof value !== 'string' || value.length !== characters || !value.startsWith('0x'))
      throw new CodecError(`expected ${length} bytes as 0x and ${length * 2} hex digits`)
    return value
  }
  return {
    fixedSize: length,
    minSize: length,
    maxSize: length,
    basic: false,
    write: (out, at, value) => out.hex(at, check(value), length),
    read: (from, start, end) => toHex(from.subarray(start, end)),
    root: (value, hashPairs) => merkleize(pack(fromHex(check(value))), Math.ceil(length / 32), hashPairs),
    toJson: (value) => check(value).toLowerCase(),
    fromJson: (json) => toHex(fromHex(check(json))),
    schema: { type: 'string', pattern: `^0x[0-9a-f]{${length * 2}}$` },
  }
}

/** A 32-byte digest or identifier. */
export const hash: Codec<string> = bytes(32)

const PREFIX = 'dem'

/** Writes a 32-byte address (0x hex) as people see it: bech32m with prefix `dem` (BIP-350). */
export function formatAddress(address: string): string {
  const bytes = fromHex(address)
  if (bytes.length !== 32) throw new CodecError(`an address has 32 bytes, found ${bytes.length}`)
  return bech32m.encode(PREFIX, bech32m.toWords(bytes), false)
}

/**
 * Reads `dem1…` into 0x hex; a typing error of up to four characters is always noticed (BIP-350). All characters may be upper-case,
 * as QR codes prefer, never a mixture. Throws CodecError.
 */
export function parseAddress(text: string): string {
  try {
    const { prefix, words } = bech32m.decode(text as `${string}1${string}`, 90)
    const value = bech32m.fromWords(words)
    if (prefix === PREFIX && value.length === 32) return toHex(value)
  } catch {
    // Every way to be wrong gets the one message below.
  }
  throw new CodecError('expected an address: dem1 and 58 characters, without a typing error')
}

/** An account: 32 bytes; in memory `0x…` hex, in JSON bech32m `dem1…`. */
export const address: Codec<string> = {
  ...hash,
  toJson: formatAddress,
  fromJson(json) {
    if (typeof json !== 'string') throw new CodecError('expected an address: dem1 and 58 characters')
    return parseAddress(json)
  },
  schema: { type: 'string', pattern: '^dem1[02-9ac-hj-np-z]{58}$' },
}

/** Up to `max` bytes of content, as a Uint8Array; `0x…` hex in JSON. Reading copies, so that a value never aliases its source. */
export function byteList(max: number): Codec<Uint8Array> {
  checkBound('a byte list', max)
  const check = (value: Uint8Array): Uint8Array => {
    if (!(value instanceof Uint8Array)) throw new CodecError('expected bytes')
    if (value.length > max) throw new CodecError(`${value.length} bytes are too many, the limit is ${max}`)
    return value
  }
  return {
    fixedSize: undefined,
    minSize: 0,
    maxSize: max,
    basic: false,
    write(out, _at, value) {
      check(value)
      out.bytes(out.reserve(value.length), value)
    },
    read: (from, start, end) => from.slice(start, end),
    root: (value, hashPairs) =>
      mixIn(merkleize(pack(check(value)), Math.ceil(max / 32), hashPairs), value.length, hashPairs),
    toJson: (value) => toHex(check(value)),
    fromJson(json) {
      if (typeof json !== 'string')
        throw new CodecError('expected bytes as 0x and an even number of hex digits')
      // Measured before it is parsed: a huge text must not become huge memory first.
      if (json.length > 2 + max * 2)
        throw new CodecError(`${json.length} characters are too many, the limit is ${2 + max * 2}`)
      return fromHex(json)
    },
    schema: { type: 'string', pattern: '^0x([0-9a-f]{2})*$', maxLength: 2 + max * 2 },
  }
}

/**
 * The same encoding as `byteList`, read in place: the value is a view of what it was read from, which must not change as long as the
 * value lives. For large parts of values that are read often and live no longer than their source, such as signatures.
 */
export function byteView(max: number): Codec<Uint8Array> {
  return { ...byteList(max), read: (from, start, end) => from.subarray(start, end) }
}

/** Unicode text of up to `max` UTF-8 bytes. Bytes that are not UTF-8 and lone surrogates are refused; nothing is normalised. */
export function text(max: number): Codec<string> {
  checkBound('a text', max)
  const check = (value: unknown): string => {
    if (typeof value !== 'string') throw new CodecError('expected a text')
    // Every UTF-16 code unit takes at least one byte: this bounds the work before it is done.
    if (value.length > max)
      throw new CodecError(`a text of ${value.length} characters is longer than ${max} bytes`)
    return value
  }
  const toBytes = (value: unknown): Uint8Array => {
    const checked = check(value)
    if (!checked.isWellFormed()) throw new CodecError('a text must not hold half of a surrogate pair')
    const encoded = utf8.encode(checked)
    if (encoded.length > max) throw new CodecError(`a text of ${encoded.length} bytes is longer than ${max}`)
    return encoded
  }
  return {
    fixedSize: undefined,
    minSize: 0,
    maxSize: max,
    basic: false,
    write(out, _at, value) {
      const at = out.reserve(check(value).length)
      if (out.ascii(at, value)) return
      const encoded = toBytes(value)
      out.reserve(encoded.length - value.length)
      out.bytes(at, encoded)
    },
    read(from, start, end) {
      try {
        return fromUtf8.decode(from.subarray(start, end))
      } catch {
        throw new CodecError('the bytes of a text are not UTF-8')
      }
    },
    root(value, hashPairs) {
      const encoded = toBytes(value)
      return mixIn(merkleize(pack(encoded), Math.ceil(max / 32), hashPairs), encoded.length, hashPairs)
    },
    toJson: (value) => value,
    fromJson(json) {
      toBytes(json)
      return json as string
    },
    schema: { type: 'string', maxLength: max },
  }
}
