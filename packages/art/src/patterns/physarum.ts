/**
 * @module Physarum: a slime mould's net of veins, laid by thousands of agents that follow one another's trail (Jones,
 * "Characteristics of pattern formation and evolution in approximations of Physarum transport networks", 2010).
 */
import { clamp, cos, mix, pow, sin, smoothstep, TAU } from '../numeric/math.ts'
import type { Random } from '../numeric/random.ts'
import { createSurface, type SurfacePoint } from './bicubic.ts'
import { choice, type DrawInput, type Frame, params, pixelPattern, range, type Shader } from './pattern.ts'

export const physarum = pixelPattern({
  name: 'physarum',
  title: 'Physarum',
  description: 'Thousands of blind wanderers follow one another and weave the glowing net of a slime mould.',
  palettes: ['ember', 'verdigris', 'ultraviolet', 'abyss', 'gilded', 'orchid', 'lacquer'],
  samples: 1,
  params: params({
    reach: range('Sensing reach', 0.4, 2.5, 1),
    turn: range('Turn (degrees)', 10, 80, 42),
    start: choice('Start', ['scattered', 'ring', 'seeds']),
    glow: range('Glow', 0.3, 2, 1),
  }),
  prepare: ({ random, params: { reach, turn, start }, ...frame }) => {
    return wander(random, frame, { reach, turn: (turn / 360) * TAU, start })
  },
  draw: (input, { columns, rows, trail }): Shader => {
    if (typeof columns !== 'number' || typeof rows !== 'number' || !(trail instanceof Float32Array)) {
      throw new TypeError('physarum draws from its own prepared grid')
    }
    return illuminate(input, trail, columns, rows)
  },
})

interface Habits {
  readonly reach: number
  readonly turn: number
  readonly start: 'scattered' | 'ring' | 'seeds'
}

/** Cells in one unit, agents for each cell, steps. */
const UNIT = 180
const AGENTS = 0.2
const STEPS = 150
/** Directions are whole numbers of this many to a turn: a table instead of sines. */
const HEADINGS = 1024
/** Grids beyond this are coarser, so that long pictures stay quick. */
const MAX_CELLS = 130_000

function wander(random: Random, frame: Frame, habits: Habits) {
  const area = 4 * frame.halfWidth * frame.halfHeight
  const unit = Math.min(UNIT, Math.sqrt(MAX_CELLS / area))
  const columns = Math.max(16, Math.round(2 * frame.halfWidth * unit))
  const rows = Math.max(16, Math.round(2 * frame.halfHeight * unit))
  const agents = settle(random.fork('agents'), habits.start, columns, rows)
  let trail = new Float32Array(columns * rows)
  let spread = new Float32Array(columns * rows)
  const swerve = random.fork('swerve')
  for (let step = 0; step < STEPS; step++) {
    moveAgents(agents, trail, { columns, rows, habits, swerve })
    diffuse(trail, spread, columns, rows)
    const held = trail
    trail = spread
    spread = held
  }
  return { columns, rows, trail }
}

interface Agents {
  readonly x: Float64Array
  readonly y: Float64Array
  readonly heading: Int32Array
}

function settle(random: Random, start: Habits['start'], columns: number, rows: number): Agents {
  const count = Math.round(columns * rows * AGENTS)
  const agents = { x: new Float64Array(count), y: new Float64Array(count), heading: new Int32Array(count) }
  const short = Math.min(columns, rows)
  const seeds = Array.from({ length: 7 }, () => [random.next() * columns, random.next() * rows] as const)
  for (let i = 0; i < count; i++) {
    const angle = random.next() * TAU
    agents.heading[i] = random.int(HEADINGS)
    if (start === 'scattered') {
      agents.x[i] = random.next() * columns
      agents.y[i] = random.next() * rows
    } else {
      const [cx, cy] = start === 'ring' ? [columns / 2, rows / 2] : (seeds[i % seeds.length] ?? [0, 0])
      const radius =
        short * (start === 'ring' ? 0.36 + 0.03 * random.next() : 0.07 * Math.sqrt(random.next()))
      agents.x[i] = wrap(cx + radius * cos(angle), columns)
      agents.y[i] = wrap(cy + radius * sin(angle), rows)
    }
  }
  return agents
}

function wrap(value: number, size: number): number {
  return value < 0 ? value + size : value >= size ? value - size : value
}

