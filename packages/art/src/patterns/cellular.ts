/**
 * @module Cellular automata: cells that all follow one rule. Spirals: the cyclic automaton (Griffeath, 1988).
 * Threads: the elementary automata (Wolfram, 1983), woven row under row.
 */
import { clamp, length, mix, smoothstep } from '../numeric/math.ts'
import { createNoise } from '../numeric/noise.ts'
import type { Random } from '../numeric/random.ts'
import { type Cells, type CellularInput, cellularField, sharpnessOf } from './cellular-field.ts'
import { choice, count, type Frame, type Prepared, params, pixelPattern, type Shader } from './pattern.ts'

export const cellular = pixelPattern({
  name: 'cellular',
  title: 'Cellular automaton',
  description: 'Cells that all obey one small rule and grow spirals, or triangles woven row under row.',
  palettes: ['ultraviolet', 'lacquer', 'abyss', 'bauhaus', 'aurora', 'gilded', 'riso'],
  samples: 4,
  params: params({
    family: choice('Family', ['spirals', 'threads']),
    cells: count('Cells across', 40, 260, 110),
    states: count('States', 5, 20, 13),
    generations: count('Generations', 40, 400, 170),
    tile: choice('Tile', ['square', 'bead', 'stitch']),
  }),
  prepare: ({ random, params: { family, cells, states, generations }, ...frame }) => {
    const size = gridOf(frame, cells)
    const values = family === 'spirals' ? cycle(random, size, states, generations) : rows(random, size)
    return { ...size, values, most: family === 'spirals' ? states : 1 }
  },
  draw: (input, prepared): Shader => tiles(input, cellsOf(prepared)),
  field: (input, prepared) => cellularField(input, cellsOf(prepared)),
})

function cellsOf({ columns, lines, values, most }: Prepared): Cells {
  if (typeof columns !== 'number' || typeof lines !== 'number' || typeof most !== 'number') {
    throw new TypeError('the automaton draws a grid of known size')
  }
  if (!(values instanceof Float32Array)) throw new TypeError('the automaton draws from its own grid')
  return { columns, lines, values, most }
}

interface Size {
  readonly columns: number
  readonly lines: number
}

/** The grid never has more cells than this: a long picture gets larger ones. */
const MAX_CELLS = 160_000

function gridOf({ halfWidth, halfHeight }: Frame, cells: number): Size {
  const unit = Math.min(cells / 2, Math.sqrt(MAX_CELLS / (4 * halfWidth * halfHeight)))
  return { columns: Math.ceil(2 * halfWidth * unit), lines: Math.ceil(2 * halfHeight * unit) }
}

/** A cell takes its successor's state when a neighbour already has it; opposite rims touch. */
function cycle(random: Random, size: Size, states: number, generations: number): Float32Array {
  let now = Uint8Array.from({ length: size.columns * size.lines }, () => random.int(states))
  let next = new Uint8Array(now.length)
  for (let generation = 0; generation < generations; generation++) {
    advance(now, next, size, states)
    const held = now
    now = next
    next = held
  }
  return Float32Array.from(now)
}

function advance(now: Uint8Array, next: Uint8Array, { columns, lines }: Size, states: number): void {
  for (let line = 0; line < lines; line++) {
    const here = line * columns
    const up = ((line + lines - 1) % lines) * columns
    const down = ((line + 1) % lines) * columns
    for (let column = 0; column < columns; column++) {
      const own = now[here + column] ?? 0
      const wanted = (own + 1) % states
      const left = now[here + ((column + columns - 1) % columns)]
      const right = now[here + ((column + 1) % columns)]
      const isTaken =
        left === wanted || right === wanted || now[up + column] === wanted || now[down + column] === wanted
      next[here + column] = isTaken ? wanted : own
    }
  }
}

/** Rules that neither die out nor fill up. */
const RULES = [30, 45, 73, 89, 90, 101, 105, 110, 135, 146, 150, 169] as const

function rows(random: Random, { columns, lines }: Size): Float32Array {
  const rule = random.pick(RULES)
  const values = new Float32Array(columns * lines)
  const isSingle = random.chance(0.4)
  // The row is wider than the picture on both sides, so that its ends do not show.
  const wide = columns + 2 * lines
  let row = Uint8Array.from({ length: wide }, (_, i) =>
    isSingle ? Number(i === wide >> 1) : Number(random.chance(0.5)),
  )
  for (let line = 0; line < lines; line++) {
    values.set(row.subarray(lines, lines + columns), line * columns)
    const last = row
    row = Uint8Array.from({ length: wide }, (_, i) => {
      const around =
        ((last[(i + wide - 1) % wide] ?? 0) << 2) | ((last[i] ?? 0) << 1) | (last[(i + 1) % wide] ?? 0)
      return (rule >>> around) & 1
    })
  }
  return values
}

/** Colours by state, each cell drawn as a tile with a little light. */
function tiles(input: CellularInput, { columns, lines, values, most }: Cells): Shader {
  const {
    palette,
    random,
    params: { family, tile },
    halfWidth,
    halfHeight,
  } = input
  const tone = createNoise(random.fork('tone'))
  const drift = random.next()
  const form = TILES[tile]
  const sharp = sharpnessOf(columns, input)
  const colour = new Float32Array(3)
  const ground = new Float32Array(3)
  palette.depth.write(0.02, ground)
  return (x, y, out) => {
    const u = ((x + halfWidth) / (2 * halfWidth)) * columns
    const v = ((y + halfHeight) / (2 * halfHeight)) * lines
    const column = clamp(Math.floor(u), 0, columns - 1)
    const line = clamp(Math.floor(v), 0, lines - 1)
    const value = values[line * columns + column] ?? 0
    const isOff = family === 'threads' && value === 0
    if (family === 'spirals') palette.cycle.write(drift + value / most, colour)
    else palette.ramp.write(clamp(0.55 + 0.4 * tone(x * 0.9, y * 0.9) + 0.1 * y, 0, 1), colour)
    const light = mix(0.72, form(u - column - 0.5, v - line - 0.5), sharp)
    for (let c = 0; c < 3; c++) {
      const own = isOff ? mix(ground[c] ?? 0, colour[c] ?? 0, 0.09) : (colour[c] ?? 0)
      out[c] = clamp(mix((ground[c] ?? 0) * 0.8 + own * 0.2, own, light), 0, 1)
    }
  }
}

/** How much of the cell's own colour shows at a place of it (-0.5 to 0.5). */
const TILES: Readonly<Record<'square' | 'bead' | 'stitch', (u: number, v: number) => number>> = {
  square: (u, v) => (Math.max(Math.abs(u), Math.abs(v)) < 0.44 ? 1 - 0.14 * (u + v + 0.5) : 0.25),
  bead: (u, v) => smoothstep(0.5, 0.42, length(u, v)) * (1 - 0.5 * length(u + 0.14, v + 0.16)),
  // Two slanted strokes, as in knitting.
  stitch: (u, v) =>
    smoothstep(0.3, 0.2, Math.abs(Math.abs(v + 0.6 * Math.abs(u) - 0.15) - 0.02)) * (1 - 0.4 * Math.abs(u)),
}
