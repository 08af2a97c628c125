import { type Codec, checkBound, type Json, readFrom } from './codec.ts'
import { CodecError, located, within } from './error.ts'
import { concatRoots, type HashPairs, merkleize, mixIn, pack } from './merkle.ts'
import { readU32 } from './numbers.ts'
import { Writer } from './writer.ts'

const OFFSET = 4

// Basic items only, which never write through it in turn.
const packed = new Writer()

/** Up to `max` values of one kind, in order (SSZ List). */
export function list<T>(item: Codec<T>, max: number): Codec<readonly T[]> {
  checkBound('a list', max)
  const check = (length: number): void => {
    if (length > max) throw new CodecError(`a list of ${length} is longer than ${max}`)
  }
  return {
    fixedSize: undefined,
    minSize: 0,
    maxSize: max * (item.maxSize + (item.fixedSize === undefined ? OFFSET : 0)),
    basic: false,
    write(out, _at, value) {
      expectArray(value)
      check(value.length)
      writeItems(out, out.length, item, value)
    },
    read(from, start, end) {
      const count = countItems(item, from, start, end)
      check(count)
      return readItems(item, from, start, end, count)
    },
    root(value, hashPairs) {
      expectArray(value)
      check(value.length)
      const limit = item.basic ? Math.ceil((max * (item.fixedSize ?? 0)) / 32) : max
      return mixIn(merkleize(itemChunks(item, value, hashPairs), limit, hashPairs), value.length, hashPairs)
    },
    toJson: (value) => jsonOf(item, value),
    fromJson(json) {
      expectArray(json)
      check(json.length)
      return jsonItems(item, json)
    },
    schema: { type: 'array', items: item.schema, maxItems: max },
  }
}

/** Exactly `length` values of one kind, in order (SSZ Vector). */
export function vector<T>(item: Codec<T>, length: number): Codec<readonly T[]> {
  checkBound('a vector', length)
  const check = (found: number): void => {
    if (found !== length) throw new CodecError(`expected ${length} items, found ${found}`)
  }
  const fixedSize = item.fixedSize === undefined ? undefined : item.fixedSize * length
  const overhead = fixedSize === undefined ? OFFSET : 0
  return {
    fixedSize,
    minSize: length * (item.minSize + overhead),
    maxSize: length * (item.maxSize + overhead),
    basic: false,
    write(out, at, value) {
      expectArray(value)
      check(value.length)
      writeItems(out, at, item, value, fixedSize !== undefined)
    },
    read(from, start, end) {
      check(countItems(item, from, start, end))
      return readItems(item, from, start, end, length)
    },
    root(value, hashPairs) {
      expectArray(value)
      check(value.length)
      const limit = item.basic ? Math.ceil((fixedSize ?? 0) / 32) : length
      return merkleize(itemChunks(item, value, hashPairs), limit, hashPairs)
    },
    toJson: (value) => jsonOf(item, value),
    fromJson(json) {
      expectArray(json)
      check(json.length)
      return jsonItems(item, json)
    },
    schema: { type: 'array', items: item.schema, minItems: length, maxItems: length },
  }
}

function expectArray(value: unknown): asserts value is readonly unknown[] {
  if (!Array.isArray(value)) throw new CodecError('expected a list')
}

function jsonOf<T>(item: Codec<T>, values: readonly T[]): Json {
  expectArray(values)
  return values.map((each, i) => within(i, () => item.toJson(each)))
}

function jsonItems<T>(item: Codec<T>, json: readonly unknown[]): readonly T[] {
  return json.map((each, i) => within(i, () => item.fromJson(each)))
}

function writeItems<T>(
  out: Writer,
  at: number,
  item: Codec<T>,
  values: readonly T[],
  reserved = false,
): void {
  const size = item.fixedSize
  if (!reserved) out.reserve(values.length * (size ?? OFFSET))
  let i = 0
  try {
    for (; i < values.length; i++) {
      const value = values[i] as T
      if (size !== undefined) item.write(out, at + i * size, value)
      else {
        out.u32(at + i * OFFSET, out.length - at)
        item.write(out, out.length, value)
      }
    }
  } catch (error) {
    throw located(i, error)
  }
}

/** How many items the bytes hold, by their length or by the first offset; nothing is allocated yet. */
function countItems<T>(item: Codec<T>, from: Uint8Array, start: number, end: number): number {
  const length = end - start
  if (length === 0) return 0
  if (item.fixedSize !== undefined) {
    if (length % item.fixedSize !== 0)
      throw new CodecError(`${length} bytes are not a whole number of items of ${item.fixedSize} bytes`)
    return length / item.fixedSize
  }
  if (length < OFFSET) throw new CodecError(`${length} bytes are too few for an offset`)
  const first = readU32(from, start)
  if (first === 0 || first % OFFSET !== 0 || first > length)
    throw new CodecError(`the first offset ${first} does not follow a table of offsets`)
  return first / OFFSET
}

function readItems<T>(
  item: Codec<T>,
  from: Uint8Array,
  start: number,
  end: number,
  count: number,
): readonly T[] {
  const values: T[] = []
  const size = item.fixedSize
  let i = 0
  try {
    if (size !== undefined) {
      for (; i < count; i++) values.push(item.read(from, start + i * size, start + (i + 1) * size))
      return values
    }
    let begin = start + count * OFFSET
    for (; i < count; i++) {
      const stop = i + 1 < count ? start + readU32(from, start + (i + 1) * OFFSET) : end
      if (stop < begin || stop > end) throw new CodecError('its offset is out of order or outside the value')
      values.push(readFrom(item, from, begin, stop))
      begin = stop
    }
    return values
  } catch (error) {
    throw located(i, error)
  }
}

function itemChunks<T>(item: Codec<T>, values: readonly T[], hashPairs: HashPairs): Uint8Array {
  if (!item.basic) return concatRoots(values.map((value, i) => within(i, () => item.root(value, hashPairs))))
  packed.reset()
  writeItems(packed, 0, item, values)
  return pack(packed.finish())
}

/**
 * Root of a list of at most `max` hashes, given as their 32 bytes: what `list(hash, max)` has as its root, without a way through hex for
 * each of them. Throws CodecError for more.
 */
export function hashListRoot(hashes: readonly Uint8Array[], max: number, hashPairs: HashPairs): Uint8Array {
  if (hashes.length > max) throw new CodecError(`a list of ${hashes.length} is longer than ${max}`)
  return mixIn(merkleize(concatRoots(hashes), max, hashPairs), hashes.length, hashPairs)
}
