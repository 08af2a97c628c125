/** @module Strange attractors: where a wandering point spends its time, millions of steps long. */
import { clamp, cos, log, mix, pow, sin } from '../numeric/math.ts'
import type { Random } from '../numeric/random.ts'
import { createSurface, type SurfacePoint } from './bicubic.ts'
import { choice, type DrawInput, type Frame, params, pixelPattern, range, type Shader } from './pattern.ts'

/** One step of the wandering point, in place. */
type Step = (point: Float64Array) => void

/** Parameters of symmetric icons: lambda, alpha, beta, gamma, omega, degree (Field and Golubitsky 1992). */
const ICONS: readonly (readonly [number, number, number, number, number, number])[] = [
  [1.56, -1, 0.1, -0.82, 0.12, 3],
  [-1.806, 1.806, 0, 1.5, 0, 7],
  [-2.195, 10, -12, 1, 0, 3],
  [2.5, -2.5, 0, 0.9, 0, 3],
  [-2.05, 3, -16.79, 1, 0, 9],
  [-2.7, 5, 1.5, 1, 0, 6],
  [2.409, -2.5, 0, 0.9, 0, 23],
  [-2.08, 1, -0.1, 0.167, 0, 7],
  [-2.32, 2.32, 0, 0.75, 0, 5],
  [2.6, -2, 0, -0.5, 0, 5],
  [-2.34, 2, 0.2, 0.1, 0, 5],
  [-1.86, 2, 0, 1, 0.1, 4],
  [1.5, -1, 0.1, -0.805, 0, 3],
  [1.455, -1, 0.03, -0.8, 0, 3],
  [2.39, -2.5, -0.1, 0.9, -0.15, 16],
]

/** The grid is not finer than this: beyond it the smooth surface is enlarged. */
const MAX_GRID = 2048
const WARM_UP = 100

export const attractor = pixelPattern({
  name: 'attractor',
  title: 'Strange attractor',
  description: 'Veils of light where a point that never repeats itself lingers, over millions of steps.',
  palettes: ['ultraviolet', 'ember', 'abyss', 'gilded', 'graphite', 'aurora', 'porcelain'],
  samples: 1,
  params: params({
    family: choice('Family', ['any', 'clifford', 'de-jong', 'icon']),
    exposure: range('Exposure', 0.3, 3, 1),
    contrast: range('Contrast', 0.4, 2.5, 1),
  }),
  prepare: ({ random, params: { family }, ...frame }) => gather(random, family, frame),
  draw: (input, { side, density, speed, peak }): Shader => {
    if (!(density instanceof Float32Array && speed instanceof Float32Array)) {
      throw new TypeError('the attractor draws from its own prepared grids')
    }
    if (typeof side !== 'number' || typeof peak !== 'number') throw new TypeError('the grid has no size')
    return expose(input, { side, density, speed, peak })
  },
})

function clifford(random: Random): Step {
  const [a, b, c, d] = [0, 1, 2, 3].map(() => random.between(1.1, 2.1) * (random.chance(0.5) ? 1 : -1))
  return wander(a ?? 1, b ?? 1, c ?? 1, d ?? 1, true)
}

function deJong(random: Random): Step {
  const [a, b, c, d] = [0, 1, 2, 3].map(() => random.between(0.9, 2.7) * (random.chance(0.5) ? 1 : -1))
  return wander(a ?? 1, b ?? 1, c ?? 1, d ?? 1, false)
}

/** Clifford: x' = sin ay + c cos ax, y' = sin bx + d cos by. De Jong: x' = sin ay - cos bx, y' = sin cx - cos dy. */
function wander(a: number, b: number, c: number, d: number, isClifford: boolean): Step {
  return isClifford
    ? (p) => {
        const x = p[0] ?? 0
        const y = p[1] ?? 0
        p[0] = sin(a * y) + c * cos(a * x)
        p[1] = sin(b * x) + d * cos(b * y)
      }
    : (p) => {
        const x = p[0] ?? 0
        const y = p[1] ?? 0
        p[0] = sin(a * y) - cos(b * x)
        p[1] = sin(c * x) - cos(d * y)
      }
}

/** z' = (lambda + alpha |z|^2 + beta Re z^n + omega i) z + gamma conj(z)^(n-1). */
function icon(random: Random): Step {
  const [lambda, alpha, beta, gamma, omega, degree] = random.pick(ICONS)
  return (p) => {
    const x = p[0] ?? 0
    const y = p[1] ?? 0
    let re = x
    let im = y
    for (let i = 2; i < degree; i++) {
      const t = re * x - im * y
      im = im * x + re * y
      re = t
    }
    const scale = lambda + alpha * (x * x + y * y) + beta * (x * re - y * im)
    p[0] = scale * x + gamma * re - omega * y
    p[1] = scale * y - gamma * im + omega * x
  }
}

const FAMILIES = { clifford, 'de-jong': deJong, icon } as const

interface Window {
  readonly x: number
  readonly y: number
  /** Grid cells for each unit of the attractor's own plane. */
  readonly scale: number
}

/** Draws lots until an attractor is neither a point nor a mere curve: it must visit a good part of a coarse grid. */
function findAttractor(random: Random, family: 'any' | keyof typeof FAMILIES): { step: Step; box: number[] } {
  let best: { step: Step; box: number[]; cover: number } | undefined
  for (let i = 0; i < 40; i++) {
    const name = family === 'any' ? random.pick(['clifford', 'de-jong', 'icon', 'icon'] as const) : family
    const step = FAMILIES[name](random)
    const { box, cover } = survey(step)
    if (best === undefined || cover > best.cover) best = { step, box, cover }
    if (cover > 0.3) break
  }
  return best ?? { step: clifford(random), box: [-2, -2, 2, 2] }
}

