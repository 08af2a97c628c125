/** @module Outside data to a recipe: strict, with the field and the fix in every refusal. */
import type { TObject, TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { ArtError } from '../errors.ts'
import { findPattern } from '../patterns/registry.ts'
import { fonts } from '../text/fonts.ts'
import { colourPattern } from './fields.ts'
import { fontFilePattern } from './layers.ts'
import { type Layer, layerSchemas, limits, patternLayerSchema, type Recipe, RecipeFrame } from './schema.ts'

/** Reads a recipe from JSON data; defaults are filled in. Throws `recipe.invalid` naming field and fix. */
export function checkRecipe(input: unknown): Recipe {
  checkSize(input)
  const frame = checked(RecipeFrame, input, '')
  checkAspect(frame)
  const layers = frame.layers.map((layer, i) => checkLayer(layer, `layers[${i}]`))
  return { ...frame, layers }
}

/** Reads a recipe from JSON text. Throws `recipe.invalid`, also when the text is not JSON. */
export function parseRecipe(text: string): Recipe {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch (cause) {
    throw new ArtError('recipe.invalid', 'the recipe is not valid JSON', { cause })
  }
  return checkRecipe(data)
}

function checkSize(input: unknown): void {
  let json: string | undefined
  try {
    json = JSON.stringify(input)
  } catch (cause) {
    throw new ArtError('recipe.invalid', 'the recipe is not plain JSON data', { cause })
  }
  const bytes = new TextEncoder().encode(json ?? '').length
  if (bytes > limits.maxRecipeBytes) {
    throw new ArtError(
      'recipe.too-large',
      `the recipe has ${bytes} bytes of JSON, the limit is ${limits.maxRecipeBytes}`,
    )
  }
}

function checkAspect({ width, height }: { width: number; height: number }): void {
  const long = Math.max(width, height)
  const short = Math.min(width, height)
  if (long <= short * limits.maxAspect) return
  const field = width < height ? 'width' : 'height'
  const least = Math.ceil(long / limits.maxAspect)
  throw new ArtError(
    'recipe.invalid',
    `${field} is ${short}; beside ${long} it must be at least ${least} (1:${limits.maxAspect})`,
    { field },
  )
}

function checkLayer(input: unknown, path: string): Layer {
  const kind = fieldOf(input, 'kind')
  if (isOtherKind(kind)) return checkFollowable(checked(layerSchemas[kind], input, path) as Layer, path)
  if (kind !== 'pattern') {
    const kinds = ['pattern', ...Object.keys(layerSchemas)].join("', '")
    throw new ArtError('recipe.invalid', `${path}.kind must be one of '${kinds}'`, { field: `${path}.kind` })
  }
  const name = fieldOf(input, 'pattern')
  const pattern = typeof name === 'string' ? findPattern(name) : undefined
  if (pattern === undefined) {
    throw new ArtError('recipe.invalid', `${path}.pattern names no pattern of this version`, {
      field: `${path}.pattern`,
    })
  }
  const given = fieldOf(input, 'params')
  const layer = { ...Object(input), params: given === undefined ? {} : given }
  // The pattern's own schema has checked the parameters, so they are numbers, words or flags.
  return checked(patternLayerSchema(pattern.params), layer, path) as Layer
}

function isOtherKind(kind: unknown): kind is keyof typeof layerSchemas {
  return typeof kind === 'string' && Object.hasOwn(layerSchemas, kind)
}

/** A text along points needs two of them. */
function checkFollowable(layer: Layer, path: string): Layer {
  if (layer.kind !== 'text' || layer.path?.form !== 'points' || layer.path.points.length >= 2) return layer
  throw new ArtError(
    'recipe.invalid',
    `${path}.path.points has ${layer.path.points.length} points; a text needs at least 2 to follow`,
    { field: `${path}.path.points` },
  )
}

function fieldOf(input: unknown, name: string): unknown {
  return typeof input === 'object' && input !== null && Object.hasOwn(input, name)
    ? Reflect.get(input, name)
    : undefined
}

/** A copy of `input` with defaults filled in, if the schema accepts it. */
function checked<S extends TObject>(schema: S, input: unknown, path: string) {
  const value: unknown = Value.Default(schema, structuredCopy(input))
  if (Value.Check(schema, value)) return value
  const problems = [...Value.Errors(schema, value)]
    .map((error) => describeProblem(error, schema, value, path))
    .filter((problem) => problem !== undefined)
    // A field that may be one of two things has a problem for each: one of them is enough.
    .filter(({ field }, i, all) => all.findIndex((other) => other.field === field) === i)
  const first = problems[0] ?? { field: path, message: `${path === '' ? 'the recipe' : path} is not valid` }
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
  throw new ArtError('recipe.invalid', `${first.message}${more}`, { field: first.field })
}

function structuredCopy(input: unknown): unknown {
  return input === undefined ? undefined : JSON.parse(JSON.stringify(input))
}

interface SchemaProblem {
  readonly keyword: string
  readonly instancePath: string
  readonly params: object
  readonly message: string
}

interface Problem {
  readonly field: string
  readonly message: string
}

function describeProblem(
  error: SchemaProblem,
  schema: TSchema,
  value: unknown,
  path: string,
): Problem | undefined {
  // A refused extra field is told once by `additionalProperties`; `boolean` repeats it.
  if (error.keyword === 'boolean') return undefined
  const at = error.instancePath
    .split('/')
    .slice(1)
    .reduce((text, part) => (/^\d+$/.test(part) ? `${text}[${part}]` : join(text, part)), path)
  const params: Record<string, unknown> = { ...error.params }
  if (error.keyword === 'additionalProperties') {
    const name = String(Object(params.additionalProperties)[0])
    const known = fieldsAt(schema, error.instancePath).join(', ')
    return {
      field: join(at, name),
      message: `${join(at, name)} is not a field here; remove it (known: ${known})`,
    }
  }
  if (error.keyword === 'required') {
    const name = String(Object(params.requiredProperties)[0])
    return { field: join(at, name), message: `${join(at, name)} is missing` }
  }
  const found = Value.Pointer.Get(value, error.instancePath)
  return {
    field: at,
    message: `${at === '' ? 'the recipe' : at} is ${show(found)}; ${advise(error, params)}`,
  }
}

/** Names of the fields that the schema knows at a place. */
function fieldsAt(schema: TSchema, instancePath: string): string[] {
  let at: object = schema
  for (const part of instancePath.split('/').slice(1)) {
    at = Object(Reflect.get(Object(Reflect.get(at, 'properties')), part))
  }
  return Object.keys(Object(Reflect.get(at, 'properties')))
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 40 ? `${text.slice(0, 40)}...` : text
}

function advise(error: SchemaProblem, params: Record<string, unknown>): string {
  switch (error.keyword) {
    case 'minimum':
      return `it must be at least ${params.limit}`
    case 'maximum':
      return `it must be at most ${params.limit}`
    case 'enum':
      return `use one of ${[...Object(params.allowedValues)].join(', ')}`
    case 'const':
      return `it must be ${show(params.allowedValue)}`
    case 'pattern':
      return adviseOnPattern(params.pattern)
    default:
      return `it ${error.message}`
  }
}

function adviseOnPattern(pattern: unknown): string {
  if (pattern === colourPattern) return 'write a colour as #rrggbb in lower case'
  if (pattern !== fontFilePattern) return `it must match ${pattern}`
  const names = fonts.map(({ name }) => name).join(', ')
  return `use one of ${names}, or name a font file: sha256: and its hash in 64 hex digits`
}