const COS = Float64Array.from({ length: HEADINGS }, (_, i) => cos((TAU * i) / HEADINGS))
const SIN = Float64Array.from({ length: HEADINGS }, (_, i) => sin((TAU * i) / HEADINGS))

interface Ground {
  readonly columns: number
  readonly rows: number
  readonly habits: Habits
  readonly swerve: Random
}

/** Each agent smells ahead, left and right, turns to the strongest trail, steps, and leaves its own. */
function moveAgents({ x, y, heading }: Agents, trail: Float32Array, ground: Ground): void {
  const { columns, rows } = ground
  const choose = createNose(trail, ground)
  for (let i = 0; i < x.length; i++) {
    const way = choose(x[i] ?? 0, y[i] ?? 0, heading[i] ?? 0)
    heading[i] = way
    const nx = wrap((x[i] ?? 0) + (COS[way] ?? 0), columns)
    const ny = wrap((y[i] ?? 0) + (SIN[way] ?? 0), rows)
    x[i] = nx
    y[i] = ny
    const at = Math.floor(ny) * columns + Math.floor(nx)
    trail[at] = Math.min(40, (trail[at] ?? 0) + 1)
  }
}

/** The new heading of an agent at a place that was heading that way. */
type Nose = (x: number, y: number, way: number) => number

function createNose(trail: Float32Array, { columns, rows, habits, swerve }: Ground): Nose {
  const reach = 4.6 * habits.reach
  const turn = Math.round((habits.turn / TAU) * HEADINGS)
  const side = Math.round(HEADINGS / 12)
  const smell = (x: number, y: number, way: number): number => {
    const at = way & (HEADINGS - 1)
    const column = Math.floor(wrap(x + reach * (COS[at] ?? 0), columns))
    const row = Math.floor(wrap(y + reach * (SIN[at] ?? 0), rows))
    return trail[row * columns + column] ?? 0
  }
  return (x, y, way) => {
    const ahead = smell(x, y, way)
    const left = smell(x, y, way - side)
    const right = smell(x, y, way + side)
    let change = 0
    if (ahead < left && ahead < right) change = (swerve.u32() & 1) === 0 ? turn : -turn
    else if (left > ahead && left > right) change = -turn
    else if (right > ahead && right > left) change = turn
    return (way + change) & (HEADINGS - 1)
  }
}

/** The trail spreads to its neighbours and fades; opposite rims touch. */
function diffuse(from: Float32Array, to: Float32Array, columns: number, rows: number): void {
  for (let row = 0; row < rows; row++) {
    const here = row * columns
    const up = ((row + rows - 1) % rows) * columns
    const down = ((row + 1) % rows) * columns
    for (let column = 0; column < columns; column++) {
      const left = from[column === 0 ? here + columns - 1 : here + column - 1] ?? 0
      const right = from[column === columns - 1 ? here : here + column + 1] ?? 0
      const cross = (from[up + column] ?? 0) + (from[down + column] ?? 0) + left + right
      to[here + column] = 0.86 * (0.42 * (from[here + column] ?? 0) + 0.145 * cross)
    }
  }
}

/** Trails glow by their strength; slopes give them body. */
function illuminate(
  { palette, params: { glow }, halfWidth, halfHeight }: DrawInput<{ glow: number }>,
  trail: Float32Array,
  columns: number,
  rows: number,
): Shader {
  const surface = createSurface(trail, columns, rows)
  const point: SurfacePoint = { value: 0, slopeX: 0, slopeY: 0 }
  const colour = new Float32Array(3)
  return (x, y, out) => {
    surface(
      ((x + halfWidth) / (2 * halfWidth)) * columns - 0.5,
      ((y + halfHeight) / (2 * halfHeight)) * rows - 0.5,
      point,
    )
    const strength = clamp((point.value * 0.2 * glow) / (1 + point.value * 0.12 * glow), 0, 1)
    palette.depth.write(clamp(0.03 + 0.97 * pow(strength, 0.72), 0, 1), colour)
    const facing = clamp((-point.slopeX - point.slopeY) * 0.16, -0.5, 0.5) * smoothstep(0.02, 0.3, strength)
    for (let c = 0; c < 3; c++) {
      const base = colour[c] ?? 0
      out[c] = clamp(
        facing > 0 ? mix(base, palette.dark ? 1 : base * 0.7, facing * 0.5) : base * (1 + facing),
        0,
        1,
      )
    }
  }
}
