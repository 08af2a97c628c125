/** @module The recipe: everything that decides an artwork's pixels, as plain JSON. One schema gives type and form. */
import { type Static, type TObject, Type } from 'typebox'
import { palettes } from '../color/palettes.ts'
import type { BlendMode } from '../layers/blend.ts'
import { patterns } from '../patterns/registry.ts'
import { colourPattern, type Mask, Place, sharedFields } from './fields.ts'
import { FrameLayer, fontField, fontTitleField, GradientLayer, TextPath, WatermarkLayer } from './layers.ts'

/** Limits of a recipe. */
export const limits = {
  /** Pixels on a side. */
  minSide: 16,
  maxSide: 8192,
  /** Long side over short side: pattern work grows with it. */
  maxAspect: 8,
  maxLayers: 16,
  maxTextLength: 500,
  maxSeedLength: 64,
  /** UTF-8 bytes of a recipe's JSON, so that it fits one JPEG comment. */
  maxRecipeBytes: 60_000,
} as const

const colour = Type.String({ pattern: colourPattern, description: 'Lower-case #rrggbb.' })

const seed = Type.Union([
  Type.Integer({ minimum: 0, maximum: 4_294_967_295 }),
  Type.String({ minLength: 1, maxLength: limits.maxSeedLength }),
])

const paletteChoice = Type.Union([
  Type.Enum(palettes.map((each) => each.name)),
  Type.Array(colour, { minItems: 3, maxItems: 8, description: 'Own colours; the first is the ground.' }),
])

/** A pattern layer without its parameters, which the pattern's own schema describes. */
export const patternLayerFields = {
  kind: Type.Literal('pattern'),
  pattern: Type.Enum(patterns.map((each) => each.name)),
  seed,
  palette: paletteChoice,
  place: Type.Optional(Place),
  ...sharedFields,
}

/** A text layer. Places are shares of the width and height, sizes are shares of the short side. */
export const TextLayer = Type.Object(
  {
    kind: Type.Literal('text'),
    text: Type.String({ minLength: 1, maxLength: limits.maxTextLength, description: 'Lines end with \\n.' }),
    font: fontField,
    fontTitle: fontTitleField,
    size: Type.Number({ title: 'Size', minimum: 0.005, maximum: 1, default: 0.06 }),
    x: Type.Number({ title: 'From the left', minimum: 0, maximum: 1, default: 0.5 }),
    y: Type.Number({ title: 'Baseline from the top', minimum: 0, maximum: 1, default: 0.5 }),
    align: Type.Enum(['left', 'center', 'right'], { title: 'Align', default: 'center' }),
    colour: Type.String({ pattern: '^#[0-9a-f]{6}$', title: 'Colour', default: '#ffffff' }),
    letterSpacing: Type.Number({ title: 'Letter spacing (em)', minimum: -0.2, maximum: 2, default: 0 }),
    outline: Type.Number({ title: 'Outline (em)', minimum: 0, maximum: 0.5, default: 0 }),
    outlineColour: Type.String({ pattern: '^#[0-9a-f]{6}$', title: 'Outline colour', default: '#000000' }),
    /** Degrees, clockwise, about the text's place. */
    rotation: Type.Optional(Type.Number({ title: 'Turn (degrees)', minimum: -360, maximum: 360 })),
    path: Type.Optional(TextPath),
    ...sharedFields,
  },
  { additionalProperties: false },
)

/** The frame of a recipe; each layer is checked by the schema of its kind. */
export const RecipeFrame = Type.Object(
  {
    version: Type.Literal(1),
    width: Type.Integer({ minimum: limits.minSide, maximum: limits.maxSide }),
    height: Type.Integer({ minimum: limits.minSide, maximum: limits.maxSide }),
    background: Type.Union([colour, Type.Literal('transparent')], { default: '#000000' }),
    layers: Type.Array(Type.Unknown(), { minItems: 1, maxItems: limits.maxLayers }),
  },
  { additionalProperties: false },
)

/** A layer of one pattern, parameters included. */
export function patternLayerSchema(params: TObject) {
  return Type.Object({ ...patternLayerFields, params }, { additionalProperties: false })
}

/** Values of a pattern's parameters by name. */
export type Params = Readonly<Record<string, number | string | boolean>>

/** A layer drawn by a pattern. */
export interface PatternLayer {
  readonly kind: 'pattern'
  readonly pattern: string
  readonly seed: number | string
  readonly palette: string | readonly string[]
  readonly params: Params
  /** Absent when the pattern fills the picture. */
  readonly place?: Place | undefined
  readonly opacity: number
  readonly blend: BlendMode
  /** Present when the layer masks the one above it instead of being painted. */
  readonly mask?: Mask | undefined
  readonly clip?: boolean | undefined
}

/** A layer of words. */
export type TextLayer = Readonly<Static<typeof TextLayer>>
/** A layer of any kind. */
export type Layer = PatternLayer | TextLayer | GradientLayer | FrameLayer | WatermarkLayer

/** The kinds of layers but patterns, each with its schema. */
export const layerSchemas = {
  text: TextLayer,
  gradient: GradientLayer,
  frame: FrameLayer,
  watermark: WatermarkLayer,
} as const

/** A checked recipe with every default filled in: the same recipe gives the same pixels everywhere. */
export interface Recipe {
  readonly version: 1
  readonly width: number
  readonly height: number
  /** `#rrggbb`, or `transparent`. */
  readonly background: string
  /** The lowest first. */
  readonly layers: readonly Layer[]
}

/** The public JSON Schema of a recipe (draft 2020-12). Fields with a default may be left out. */
export const recipeSchema: object = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Demiurge art recipe, version 1',
  ...optionalByDefault({
    ...RecipeFrame,
    properties: {
      ...RecipeFrame.properties,
      layers: {
        ...RecipeFrame.properties.layers,
        items: {
          oneOf: [
            ...Object.values(layerSchemas),
            ...patterns.map((each) => layerJsonSchema(each.name, each.params)),
          ],
        },
      },
    },
  }),
}

function layerJsonSchema(name: string, params: TObject): object {
  const layer = patternLayerSchema(params)
  return {
    ...layer,
    properties: {
      ...layer.properties,
      pattern: { const: name },
      params: { ...optionalByDefault(params), default: {} },
    },
  }
}

/** Drops every field with a default from `required`, through the whole schema. */
function optionalByDefault(schema: unknown): Record<string, unknown> {
  const copy: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(Object(schema))) copy[key] = optionalIn(value)
  const properties: Record<string, unknown> = Object(copy.properties)
  if (Array.isArray(copy.required)) {
    copy.required = copy.required.filter((name: string) => !('default' in Object(properties[name])))
  }
  return copy
}

function optionalIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(optionalIn)
  return typeof value === 'object' && value !== null ? optionalByDefault(value) : value
}
