/** @module What a pattern is: one interface for vector drawings and pixel fields. */
import type { Static, TObject, TProperties } from 'typebox'
import { Type } from 'typebox'
import type { Palette } from '../color/palette.ts'
import type { Random } from '../numeric/random.ts'
import type { Scene } from '../scene/scene.ts'
import type { FieldProgram } from './field.ts'

/**
 * The picture in unit space: the short side spans -1 to 1, the origin is the centre, y points down. A pattern that
 * draws in these units has the same composition at every size.
 */
export interface Frame {
  /** Half the width in units; at least 1. */
  readonly halfWidth: number
  /** Half the height in units; at least 1. */
  readonly halfHeight: number
  /** Side of one pixel in units: for line widths that must not vanish, and for soft edges. */
  readonly pixel: number
}

/** All that a pattern may know. */
export interface DrawInput<P = Readonly<Record<string, never>>> extends Frame {
  readonly random: Random
  readonly palette: Palette
  readonly params: P
}

interface Description<S extends TObject> {
  /** How recipes call it: lower case, words joined by hyphens. */
  readonly name: string
  readonly title: string
  /** One sentence for people who choose. */
  readonly description: string
  /** Its parameters with ranges, defaults, titles: the schema that checks a recipe and builds the form. */
  readonly params: S
  /** Palettes that flatter it; a recipe without a palette takes one of them by its seed. */
  readonly palettes: readonly string[]
}

/** Draws shapes; an SVG of it is true vector. */
export interface VectorPattern<S extends TObject = TObject> extends Description<S> {
  readonly kind: 'vector'
  draw(input: DrawInput<Static<S>>): Scene
}

/** Arrays and numbers that a pixel pattern computes once; they cross threads as they are. */
export type Prepared = Readonly<
  Record<string, number | Float32Array | Float64Array | Int32Array | Uint32Array>
>

/**
 * The colour at one point: writes sRGB in [0, 1] to `out[0..2]`; `out[3]` is alpha and comes in as 1. Colours are
 * not premultiplied.
 */
export type Shader = (x: number, y: number, out: Float32Array) => void

/** Answers a colour for every point; rows are independent, so a picture is split over threads. */
export interface PixelPattern<S extends TObject = TObject> extends Description<S> {
  readonly kind: 'pixel'
  /** Points looked at in each pixel, as a square grid: 1 for soft fields, 4 or 9 where edges are sharp. */
  readonly samples: 1 | 4 | 9
  /** Work done once for the whole picture (a simulation); its result reaches every thread. */
  prepare?(input: DrawInput<Static<S>>): Prepared
  draw(input: DrawInput<Static<S>>, prepared: Prepared): Shader
  /** The same for the GPU, where a colour follows from its place and what was prepared; previews draw with it where there is one. */
  field?(input: DrawInput<Static<S>>, prepared: Prepared): FieldProgram
}

export type Pattern = VectorPattern | PixelPattern

/** Declares a vector pattern; the parameters of `draw` are typed by its schema. */
export function vectorPattern<S extends TObject>(pattern: Omit<VectorPattern<S>, 'kind'>): VectorPattern<S> {
  return { kind: 'vector', ...pattern }
}

/** Declares a pixel pattern; the parameters of `draw` are typed by its schema. */
export function pixelPattern<S extends TObject>(pattern: Omit<PixelPattern<S>, 'kind'>): PixelPattern<S> {
  return { kind: 'pixel', ...pattern }
}

/** The schema of a pattern's parameters from its fields; unknown fields are refused. */
export function params<F extends TProperties>(fields: F) {
  return Type.Object(fields, { additionalProperties: false })
}

/** A real number between two limits. */
export function range(title: string, minimum: number, maximum: number, byDefault: number) {
  return Type.Number({ title, minimum, maximum, default: byDefault })
}

/** A whole number between two limits. */
export function count(title: string, minimum: number, maximum: number, byDefault: number) {
  return Type.Integer({ title, minimum, maximum, default: byDefault })
}

/** One of several words; the first is the default. */
export function choice<const T extends readonly [string, ...string[]]>(title: string, values: T) {
  return Type.Unsafe<T[number]>(Type.Enum([...values], { title, default: values[0] }))
}
