import type { Codec } from './codec.ts'
import { CodecError } from './error.ts'
import { pack } from './merkle.ts'
import { Writer } from './writer.ts'

const scratch = new Writer()

/** Root of a basic value: its bytes, padded to one chunk. */
function basicRoot<T>(codec: Codec<T>, value: T): Uint8Array {
  scratch.reset()
  codec.write(scratch, scratch.reserve(codec.fixedSize ?? 0), value)
  return pack(scratch.finish())
}

/** `true` or `false`; one byte, 1 or 0, nothing else. */
export const bool: Codec<boolean> = {
  fixedSize: 1,
  minSize: 1,
  maxSize: 1,
  basic: true,
  write(out, at, value) {
    if (typeof value !== 'boolean') throw new CodecError('expected true or false')
    out.u8(at, value ? 1 : 0)
  },
  read(bytes, start) {
    const byte = bytes[start]
    if (byte !== 0 && byte !== 1) throw new CodecError(`a boolean byte is 0 or 1, found ${byte}`)
    return byte === 1
  },
  root: (value) => basicRoot(bool, value),
  toJson: (value) => value,
  fromJson(json) {
    if (typeof json !== 'boolean') throw new CodecError('expected true or false')
    return json
  },
  schema: { type: 'boolean' },
}

/** Unsigned integer of 8 bits, as a number. */
export const u8 = small(1)
/** Unsigned integer of 16 bits, as a number. */
export const u16 = small(2)
/** Unsigned integer of 32 bits, as a number. */
export const u32 = small(4)
/** Unsigned integer of 64 bits, as a bigint; a decimal string in JSON. */
export const u64 = wide(8)
/** Unsigned integer of 128 bits, as a bigint; a decimal string in JSON. Amounts are of this kind. */
export const u128 = wide(16)
/** Unsigned integer of 256 bits, as a bigint; a decimal string in JSON. */
export const u256 = wide(32)

function small(size: 1 | 2 | 4): Codec<number> {
  const limit = 2 ** (size * 8) - 1
  const check = (value: unknown): number => {
    if (typeof value !== 'number' || !Number.isInteger(value))
      throw new CodecError(`expected a whole number from 0 to ${limit}`)
    if (value < 0 || value > limit) throw new CodecError(`${value} is outside 0 to ${limit}`)
    return value
  }
  const codec: Codec<number> = {
    fixedSize: size,
    minSize: size,
    maxSize: size,
    basic: true,
    write(out, at, value) {
      check(value)
      if (size === 1) out.u8(at, value)
      else if (size === 2) out.u16(at, value)
      else out.u32(at, value)
    },
    read(bytes, start) {
      if (size === 4) return readU32(bytes, start)
      const low = byteAt(bytes, start)
      return size === 1 ? low : low + byteAt(bytes, start + 1) * 0x100
    },
    root: (value) => basicRoot(codec, value),
    toJson: (value) => value,
    // JSON can say -0, which is another value than 0 to Object.is: adding 0 makes it 0.
    fromJson: (json) => check(json) + 0,
    schema: { type: 'integer', minimum: 0, maximum: limit },
  }
  return codec
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0
}

/** Reads four little-endian bytes, as every offset is, as a number. */
export function readU32(bytes: Uint8Array, at: number): number {
  const low = byteAt(bytes, at) | (byteAt(bytes, at + 1) << 8) | (byteAt(bytes, at + 2) << 16)
  return low + byteAt(bytes, at + 3) * 0x100_0000
}

function wide(size: 8 | 16 | 32): Codec<bigint> {
  const limit = (1n << BigInt(size * 8)) - 1n
  const check = (value: bigint): bigint => {
    if (typeof value !== 'bigint') throw new CodecError('expected a bigint')
    if (value < 0n || value > limit) throw new CodecError(`${value} does not fit in ${size * 8} bits`)
    return value
  }
  const codec: Codec<bigint> = {
    fixedSize: size,
    minSize: size,
    maxSize: size,
    basic: true,
    write(out, at, value) {
      let rest = check(value)
      out.u64(at, BigInt.asUintN(64, rest))
      for (let word = 8; word < size; word += 8) {
        // Most amounts fit the lowest word: shifting a bigint costs an allocation, and zero stays zero.
        if (rest !== 0n) rest >>= 64n
        out.u64(at + word, BigInt.asUintN(64, rest))
      }
    },
    read(bytes, start) {
      let value = 0n
      for (let word = size - 8; word >= 0; word -= 8) {
        const low = readU32(bytes, start + word)
        const high = readU32(bytes, start + word + 4)
        if (value === 0n && low === 0 && high === 0) continue
        // 53 bits fit a number exactly, and most amounts do: one BigInt() instead of three operations.
        const part =
          high < 0x20_0000 ? BigInt(high * 0x1_0000_0000 + low) : (BigInt(high) << 32n) | BigInt(low)
        value = value === 0n ? part : (value << 64n) | part
      }
      return value
    },
    root: (value) => basicRoot(codec, value),
    toJson: (value) => value.toString(),
    fromJson: (json) => check(decimal(json, size)),
    schema: { type: 'string', pattern: '^(0|[1-9][0-9]*)$', maxLength: limit.toString().length },
  }
  return codec
}

function decimal(json: unknown, size: number): bigint {
  const digits = typeof json === 'number' && Number.isSafeInteger(json) ? String(json) : json
  // 78 digits hold every u256; a longer string is refused before it is parsed.
  if (typeof digits !== 'string' || digits.length > 78 || !/^(0|[1-9][0-9]*)$/.test(digits))
    throw new CodecError(`expected an unsigned integer of ${size * 8} bits as a decimal string`)
  return BigInt(digits)
}
