import type { Codec, Infer } from './codec.ts'
import { readFrom } from './codec.ts'
import { CodecError, located, within } from './error.ts'
import { concatRoots, merkleize } from './merkle.ts'
import { littleEndian } from './numbers.ts'

const OFFSET = 4

// biome-ignore lint/suspicious/noExplicitAny: the fields of one struct have different types
export type Fields = { readonly [name: string]: Codec<any> }

/** The value of a struct: one property for each field. */
export type Struct<F extends Fields> = { readonly [K in keyof F]: Infer<F[K]> }

interface Field {
  readonly name: string
  readonly codec: Codec<unknown>
  /** Where the field, or its offset, stands in the fixed part. */
  readonly at: number
}

type Properties = { [name: string]: unknown }

/**
 * A record whose fields are written in the order of their declaration (SSZ Container): first the fixed part, with a 4-byte offset in
 * place of each variable-size field, then those fields' bytes without gaps.
 */
export function struct<const F extends Fields>(shape: F): Codec<Struct<F>> & { readonly fields: F } {
  const fields: Field[] = []
  let head = 0
  for (const [name, codec] of Object.entries(shape)) {
    fields.push({ name, codec, at: head })
    head += codec.fixedSize ?? OFFSET
  }
  if (fields.length === 0) throw new RangeError('a struct has at least one field')
  const variable = fields.filter((field) => field.codec.fixedSize === undefined)
  const bound = (pick: (codec: Codec<unknown>) => number): number =>
    head + variable.reduce((sum, field) => sum + pick(field.codec), 0)
  return {
    fields: shape,
    fixedSize: variable.length === 0 ? head : undefined,
    minSize: bound((codec) => codec.minSize),
    maxSize: bound((codec) => codec.maxSize),
    basic: false,
    write(out, at, value) {
      const record = expectRecord(value)
      if (variable.length > 0) out.reserve(head)
      for (const { name, codec, at: offset } of fields) {
        try {
          if (codec.fixedSize !== undefined) codec.write(out, at + offset, record[name])
          else {
            out.u32(at + offset, out.length - at)
            codec.write(out, out.length, record[name])
          }
        } catch (error) {
          throw located(name, error)
        }
      }
    },
    read: (from, start, end) => readFields(fields, variable, head, from, start, end) as Struct<F>,
    root(value, hashPairs) {
      const record = expectRecord(value)
      const roots = fields.map(({ name, codec }) => within(name, () => codec.root(record[name], hashPairs)))
      return merkleize(concatRoots(roots), fields.length, hashPairs)
    },
    toJson: (value) =>
      Object.fromEntries(fields.map(({ name, codec }) => [name, codec.toJson((value as Properties)[name])])),
    fromJson: (json) => readJson(fields, json) as Struct<F>,
    schema: {
      type: 'object',
      additionalProperties: false,
      required: fields.map(({ name }) => name),
      properties: Object.fromEntries(fields.map(({ name, codec }) => [name, codec.schema])),
    },
  }
}

function expectRecord(value: unknown): Properties {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new CodecError('expected an object')
  return value as Properties
}

function readFields(
  fields: readonly Field[],
  variable: readonly Field[],
  head: number,
  from: Uint8Array,
  start: number,
  end: number,
): Properties {
  if (end - start < head)
    throw new CodecError(`${end - start} bytes are too few, the fixed part takes ${head}`)
  const value: Properties = {}
  let next = 0
  let begin = start + head
  for (const { name, codec, at } of fields) {
    try {
      if (codec.fixedSize !== undefined) {
        value[name] = codec.read(from, start + at, start + at + codec.fixedSize)
        continue
      }
      if (littleEndian(from, start + at, OFFSET) !== begin - start)
        throw new CodecError('its offset leaves a gap, overlaps or points outside the value')
      next++
      const following = variable[next]
      const stop = following === undefined ? end : start + littleEndian(from, start + following.at, OFFSET)
      if (stop < begin || stop > end)
        throw new CodecError('the next offset is out of order or outside the value')
      value[name] = readFrom(codec, from, begin, stop)
      begin = stop
    } catch (error) {
      throw located(name, error)
    }
  }
  return value
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
        if (!Object.hasOwn(record, name) && !acceptsNull(codec)) throw new CodecError('the field is missing')
        return codec.fromJson(record[name] ?? null)
      }),
    ]),
  )
}

/** Optional fields may be left out of JSON; bytes have one form all the same. */
function acceptsNull(codec: Codec<unknown>): boolean {
  return Object.hasOwn(codec.schema, 'anyOf')
}