/** Where 20,000 steps lead: the box and the share of a 48 x 48 grid in it that was visited. */
function survey(step: Step): { box: number[]; cover: number } {
  const trail = walk(step, 20_000)
  const box = boxOf(trail)
  const [left = 0, top = 0, right = 0, bottom = 0] = box
  const width = right - left
  const height = bottom - top
  const isUsable = width > 0.05 && height > 0.05 && width < 100 && height < 100
  if (!isUsable) return { box: [-2, -2, 2, 2], cover: 0 }
  const visited = new Set<number>()
  for (let i = 0; i < trail.length; i += 2) {
    const column = Math.floor((((trail[i] ?? 0) - left) / width) * 47.99)
    const row = Math.floor((((trail[i + 1] ?? 0) - top) / height) * 47.99)
    visited.add(row * 48 + column)
  }
  return { box, cover: visited.size / (48 * 48) }
}

/** The places of so many steps, x and y by turns. */
function walk(step: Step, steps: number): Float64Array {
  const point = Float64Array.of(0.1, 0.12)
  const trail = new Float64Array(steps * 2)
  for (let i = 0; i < WARM_UP; i++) step(point)
  for (let i = 0; i < trail.length; i += 2) {
    step(point)
    trail.set(point, i)
  }
  return trail
}

/** Left, top, right, bottom of a trail. */
function boxOf(trail: Float64Array): number[] {
  const box = [Infinity, Infinity, -Infinity, -Infinity]
  for (let i = 0; i < trail.length; i++) {
    const axis = i & 1
    box[axis] = Math.min(box[axis] ?? 0, trail[i] ?? 0)
    box[axis + 2] = Math.max(box[axis + 2] ?? 0, trail[i] ?? 0)
  }
  return box
}

function gather(random: Random, family: 'any' | keyof typeof FAMILIES, frame: Frame) {
  const { step, box } = findAttractor(random.fork('choice'), family)
  const side = Math.min(MAX_GRID, Math.max(64, Math.round(2 / frame.pixel)))
  const [left = -2, top = -2, right = 2, bottom = 2] = box
  const scale = (side * 0.9) / Math.max(right - left, bottom - top)
  const window: Window = { x: (left + right) / 2, y: (top + bottom) / 2, scale }
  const density = new Float32Array(side * side)
  const speed = new Float32Array(side * side)
  const steps = 2_500_000 + 10 * side * side
  follow(step, steps, window, { side, density, speed })
  let peak = 0
  for (let i = 0; i < density.length; i++) {
    const hits = density[i] ?? 0
    if (hits > 0) speed[i] = (speed[i] ?? 0) / hits
    // Hits per cell grow with steps per cell: brought to one scale for all sizes.
    const value = log(1 + (hits * side * side * 60) / steps)
    density[i] = value
    peak = Math.max(peak, value)
  }
  return { side, density, speed, peak }
}

interface Grids {
  readonly side: number
  readonly density: Float32Array
  readonly speed: Float32Array
}

function follow(step: Step, steps: number, window: Window, { side, density, speed }: Grids): void {
  const point = Float64Array.of(0.1, 0.12)
  for (let i = 0; i < WARM_UP; i++) step(point)
  for (let i = 0; i < steps; i++) {
    const fromX = point[0] ?? 0
    const fromY = point[1] ?? 0
    step(point)
    const x = point[0] ?? 0
    const y = point[1] ?? 0
    const column = Math.floor((x - window.x) * window.scale + side / 2)
    const row = Math.floor((y - window.y) * window.scale + side / 2)
    if (column < 0 || row < 0 || column >= side || row >= side) continue
    const cell = row * side + column
    density[cell] = (density[cell] ?? 0) + 1
    speed[cell] = (speed[cell] ?? 0) + Math.sqrt((x - fromX) * (x - fromX) + (y - fromY) * (y - fromY))
  }
}

/** Develops the density like a photograph: logarithmic, hue by speed. */
function expose(
  { random, palette, params: { exposure, contrast } }: DrawInput<{ exposure: number; contrast: number }>,
  { side, density, speed, peak }: Grids & { peak: number },
): Shader {
  const light = createSurface(density, side, side)
  const motion = createSurface(speed, side, side)
  const point: SurfacePoint = { value: 0, slopeX: 0, slopeY: 0 }
  const tint = random.between(0.15, 0.5)
  const glow = new Float32Array(3)
  const hue = new Float32Array(3)
  return (x, y, out) => {
    const gx = ((x + 1) / 2) * side - 0.5
    const gy = ((y + 1) / 2) * side - 0.5
    light(gx, gy, point)
    const level = clamp(pow(Math.max(0, point.value / peak) * exposure * 1.12, 1.35 * contrast), 0, 1)
    motion(gx, gy, point)
    palette.depth.write(level, glow)
    palette.ramp.write(clamp(tint + point.value * 0.22, 0, 1), hue)
    const share = 0.55 * level * (1 - level) * 2
    for (let c = 0; c < 3; c++) out[c] = mix(glow[c] ?? 0, hue[c] ?? 0, share)
  }
}
