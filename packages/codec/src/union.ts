import type { Codec, Infer, Json } from './codec.ts'
import { readFrom } from './codec.ts'
import { CodecError, within } from './error.ts'
import { mixIn } from './merkle.ts'
import type { Fields } from './struct.ts'

/** A value or `null` (SSZ Union[None, T]): one selector byte, then the value. */
export function optional<T>(inner: Codec<T>): Codec<T | null> {
  return {
    fixedSize: undefined,
    minSize: 1,
    maxSize: 1 + inner.maxSize,
    basic: false,
    write(out, _at, value) {
      const at = out.reserve(1)
      if (value === null || value === undefined) return
      out.u8(at, 1)
      appendTo(out, inner, value)
    },
    read(from, start, end) {
      const selector = from[start]
      if (selector === 0 && end === start + 1) return null
      if (selector !== 1)
        throw new CodecError(`the selector byte of an optional is 0 (alone) or 1, found ${selector}`)
      return readFrom(inner, from, start + 1, end)
    },
    root: (value, hashPairs) =>
      value === null
        ? mixIn(new Uint8Array(32), 0, hashPairs)
        : mixIn(inner.root(value, hashPairs), 1, hashPairs),
    toJson: (value) => (value === null ? null : inner.toJson(value)),
    fromJson: (json) => (json === null || json === undefined ? null : inner.fromJson(json)),
    schema: { anyOf: [inner.schema, { type: 'null' }] },
  }
}

/** The value of a variant: which case, and that case's value. */
export type Variant<F extends Fields> = {
  readonly [K in keyof F]: { readonly kind: K; readonly value: Infer<F[K]> }
}[keyof F]

/**
 * One of several named cases (SSZ Union): a selector byte, which is the case's position in the declaration, then the value.
 * Cases are only ever added at the end; at most 128 (SSZ reserves higher selectors).
 */
export function variant<const F extends Fields>(cases: F): Codec<Variant<F>> & { readonly cases: F } {
  const names = Object.keys(cases)
  if (names.length === 0 || names.length > 128) throw new RangeError('a variant has 1 to 128 cases')
  const codecs = names.map((name) => cases[name] as Codec<unknown>)
  const select = (kind: unknown): { selector: number; codec: Codec<unknown> } => {
    const selector = names.indexOf(kind as string)
    const codec = codecs[selector]
    if (codec === undefined) throw new CodecError(`expected one of ${names.join(', ')}`, 'kind')
    return { selector, codec }
  }
  const parts = (value: unknown): { kind: string; value: unknown } => {
    if (typeof value !== 'object' || value === null) throw new CodecError('expected { kind, value }')
    return value as { kind: string; value: unknown }
  }
  return {
    cases,
    fixedSize: undefined,
    minSize: 1 + Math.min(...codecs.map((codec) => codec.minSize)),
    maxSize: 1 + Math.max(...codecs.map((codec) => codec.maxSize)),
    basic: false,
    write(out, _at, given) {
      const { kind, value } = parts(given)
      const { selector, codec } = select(kind)
      out.u8(out.reserve(1), selector)
      within(kind, () => appendTo(out, codec, value))
    },
    read(from, start, end) {
      const selector = from[start] ?? 255
      const codec = codecs[selector]
      const kind = names[selector]
      if (codec === undefined || kind === undefined)
        throw new CodecError(`selector ${selector} is none of the ${names.length} cases`)
      return within(kind, () => ({ kind, value: readFrom(codec, from, start + 1, end) })) as Variant<F>
    },
    root(given, hashPairs) {
      const { selector, codec } = select(given.kind)
      return mixIn(codec.root(given.value, hashPairs), selector, hashPairs)
    },
    toJson: (given) => ({ kind: given.kind as string, value: select(given.kind).codec.toJson(given.value) }),
    fromJson(json) {
      const { kind, value, ...rest } = parts(json)
      const unknown = Object.keys(rest)[0]
      if (unknown !== undefined)
        throw new CodecError('there is no such field; the fields are kind, value', unknown)
      const { codec } = select(kind)
      return { kind, value: within(kind, () => codec.fromJson(value as Json)) } as Variant<F>
    },
    schema: {
      oneOf: names.map((kind, i) => ({
        type: 'object',
        additionalProperties: false,
        required: ['kind', 'value'],
        properties: { kind: { const: kind }, value: codecs[i]?.schema ?? {} },
      })),
    },
  }
}

function appendTo<T>(out: Parameters<Codec<T>['write']>[0], codec: Codec<T>, value: T): void {
  codec.write(out, codec.fixedSize === undefined ? out.length : out.reserve(codec.fixedSize), value)
}
