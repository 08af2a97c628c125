/** @module The layers that are neither pattern nor plain text: gradients, frames, watermarks; and the paths of text. */
import { type Static, Type } from 'typebox'
import { FONT_FILE_PREFIX } from '../text/font-file.ts'
import { MAX_FONT_TITLE } from '../text/font-names.ts'
import { fonts } from '../text/fonts.ts'
import { colourField, colourPattern, numberField, sharedFields, wordField } from './fields.ts'

const GradientStop = Type.Object(
  {
    offset: Type.Number({ minimum: 0, maximum: 1 }),
    colour: Type.String({ pattern: colourPattern }),
    opacity: numberField('Opacity', 0, 1, 1),
  },
  { additionalProperties: false },
)

/** Colours that run along a line, outwards or round a point; straight in OKLab between the stops. */
export const GradientLayer = Type.Object(
  {
    kind: Type.Literal('gradient'),
    form: wordField('Form', ['linear', 'radial', 'conic']),
    stops: Type.Array(GradientStop, {
      minItems: 2,
      maxItems: 8,
      default: [
        { offset: 0, colour: '#1b1648', opacity: 1 },
        { offset: 1, colour: '#ff8fd8', opacity: 1 },
      ],
    }),
    x: numberField('From the left', -0.5, 1.5, 0.5),
    y: numberField('From the top', -0.5, 1.5, 0.5),
    /** Of the line, or of the first colour of a conic one: clockwise in degrees; 0 runs to the right. */
    angle: numberField('Angle (degrees)', -360, 360, 90),
    /** Half the line's length or the radius, as a share of half the short side. */
    reach: numberField('Reach', 0.05, 4, 1),
    ...sharedFields,
  },
  { additionalProperties: false },
)
/** A gradient layer. */
export type GradientLayer = Readonly<Static<typeof GradientLayer>>

/** Styles of frames. */
export const frameStyles = ['fillet', 'mat', 'gallery', 'gilded', 'deco', 'scroll', 'stamp'] as const

/** A frame round the picture, drawn over what lies below. */
export const FrameLayer = Type.Object(
  {
    kind: Type.Literal('frame'),
    style: wordField('Style', frameStyles),
    width: numberField('Width', 0.01, 0.25, 0.07),
    colour: colourField('Colour', '#c9a25a'),
    mat: colourField('Mat', '#f4efe4'),
    shadow: numberField('Shadow', 0, 1, 0.6),
    ...sharedFields,
  },
  { additionalProperties: false },
)
/** A frame layer. */
export type FrameLayer = Readonly<Static<typeof FrameLayer>>

/** How a recipe names a font file. */
export const fontFilePattern = `^${FONT_FILE_PREFIX}[0-9a-f]{64}$`

/** Font of a text: the name of a bundled one, or `sha256:` and the hash of a font file. */
export const fontField = Type.Unsafe<string>(
  Type.Union([Type.String({ pattern: fontFilePattern }), Type.Enum(fonts.map((each) => each.name))], {
    title: 'Font',
    default: 'inter',
  }),
)

/** What a font file calls itself, for those who have not got it; it decides no pixel. */
export const fontTitleField = Type.Optional(
  Type.String({ minLength: 1, maxLength: MAX_FONT_TITLE, title: 'Name of the font file' }),
)

/** A short text over the whole picture or in a corner, faint. */
export const WatermarkLayer = Type.Object(
  {
    kind: Type.Literal('watermark'),
    text: Type.String({ minLength: 1, maxLength: 60, title: 'Words' }),
    font: fontField,
    fontTitle: fontTitleField,
    layout: wordField('Layout', ['tiled', 'bottom-right', 'bottom-left', 'top-right', 'top-left']),
    size: numberField('Size', 0.008, 0.2, 0.03),
    angle: numberField('Angle (degrees)', -90, 90, -30),
    gap: numberField('Gap', 0.2, 6, 1.6),
    colour: colourField('Colour', '#ffffff'),
    ...sharedFields,
    opacity: numberField('Opacity', 0, 1, 0.22),
  },
  { additionalProperties: false },
)
/** A watermark layer. */
export type WatermarkLayer = Readonly<Static<typeof WatermarkLayer>>

/** Points that a text may follow. */
export const MAX_PATH_POINTS = 24

/**
 * The line that a text follows instead of a straight one: an arc through the text's place (`bend` is its angle), a circle
 * round it, a wave, or a smooth curve through points given in shares of width and height.
 */
export const TextPath = Type.Object(
  {
    form: wordField('Path', ['arc', 'circle', 'wave', 'points']),
    /** Degrees that an arc turns over the text's length; positive bends down at the ends. */
    bend: numberField('Bend (degrees)', -340, 340, 90),
    /** Of a circle, as a share of half the short side; a negative one carries the text on its inside. */
    radius: numberField('Radius', -1.4, 1.4, 0.6),
    /** Of a wave, as a share of half the short side. */
    height: numberField('Wave height', 0, 0.5, 0.05),
    /** Waves over the text's length. */
    waves: numberField('Waves', 0.25, 8, 1),
    points: Type.Array(
      Type.Array(Type.Number({ minimum: -0.5, maximum: 1.5 }), { minItems: 2, maxItems: 2 }),
      {
        maxItems: MAX_PATH_POINTS,
        default: [],
      },
    ),
  },
  { additionalProperties: false },
)
/** The line that a text follows. */
export type TextPath = Readonly<Static<typeof TextPath>>
