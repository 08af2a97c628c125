/** @module Stars, and other grains: one in each cell of a grid, told by a hash of the cell. */
import { exp, fract } from '../numeric/math.ts'
import type { Random } from '../numeric/random.ts'
import { halvesOf } from './field.ts'

/** One size of stars: so many cells in a unit, the share of them that has a star, its radius in units and its light. */
interface StarSize {
  readonly cells: number
  readonly chance: number
  readonly radius: number
  readonly power: number
  readonly salt: number
}

function starSizes(random: Random, amount: number): readonly StarSize[] {
  return [
    { cells: 9, chance: 0.35 * amount, radius: 0.0075, power: 1 },
    { cells: 22, chance: 0.3 * amount, radius: 0.0032, power: 0.9 },
    { cells: 48, chance: 0.3 * amount, radius: 0.0016, power: 0.5 },
  ].map((size) => ({ ...size, salt: random.u32() }))
}

/** Light of the stars at a place: three sizes, each in a grid with one star in a cell. */
export function starField(
  random: Random,
  { pixel }: { pixel: number },
  amount: number,
): (x: number, y: number) => number {
  const fields = starSizes(random, amount)
  return (x, y) => {
    let light = 0
    for (const field of fields) {
      const column = Math.floor(x * field.cells)
      const row = Math.floor(y * field.cells)
      const hash = scramble(column, row, field.salt)
      if (hash / 4294967296 > field.chance) continue
      const dx = x - (column + 0.2 + 0.6 * fract(hash / 65536)) / field.cells
      const dy = y - (row + 0.2 + 0.6 * fract(hash / 8192)) / field.cells
      // A star is never smaller than a pixel, or it would come and go with the size of the picture.
      const size = field.radius * (0.5 + fract(hash / 97))
      const radius = Math.max(size, pixel * 0.7)
      const square = (dx * dx + dy * dy) / (radius * radius)
      if (square > 30) continue
      light += field.power * ((size * size) / (radius * radius)) * (exp(-square) + 0.16 * exp(-square / 7))
    }
    return light
  }
}

/** How many numbers `starNumbers` gives. */
export const STAR_NUMBERS = 18

/** What `STARS_WGSL` reads: the sizes of the stars that `starField` shows for the same stream and amount. */
export function starNumbers(random: Random, amount: number): readonly number[] {
  return starSizes(random, amount).flatMap(({ cells, chance, radius, power, salt }) => [
    ...[cells, chance, radius, power],
    ...halvesOf(salt),
  ])
}

/** `fn stars(at, p)` for the GPU: `starField` line by line; `at` is where the program's numbers hold `starNumbers`. */
export const STARS_WGSL = `
fn stars(at: u32, p: vec2f) -> f32 {
  var light = 0.0;
  for (var i = at; i < at + ${STAR_NUMBERS}u; i += 6u) {
    let cells = num(i);
    let cell = floor(p * cells);
    let hash = scramble(i32(cell.x), i32(cell.y), bits(i + 4u));
    if (f32(hash) / 4294967296.0 > num(i + 1u)) { continue; }
    let place = vec2f(f32(hash & 0xffffu) / 65536.0, f32(hash & 0x1fffu) / 8192.0);
    let d = p - (cell + 0.2 + 0.6 * place) / cells;
    let size = num(i + 2u) * (0.5 + f32(hash % 97u) / 97.0);
    let radius = max(size, sheet.pixel * 0.7);
    let square = dot(d, d) / (radius * radius);
    if (square > 30.0) { continue; }
    light += num(i + 3u) * (size * size) / (radius * radius) * (exp(-square) + 0.16 * exp(-square / 7.0));
  }
  return light;
}
`

/** 32 bits that look random, for a cell of a grid. */
export function scramble(x: number, y: number, salt: number): number {
  let h = (Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ salt) | 0
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
