import { acceptsNull, type Codec, checkNames, type Infer, readFrom, writeTo } from './codec.ts'
import { CodecError, located, within } from './error.ts'
import { mixIn } from './merkle.ts'
import type { Fields } from './struct.ts'

/** A value or `null` (SSZ Union[None, T]): one selector byte, then the value. `undefined` is written as null. */
export function optional<T>(inner: Codec<T>): Codec<T | null> {
  // Both levels would be null in memory: two encodings of one value.
  if (acceptsNull(inner)) throw new RangeError('an optional of an optional has two ways to be null')
  return {
    fixedSize: undefined,
    minSize: 1,
    maxSize: 1 + inner.maxSize,
    basic: false,
    write(out, _at, value) {
      const absent = value === null || value === undefined
      out.u8(out.reserve(1), absent ? 0 : 1)
      if (!absent) writeTo(out, inner, value)
    },
    read(from, start, end) {
      const selector = from[start]
      if (selector === 0 && end === start + 1) return null
      if (selector === 0) throw new CodecError(`an absent optional is one byte, found ${end - start}`)
      if (selector !== 1)
        throw new CodecError(`the selector byte of an optional is 0 or 1, found ${selector}`)
      return readFrom(inner, from, start + 1, end)
    },
    root: (value, hashPairs) =>
      value === null || value === undefined
        ? mixIn(new Uint8Array(32), 0, hashPairs)
        : mixIn(inner.root(value, hashPairs), 1, hashPairs),
    toJson: (value) => (value === null || value === undefined ? null : inner.toJson(value)),
    fromJson: (json) => (json === null || json === undefined ? null : inner.fromJson(json)),
    schema: { anyOf: [inner.schema, { type: 'null' }] },
  }
}

/** The value of a variant: which case, and that case's value. */
export type Variant<F extends Fields> = {
  readonly [K in keyof F]: { readonly kind: K; readonly value: Infer<F[K]> }
}[keyof F]

interface Case {
  readonly selector: number
  readonly name: string
  readonly codec: Codec<unknown>
}

/**
 * One of several named cases (SSZ Union): a selector byte, which is the case's position in the declaration, then the value.
 * Cases are only ever added at the end; at most 127, SSZ reserves the selectors above.
 */
export function variant<const F extends Fields>(cases: F): Codec<Variant<F>> & { readonly cases: F } {
  const table: readonly Case[] = Object.entries(cases).map(([name, codec], selector) => ({
    selector,
    name,
    codec,
  }))
  if (table.length === 0 || table.length > 127) throw new RangeError('a variant has 1 to 127 cases')
  checkNames(table.map(({ name }) => name))
  const byName = new Map(table.map((each) => [each.name, each]))
  const select = (given: unknown): { found: Case; value: unknown } => {
    if (typeof given !== 'object' || given === null) throw new CodecError('expected { kind, value }')
    const { kind, value } = given as { kind?: unknown; value?: unknown }
    const found = byName.get(kind as string)
    if (found === undefined) throw new CodecError(`expected one of ${[...byName.keys()].join(', ')}`, 'kind')
    return { found, value }
  }
  return {
    cases,
    fixedSize: undefined,
    minSize: 1 + Math.min(...table.map(({ codec }) => codec.minSize)),
    maxSize: 1 + Math.max(...table.map(({ codec }) => codec.maxSize)),
    basic: false,
    write(out, _at, given) {
      const { found, value } = select(given)
      out.u8(out.reserve(1), found.selector)
      try {
        writeTo(out, found.codec, value)
      } catch (error) {
        throw located('value', error)
      }
    },
    read(from, start, end) {
      const selector = from[start] ?? 255
      const found = table[selector]
      if (found === undefined)
        throw new CodecError(`selector ${selector} is none of the ${table.length} cases`, 'kind')
      try {
        return { kind: found.name, value: readFrom(found.codec, from, start + 1, end) } as Variant<F>
      } catch (error) {
        throw located('value', error)
      }
    },
    root(given, hashPairs) {
      const { found, value } = select(given)
      return mixIn(
        within('value', () => found.codec.root(value, hashPairs)),
        found.selector,
        hashPairs,
      )
    },
    toJson(given) {
      const { found, value } = select(given)
      return { kind: found.name, value: within('value', () => found.codec.toJson(value)) }
    },
    fromJson(json) {
      const { found, value } = select(json)
      const unknown = Object.keys(json as object).find((key) => key !== 'kind' && key !== 'value')
      if (unknown !== undefined)
        throw new CodecError('there is no such field; the fields are kind, value', unknown)
      return { kind: found.name, value: within('value', () => found.codec.fromJson(value)) } as Variant<F>
    },
    schema: {
      oneOf: table.map(({ name, codec }) => ({
        type: 'object',
        additionalProperties: false,
        required: ['kind', 'value'],
        properties: { kind: { const: name }, value: codec.schema },
      })),
    },
  }
}
