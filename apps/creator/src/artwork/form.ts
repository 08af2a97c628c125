import type { Pattern } from '@demiurge/art'

/** One control of a form: what it is called, what it may be, and what it is when nobody touches it. */
export type FormField =
  | {
      readonly kind: 'number'
      readonly name: string
      readonly title: string
      readonly min: number
      readonly max: number
      readonly step: number
      readonly initial: number
    }
  | {
      readonly kind: 'choice'
      readonly name: string
      readonly title: string
      readonly options: readonly string[]
      readonly initial: string
    }
  | {
      readonly kind: 'text'
      readonly name: string
      readonly title: string
      readonly maxLength: number
      readonly initial: string
    }
  | { readonly kind: 'colour'; readonly name: string; readonly title: string; readonly initial: string }
  | { readonly kind: 'flag'; readonly name: string; readonly title: string; readonly initial: boolean }

/** Steps of a slider over a real number: fine enough to look smooth. */
const SLIDER_STEPS = 100

/** The form for a pattern's parameters, read from the schema that checks its recipes. A field of an unknown kind is left out. */
export function formOf(pattern: Pattern): readonly FormField[] {
  return fieldsOf(pattern.params.properties)
}

/** Controls for the properties of a schema, or for those named; a property of an unknown kind is left out. */
export function fieldsOf(properties: object, names?: readonly string[]): readonly FormField[] {
  const fields: [string, unknown][] = Object.entries(properties).filter(
    ([name]) => names === undefined || names.includes(name),
  )
  return fields.flatMap(([name, schema]) => {
    const field = fieldOf(name, Object(schema))
    return field === undefined ? [] : [field]
  })
}

function fieldOf(name: string, schema: Readonly<Record<string, unknown>>): FormField | undefined {
  const { type, title: given, default: initial } = schema
  const title = typeof given === 'string' ? given : name
  if (Array.isArray(schema.enum)) {
    const options = schema.enum.map(String)
    return { kind: 'choice', name, title, options, initial: String(initial ?? options[0] ?? '') }
  }
  if (type === 'boolean') return { kind: 'flag', name, title, initial: initial === true }
  if (schema.pattern === '^#[0-9a-f]{6}$')
    return { kind: 'colour', name, title, initial: String(initial ?? '#000000') }
  if (type === 'string') {
    return { kind: 'text', name, title, maxLength: Number(schema.maxLength ?? 500), initial: String(initial) }
  }
  if (type !== 'number' && type !== 'integer') return undefined
  const min = Number(schema.minimum ?? 0)
  const max = Number(schema.maximum ?? 1)
  const step = type === 'integer' ? 1 : niceStep(max - min)
  return { kind: 'number', name, title, min, max, step, initial: Number(initial ?? min) }
}

/** The power of ten, or its half or fifth, that divides a span into about a hundred steps. */
function niceStep(span: number): number {
  const power = 10 ** Math.floor(Math.log10(span / SLIDER_STEPS))
  const times = [5, 2, 1].find((each) => span / (power * each) >= SLIDER_STEPS) ?? 1
  return Number((power * times).toPrecision(1))
}

/** A machine's word for people: `slh-dsa` words joined by hyphens become `Slh dsa`. */
export function wordsOf(name: string): string {
  const text = name.replaceAll('-', ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}
