import { memberPath } from './canonical-json.ts'
import type { MetadataProblem } from './error.ts'
import { isMediaType, isMetadataUri, isTimestamp, isUuid } from './formats.ts'

/** The JSON Schema keywords our schemas use. The test of this file holds the reading of them against TypeBox's checker. */
export type JsonSchema = {
  readonly description?: string
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly items?: JsonSchema
  readonly minItems?: number
  readonly maxItems?: number
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[] | undefined
  readonly additionalProperties?: boolean | JsonSchema
}

const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  uri: isMetadataUri,
  uuid: isUuid,
  'date-time': isTimestamp,
  'media-type': isMediaType,
}

/**
 * Every problem of a value against a schema, in document order; none when it is valid. TypeBox's own `Value.Errors` stops after
 * eight problems and gives several for one fault, which is why the people-facing list is made here.
 */
export function schemaProblems(schema: JsonSchema, value: unknown, path = '$'): MetadataProblem[] {
  const expected = schema.description ?? expectedBy(schema)
  if (!matchesType(schema, value)) return [{ path, found: show(value), expected }]
  if (schema.const !== undefined && value !== schema.const) return [{ path, found: show(value), expected }]
  if (schema.enum !== undefined && !schema.enum.includes(value))
    return [{ path, found: show(value), expected }]
  if (typeof value === 'string' && !isText(schema, value)) return [{ path, found: show(value), expected }]
  if (typeof value === 'number' && !isWithin(schema.minimum, value, schema.maximum))
    return [{ path, found: show(value), expected }]
  if (Array.isArray(value)) return listProblems(schema, value, path, expected)
  if (isObject(value)) return objectProblems(schema, value, path)
  return []
}

function listProblems(
  schema: JsonSchema,
  value: readonly unknown[],
  path: string,
  expected: string,
): MetadataProblem[] {
  if (!isWithin(schema.minItems, value.length, schema.maxItems))
    return [{ path, found: `a list of ${value.length}`, expected }]
  const { items } = schema
  return items === undefined ? [] : value.flatMap((item, i) => schemaProblems(items, item, `${path}[${i}]`))
}

function objectProblems(
  schema: JsonSchema,
  value: Readonly<Record<string, unknown>>,
  path: string,
): MetadataProblem[] {
  const known = schema.properties ?? {}
  const missing = (schema.required ?? [])
    .filter((name) => !Object.hasOwn(value, name))
    .map((name) => ({
      path: memberPath(path, name),
      found: 'missing',
      expected: known[name]?.description ?? expectedBy(known[name] ?? {}),
    }))
  const wrong = Object.entries(value).flatMap(([name, member]) => {
    const at = memberPath(path, name)
    const memberSchema = Object.hasOwn(known, name) ? known[name] : schema.additionalProperties
    if (memberSchema === false)
      return [{ path: at, found: 'not a known member', expected: `only ${Object.keys(known).join(', ')}` }]
    return typeof memberSchema === 'object' ? schemaProblems(memberSchema, member, at) : []
  })
  return [...missing, ...wrong]
}

function matchesType(schema: JsonSchema, value: unknown): boolean {
  if (schema.type === undefined) return true
  const types = typeof schema.type === 'string' ? [schema.type] : schema.type
  return types.some((type) => isOfType(type, value))
}

function isOfType(type: string, value: unknown): boolean {
  if (type === 'object') return isObject(value)
  if (type === 'array') return Array.isArray(value)
  if (type === 'null') return value === null
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'number') return Number.isFinite(value)
  return typeof value === type
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(schema: JsonSchema, value: string): boolean {
  // JSON Schema counts characters (code points), ECMAScript's length counts code units: the cheap bound first.
  if (value.length > 2 * (schema.maxLength ?? Number.POSITIVE_INFINITY)) return false
  const bounded = schema.minLength !== undefined || schema.maxLength !== undefined
  if (bounded && !isWithin(schema.minLength, Array.from(value).length, schema.maxLength)) return false
  if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value)) return false
  const format = schema.format === undefined ? undefined : FORMATS[schema.format]
  return format === undefined || format(value)
}

function isWithin(
  minimum = Number.NEGATIVE_INFINITY,
  value = 0,
  maximum = Number.POSITIVE_INFINITY,
): boolean {
  return value >= minimum && value <= maximum
}

function expectedBy(schema: JsonSchema): string {
  if (schema.enum !== undefined) return `one of ${schema.enum.join(', ')}`
  const types = schema.type === undefined ? [] : [schema.type].flat()
  return types.length === 0 ? 'a JSON value' : `a value of type ${types.join(' or ')}`
}

/** A value as a message shows it: short, and never the whole of a hostile document. */
export function show(value: unknown): string {
  if (typeof value === 'string') {
    const short = value.length > 48 ? `${value.slice(0, 45)}…` : value
    return `the text ${JSON.stringify(short)}`
  }
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object' && value !== null) return 'an object'
  return value === undefined ? 'missing' : `${String(value).slice(0, 48)}`
}
