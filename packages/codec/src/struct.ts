import { acceptsNull, type Codec, checkNames, type Infer, readFrom } from './codec.ts'
import { CodecError, located, within } from './error.ts'
import { concatRoots, merkleize } from './merkle.ts'
import { readU32 } from './numbers.ts'
import type { Writer } from './writer.ts'

const OFFSET = 4

// biome-ignore lint/suspicious/noExplicitAny: the fields of one struct have different types
export type Fields = { readonly [name: string]: Codec<any> }

/** The value of a struct: one property for each field. */
export type Struct<F extends Fields> = { readonly [K in keyof F]: Infer<F[K]> }

interface Field {
  readonly name: string
  readonly codec: Codec<unknown>
  readonly size: number | undefined
  /** Where the field, or its offset, stands in the fixed part. */
  readonly at: number
  /** Where the offset of the next variable-size field stands: this one ends there. Undefined for the last. */
  readonly nextAt: number | undefined
}

interface Layout {
  readonly fields: readonly Field[]
  /** Length of the fixed part. */
  readonly head: number
  readonly fixed: boolean
}

type Properties = { [name: string]: unknown }

/**
 * A record whose fields are written in the order of their declaration (SSZ Container): first the fixed part, with a 4-byte offset in
 * place of each variable-size field, then those fields' bytes without gaps.
 */
export function struct<const F extends Fields>(shape: F): Codec<Struct<F>> & { readonly fields: F } {
  const layout = layOut(shape)
  const { fields, head, fixed } = layout
  const bound = (pick: (codec: Codec<unknown>) => number): number =>
    fields.reduce((sum, { codec, size }) => (size === undefined ? sum + pick(codec) : sum), head)
  return {
    fields: shape,
    fixedSize: fixed ? head : undefined,
    minSize: bound((codec) => codec.minSize),
    maxSize: bound((codec) => codec.maxSize),
    basic: false,
    write: (out, at, value) => writeFields(layout, out, at, value),
    read: (from, start, end) => readFields(layout, from, start, end) as Struct<F>,
    root(value, hashPairs) {
      const record = expectRecord(value)
      const roots = fields.map(({ name, codec }) => within(name, () => codec.root(record[name], hashPairs)))
      return merkleize(concatRoots(roots), fields.length, hashPairs)
    },
    toJson(value) {
      const record = expectRecord(value)
      return Object.fromEntries(
        fields.map(({ name, codec }) => [name, within(name, () => codec.toJson(record[name]))]),
      )
    },
    fromJson: (json) => readJson(fields, json) as Struct<F>,
    schema: {
      type: 'object',
      additionalProperties: false,
      required: fields.filter(({ codec }) => !acceptsNull(codec)).map(({ name }) => name),
      properties: Object.fromEntries(fields.map(({ name, codec }) => [name, codec.schema])),
    },
  }
}

function layOut(shape: Fields): Layout {
  const entries = Object.entries(shape)
  if (entries.length === 0) throw new RangeError('a struct has at least one field')
  checkNames(entries.map(([name]) => name))
  let head = 0
  const places = entries.map(([name, codec]) => {
    const at = head
    head += codec.fixedSize ?? OFFSET
    return { name, codec, size: codec.fixedSize, at }
  })
  const variable = places.filter(({ size }) => size === undefined)
  const fields = places.map((place) => ({ ...place, nextAt: variable.find(({ at }) => at > place.at)?.at }))
  return { fields, head, fixed: variable.length === 0 }
}

/**
 * Reads some fields of a struct and looks at nothing else: for those who need little of a large value, many times. What it gives is what
 * `decode` would give for bytes that `decode` accepts; of other bytes it may accept some. Throws CodecError, and never reads outside.
 */
export function fieldReader<F extends Fields, const N extends keyof F & string>(
  { fields }: { readonly fields: F },
  names: readonly N[],
): (bytes: Uint8Array, start?: number, end?: number) => Pick<Struct<F>, N> {
  const layout = layOut(fields)
  const wanted = layout.fields.filter(({ name }) => names.includes(name as N))
  return (bytes, start = 0, end = bytes.length) => {
    if (end - start < layout.head)
      throw new CodecError(`${end - start} bytes are too few, the least is ${layout.head}`)
    const value: Properties = {}
    for (const field of wanted) {
      const { name, codec, size, at } = field
      const stretch = size === undefined ? stretchOf(field, layout, bytes, { start, end }) : undefined
      try {
        value[name] =
          stretch === undefined
            ? codec.read(bytes, start + at, start + at + (size ?? 0))
            : readFrom(codec, bytes, stretch.start, stretch.end)
      } catch (error) {
        throw located(name, error)
      }
    }
    return value as Pick<Struct<F>, N>
  }
}

/** Bytes from one place to another, exclusive. */
interface Stretch {
  readonly start: number
  readonly end: number
}

/** Where a variable-size field lies, by its offset and the next one. */
function stretchOf(
  { name, at, nextAt }: Field,
  { head }: Layout,
  bytes: Uint8Array,
  { start, end }: Stretch,
): Stretch {
  const from = start + readU32(bytes, start + at)
  const to = nextAt === undefined ? end : start + readU32(bytes, start + nextAt)
  if (from < start + head || to < from || to > end)
    throw new CodecError('its offset points outside the value', name)
  return { start: from, end: to }
}

function expectRecord(value: unknown): Properties {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new CodecError('expected an object')
  return value as Properties
}

function writeFields({ fields, head, fixed }: Layout, out: Writer, at: number, value: unknown): void {
  const record = expectRecord(value)
  if (!fixed) out.reserve(head)
  let current = ''
  try {
    for (const field of fields) {
      current = field.name
      if (field.size !== undefined) field.codec.write(out, at + field.at, record[current])
      else {
        out.u32(at + field.at, out.length - at)
        field.codec.write(out, out.length, record[current])
      }
    }
  } catch (error) {
    throw located(current, error)
  }
}

function readFields({ fields, head }: Layout, from: Uint8Array, start: number, end: number): Properties {
  const value: Properties = {}
  let current = ''
  let begin = start + head
  try {
    for (const { name, codec, size, at, nextAt } of fields) {
      current = name
      if (size !== undefined) {
        value[name] = codec.read(from, start + at, start + at + size)
        continue
      }
      if (readU32(from, start + at) !== begin - start)
        throw new CodecError('its offset leaves a gap, overlaps or points outside the value')
      const stop = nextAt === undefined ? end : start + readU32(from, start + nextAt)
      if (stop < begin || stop > end)
        throw new CodecError('the next offset is out of order or outside the value')
      value[name] = readFrom(codec, from, begin, stop)
      begin = stop
    }
    return value
  } catch (error) {
    throw located(current, error)
  }
}

function readJson(fields: readonly Field[], json: unknown): Properties {
  const record = expectRecord(json)
  const known = new Set(fields.map(({ name }) => name))
  for (const name of Object.keys(record))
    if (!known.has(name))
      throw new CodecError(`there is no such field; the fields are ${[...known].join(', ')}`, name)
  return Object.fromEntries(
    fields.map(({ name, codec }) => [
      name,
      within(name, () => {
        // Only what the object itself holds: a prototype must not fill in a field that was left out.
        if (Object.hasOwn(record, name)) return codec.fromJson(record[name])
        if (acceptsNull(codec)) return null
        throw new CodecError('the field is missing')
      }),
    ]),
  )
}
