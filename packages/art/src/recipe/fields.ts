/** @module Fields that layers of several kinds share, as schemas. Absent optional fields leave old recipes as they were. */
import { type Static, Type } from 'typebox'
import { blendModes } from '../layers/blend.ts'

/** A colour as recipes write it. */
export const colourPattern = '^#[0-9a-f]{6}$'

/** A colour field with a title for forms. */
export function colourField(title: string, byDefault: string) {
  return Type.String({ pattern: colourPattern, title, default: byDefault })
}

/** A number field with a title for forms. */
export function numberField(title: string, minimum: number, maximum: number, byDefault: number) {
  return Type.Number({ title, minimum, maximum, default: byDefault })
}

/** A choice of words with a title for forms; the first is the default. */
export function wordField<const T extends readonly [string, ...string[]]>(title: string, values: T) {
  return Type.Unsafe<T[number]>(Type.Enum([...values], { title, default: values[0] }))
}

/**
 * A layer with a mask is not painted itself: the layer above it shows only where this one has alpha, or light. With
 * nothing above it, it does not show.
 */
export const Mask = Type.Object(
  {
    by: wordField('Mask by', ['alpha', 'luminance']),
    invert: Type.Boolean({ title: 'Inverted', default: false }),
  },
  { additionalProperties: false },
)
/** How a layer masks the one above it. */
export type Mask = Readonly<Static<typeof Mask>>

/**
 * Where a pattern lies when it does not fill the picture: its middle in shares of width and height, its size as a share
 * of the whole, its turn clockwise in degrees, and the form that it is cut to.
 */
export const Place = Type.Object(
  {
    x: numberField('From the left', -1, 2, 0.5),
    y: numberField('From the top', -1, 2, 0.5),
    scale: numberField('Size', 0.02, 4, 0.5),
    rotation: numberField('Turn (degrees)', -360, 360, 0),
    crop: wordField('Cut to', ['rectangle', 'rounded', 'ellipse', 'arch']),
  },
  { additionalProperties: false },
)
/** Where a pattern lies. */
export type Place = Readonly<Static<typeof Place>>

/** What every kind of layer has. */
export const sharedFields = {
  opacity: numberField('Opacity', 0, 1, 1),
  blend: Type.Enum(blendModes, { title: 'Blend mode', default: 'normal' }),
  mask: Type.Optional(Mask),
  /** True when the layer shows only where the one below it does; several in a row share the lowest's form. */
  clip: Type.Optional(Type.Boolean({ title: 'Clip to the layer below' })),
}
