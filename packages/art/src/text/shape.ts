/** @module Text to outlines: HarfBuzz shapes each run, so kerning and ligatures are those of the font's makers. */
import type * as HarfBuzz from 'harfbuzzjs'
import { ArtError } from '../errors.ts'
import { checkOutline, costOf } from './outline-cost.ts'

/** One outline command in em, y upwards: M and L carry a point, Q two, C three, Z none. */
export interface OutlineCommand {
  readonly type: string
  readonly values: readonly number[]
}

/** A glyph placed on its line; all lengths in em. */
export interface PlacedGlyph {
  readonly x: number
  readonly y: number
  /** How far the next glyph is pushed on, letter spacing not included. */
  readonly advance: number
  readonly outline: readonly OutlineCommand[]
}

/** One shaped line. */
export interface ShapedLine {
  readonly glyphs: readonly PlacedGlyph[]
  /** Width of the line in em, letter spacing included but not after the last letter. */
  readonly width: number
  /** What drawing it once takes: see `costOf`. */
  readonly cost: number
}

/** A face that is ready to shape. */
export interface Shaper {
  /** Shapes one line without line breaks. Throws `text.missing-glyph` for a character that the face lacks. */
  readonly shapeLine: (text: string, letterSpacing: number) => ShapedLine
  /** Most that one layer may take to draw, in the unit of `ShapedLine.cost`: fonts of unknown origin have a limit. */
  readonly maxCost: number
}

interface Outline {
  readonly commands: readonly OutlineCommand[]
  readonly cost: number
}

interface OpenSubset {
  readonly font: HarfBuzz.Font
  readonly covers: ReadonlySet<number>
  readonly unitsPerEm: number
  readonly outlines: Map<number, Outline>
}

/** What a face is opened from. */
export interface FaceFiles {
  /** What messages call it. */
  readonly title: string
  /** Its sfnt files. Every file holds some characters; each character is drawn from the first that has it. */
  readonly sfnts: readonly Uint8Array[]
  /** See `Shaper.maxCost`; no limit when it is not given. */
  readonly maxCost?: number
}

/** Opens a face. The HarfBuzz module is passed in because loading it is the host's business. */
export function createShaper(
  harfbuzz: typeof HarfBuzz,
  { title, sfnts, maxCost = Infinity }: FaceFiles,
): Shaper {
  const subsets = sfnts.map((sfnt): OpenSubset => {
    const opened = new harfbuzz.Face(new harfbuzz.Blob(sfnt))
    const covers = new Set(opened.collectUnicodes())
    return { font: new harfbuzz.Font(opened), covers, unitsPerEm: opened.upem, outlines: new Map() }
  })

  function shapeLine(text: string, letterSpacing: number): ShapedLine {
    const glyphs: PlacedGlyph[] = []
    let x = 0
    let cost = 0
    for (const run of runsOf(text, subsets, title)) {
      for (const glyph of shapeRun(harfbuzz, run)) {
        glyphs.push({ ...glyph, x: x + glyph.x })
        x += glyph.advance + letterSpacing
        cost += glyph.cost
      }
    }
    return { glyphs, width: glyphs.length === 0 ? 0 : x - letterSpacing, cost }
  }
  return { shapeLine, maxCost }
}

interface Run {
  readonly subset: OpenSubset
  text: string
}

/** Splits a line into the longest pieces that one file can draw. NFC first: composed letters have one glyph. */
function runsOf(text: string, subsets: readonly OpenSubset[], title: string): Run[] {
  const runs: Run[] = []
  for (const character of text.normalize('NFC')) {
    const code = character.codePointAt(0) ?? 0
    const last = runs.at(-1)
    const subset = last?.subset.covers.has(code) ? last.subset : subsets.find((each) => each.covers.has(code))
    if (subset === undefined) {
      const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
      throw new ArtError(
        'text.missing-glyph',
        `the font ${title} has no glyph for '${character}' (${name}); use another font or character`,
        { field: 'text' },
      )
    }
    if (last?.subset === subset) last.text += character
    else runs.push({ subset, text: character })
  }
  return runs
}

function shapeRun(harfbuzz: typeof HarfBuzz, { subset, text }: Run) {
  const buffer = new harfbuzz.Buffer()
  buffer.addText(text)
  buffer.guessSegmentProperties()
  harfbuzz.shape(subset.font, buffer)
  const em = subset.unitsPerEm
  return buffer.getGlyphInfosAndPositions().map((glyph) => {
    const { commands, cost } = outlineOf(subset, glyph.codepoint)
    return {
      x: (glyph.xOffset ?? 0) / em,
      y: (glyph.yOffset ?? 0) / em,
      advance: (glyph.xAdvance ?? 0) / em,
      outline: commands,
      cost,
    }
  })
}

function outlineOf(subset: OpenSubset, glyph: number): Outline {
  let outline = subset.outlines.get(glyph)
  if (outline === undefined) {
    const commands = subset.font
      .glyphToJson(glyph)
      .map(({ type, values }) => ({ type, values: values.map((value) => value / subset.unitsPerEm) }))
    outline = { commands, cost: checkOutline(costOf(commands)) }
    subset.outlines.set(glyph, outline)
  }
  return outline
}
