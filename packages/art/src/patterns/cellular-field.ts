/** @module The cellular automaton on the GPU: its grid is grown on the CPU, its tiles follow cellular.ts line by line. */
import { smoothstep } from '../numeric/math.ts'
import { type FieldProgram, fieldData } from './field.ts'
import type { DrawInput } from './pattern.ts'

/** The pattern's parameters, as far as tiles are drawn by them. */
export type CellularInput = DrawInput<{
  readonly family: 'spirals' | 'threads'
  readonly tile: 'square' | 'bead' | 'stitch'
}>

/** A grown grid: states of the cells row by row, and the number of states. */
export interface Cells {
  readonly columns: number
  readonly lines: number
  readonly values: Float32Array
  readonly most: number
}

/** How much of a tile's form shows, from 0 to 1: where a cell is hardly larger than a pixel, tiles melt into their mean. */
export function sharpnessOf(columns: number, { pixel, halfWidth }: CellularInput): number {
  return smoothstep(0.9, 0.35, (pixel * columns) / (2 * halfWidth))
}

/** The program of a grown grid. */
export function cellularField(input: CellularInput, { columns, lines, values, most }: Cells): FieldProgram {
  const { palette, random, params } = input
  const ground = new Float32Array(3)
  palette.depth.write(0.02, ground)
  const numbers = [
    ...[columns, lines, most, params.family === 'threads' ? 1 : 0],
    ...[TILES.indexOf(params.tile), random.next(), sharpnessOf(columns, input), ...ground],
  ]
  const ramps = [palette.ramp, palette.cycle]
  return { wgsl: WGSL, data: fieldData({ numbers, noises: [random.fork('tone')], ramps, grid: values }) }
}

/** The tiles in the order of the program's cases. */
const TILES: readonly CellularInput['params']['tile'][] = ['square', 'bead', 'stitch']

const WGSL = `
fn form(p: vec2f) -> f32 {
  switch u32(num(4u)) {
    case 0u: { return select(0.25, 1.0 - 0.14 * (p.x + p.y + 0.5), max(abs(p.x), abs(p.y)) < 0.44); }
    case 1u: { return soft(0.5, 0.42, length(p)) * (1.0 - 0.5 * length(p + vec2f(0.14, 0.16))); }
    default: { return soft(0.3, 0.2, abs(abs(p.y + 0.6 * abs(p.x) - 0.15) - 0.02)) * (1.0 - 0.4 * abs(p.x)); }
  }
}

fn colour(p: vec2f) -> vec4f {
  let reach = vec2f(sheet.halfWidth, sheet.halfHeight);
  let size = num2(0u);
  let place = (p + reach) / (2.0 * reach) * size;
  let cell = clamp(floor(place), vec2f(0.0), size - 1.0);
  let value = grid(u32(cell.y) * u32(size.x) + u32(cell.x));
  let isThreads = num(3u) > 0.5;
  let ground = num3(7u);
  var own = cycle(1u, num(5u) + value / num(2u));
  if (isThreads) { own = ramp(0u, clamp(0.55 + 0.4 * noise(0u, p * 0.9) + 0.1 * p.y, 0.0, 1.0)); }
  if (isThreads && value == 0.0) { own = mix(ground, own, 0.09); }
  let light = mix(0.72, form(place - cell - 0.5), num(6u));
  return vec4f(clamp(mix(ground * 0.8 + own * 0.2, own, light), vec3f(0.0), vec3f(1.0)), 1.0);
}
`
