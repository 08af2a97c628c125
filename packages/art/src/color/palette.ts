/** @module A palette at work: its colours, and gradients through them in OKLab. */
import { ArtError } from '../errors.ts'
import { clamp, fract } from '../numeric/math.ts'
import { fromOklab, lightnessOf, parseHex, type Triple, toHex, toOklab } from './color.ts'
import { palettes } from './palettes.ts'

/** A gradient held as a table of sRGB triples. */
export interface Ramp {
  /** Writes the sRGB colour at `t` (0 start, 1 end, clamped) into `out[0..2]`. */
  readonly write: (t: number, out: Float32Array) => void
  /** The colour at `t` as `#rrggbb`. */
  readonly hex: (t: number) => string
}

/** The colours of one layer. */
export interface Palette {
  readonly ground: string
  readonly ink: string
  readonly colours: readonly string[]
  /** True when the ground is darker than the ink. */
  readonly dark: boolean
  /** Gradient through `colours` in their order. */
  readonly ramp: Ramp
  /** Gradient from the ground's side to the ink's side: colours sorted by lightness, starting near the ground. */
  readonly depth: Ramp
  /** Closed gradient: `t` and `t + 1` are the same colour, there and back through `colours`. */
  readonly cycle: Ramp
  /** Colour number `i` of the palette, counted round and round. */
  readonly colour: (i: number) => string
}

const TABLE_SIZE = 2048

/** A gradient through the colours at even distances, straight in OKLab; `closed` wraps round instead of clamping. */
export function createRamp(colours: readonly string[], closed = false): Ramp {
  // Most pictures use one or two of a palette's gradients: a table is made when it is first asked.
  let table: Float32Array | undefined

  function write(t: number, out: Float32Array): void {
    table ??= rampTable(colours)
    const held = (closed ? fract(t) : clamp(t, 0, 1)) * TABLE_SIZE
    const index = Math.min(Math.floor(held), TABLE_SIZE - 1)
    const share = held - index
    for (let channel = 0; channel < 3; channel++) {
      const from = table[index * 3 + channel] ?? 0
      out[channel] = from + ((table[index * 3 + 3 + channel] ?? 0) - from) * share
    }
  }

  const scratch = new Float32Array(3)
  return {
    write,
    hex: (t) => {
      write(t, scratch)
      return toHex([scratch[0] ?? 0, scratch[1] ?? 0, scratch[2] ?? 0])
    },
  }
}

function rampTable(colours: readonly string[]): Float32Array {
  const stops = colours.map((hex) => toOklab(parseHex(hex)))
  const table = new Float32Array((TABLE_SIZE + 1) * 3)
  for (let i = 0; i <= TABLE_SIZE; i++) table.set(fromOklab(stopsAt(stops, i / TABLE_SIZE)), i * 3)
  return table
}

function stopsAt(stops: readonly Triple[], t: number): Triple {
  const position = t * (stops.length - 1)
  const index = Math.min(Math.floor(position), stops.length - 2)
  const from = stops[index] ?? [0, 0, 0]
  const to = stops[index + 1] ?? from
  const share = position - index
  const at = (i: 0 | 1 | 2) => from[i] + (to[i] - from[i]) * share
  return [at(0), at(1), at(2)]
}

/**
 * The palette that a recipe names, or one of the creator's own: 3 to 8 colours `#rrggbb`, of which the first is the
 * ground, and the ink is the one whose lightness is farthest from it.
 */
export function resolvePalette(choice: string | readonly string[]): Palette {
  if (typeof choice !== 'string') return ownPalette(choice)
  const data = palettes.find((each) => each.name === choice)
  if (data === undefined) {
    const names = palettes.map((each) => each.name).join(', ')
    throw new ArtError('recipe.invalid', `palette '${choice}' does not exist; use one of ${names}`, {
      field: 'palette',
    })
  }
  return createPalette(data.ground, data.ink, data.colours)
}

function ownPalette(colours: readonly string[]): Palette {
  const ground = colours[0] ?? '#000000'
  const distance = (hex: string) => Math.abs(lightnessOf(hex) - lightnessOf(ground))
  const ink = colours.reduce((best, hex) => (distance(hex) > distance(best) ? hex : best), ground)
  return createPalette(ground, ink, colours.slice(1))
}

function createPalette(ground: string, ink: string, colours: readonly string[]): Palette {
  const dark = lightnessOf(ground) < lightnessOf(ink)
  const sorted = [...colours].sort((a, b) => (lightnessOf(a) - lightnessOf(b)) * (dark ? 1 : -1))
  return {
    ground,
    ink,
    colours,
    dark,
    ramp: createRamp(colours),
    depth: createRamp([ground, ...sorted]),
    cycle: createRamp([...colours, ...[...colours].reverse()], true),
    colour: (i) => colours[((i % colours.length) + colours.length) % colours.length] ?? ink,
  }
}

/** The palette's colours that stand out from its ground: at least 0.12 of OKLab lightness away. */
export function visibleColours(palette: Palette): readonly string[] {
  const ground = lightnessOf(palette.ground)
  const visible = palette.colours.filter((hex) => Math.abs(lightnessOf(hex) - ground) > 0.12)
  return visible.length > 0 ? visible : [palette.ink]
}
