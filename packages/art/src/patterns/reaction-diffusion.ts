/**
 * @module Reaction and diffusion: the Gray-Scott model (Pearson 1993) on a fixed grid, seen as a glazed relief.
 */
import { clamp, mix, smoothstep } from '../numeric/math.ts'
import { createNoise } from '../numeric/noise.ts'
import { createSurface, SURFACE_WGSL, type SurfacePoint } from './bicubic.ts'
import { fieldData } from './field.ts'
import { choice, type DrawInput, type Prepared, params, pixelPattern, range, type Shader } from './pattern.ts'

/** Feed and kill rates of well-known growths. */
const GROWTHS = {
  coral: [0.0545, 0.062],
  maze: [0.029, 0.057],
  spots: [0.0367, 0.0649],
  worms: [0.046, 0.063],
} as const

/** Steps of the simulation: the pattern has settled by then. */
const STEPS = 2400

export const reactionDiffusion = pixelPattern({
  name: 'reaction-diffusion',
  title: 'Reaction-diffusion',
  description: 'Two chemicals feed on each other and grow coral, mazes and spots, glazed like porcelain.',
  palettes: ['abyss', 'verdigris', 'orchid', 'ember', 'glacier', 'ultraviolet', 'terracotta'],
  samples: 1,
  params: params({
    growth: choice('Growth', ['coral', 'maze', 'spots', 'worms']),
    fineness: range('Fineness', 0.5, 1.5, 1),
    variation: range('Variation', 0, 1, 0.5),
    gloss: range('Gloss', 0, 1, 0.6),
  }),
  prepare: ({ random, params: { growth, fineness, variation }, ...frame }) => {
    const unit = Math.round(96 * fineness)
    const width = Math.max(16, Math.round(frame.halfWidth * unit * 2))
    const height = Math.max(16, Math.round(frame.halfHeight * unit * 2))
    const [feed, kill] = GROWTHS[growth]
    const tilt = createNoise(random.fork('tilt'))
    const rates = new Float64Array(width * height)
    for (let i = 0; i < rates.length; i++) {
      const x = ((i % width) / unit - frame.halfWidth) * 0.9
      const y = (Math.floor(i / width) / unit - frame.halfHeight) * 0.9
      rates[i] = variation * 0.0016 * tilt(x, y)
    }
    return { width, height, values: simulate({ random, width, height, feed, kill, rates }) }
  },
  draw: (input, prepared): Shader => glaze(input, grownOf(prepared)),
  field(input, prepared) {
    const { width, height, values } = grownOf(prepared)
    const { random, palette, params } = input
    const numbers = [width, height, params.gloss]
    const noises = [random.fork('tone')]
    return { wgsl: WGSL, data: fieldData({ numbers, noises, ramps: [palette.depth], grid: values }) }
  },
})

/** The second chemical, row by row. */
interface Grown {
  readonly width: number
  readonly height: number
  readonly values: Float32Array
}

function grownOf({ width, height, values }: Prepared): Grown {
  if (typeof width !== 'number' || typeof height !== 'number' || !(values instanceof Float32Array)) {
    throw new TypeError('reaction-diffusion draws from its own prepared grid')
  }
  return { width, height, values }
}

interface Tank {
  readonly random: DrawInput['random']
  readonly width: number
  readonly height: number
  readonly feed: number
  readonly kill: number
  /** Local change of the kill rate. */
  readonly rates: Float64Array
}

/** Both chemicals on the grid, each with a border of one cell that repeats the opposite side. */
interface Chemicals {
  u: Float64Array
  v: Float64Array
}

/** Runs the model on a torus and answers the second chemical. */
function simulate(tank: Tank): Float32Array {
  const { width, height } = tank
  const cells = (width + 2) * (height + 2)
  let now: Chemicals = { u: new Float64Array(cells).fill(1), v: new Float64Array(cells) }
  let next: Chemicals = { u: new Float64Array(cells), v: new Float64Array(cells) }
  sow(tank, now)
  for (let step = 0; step < STEPS; step++) {
    wrap(now.u, width, height)
    wrap(now.v, width, height)
    react(tank, now, next)
    const held = now
    now = next
    next = held
  }
  const grown = new Float32Array(width * height)
  for (let row = 0; row < height; row++) {
    const start = (row + 1) * (width + 2) + 1
    grown.set(now.v.subarray(start, start + width), row * width)
  }
  return grown
}

/** Copies each side to the border opposite. */
function wrap(values: Float64Array, width: number, height: number): void {
  const stride = width + 2
  for (let row = 1; row <= height; row++) {
    values[row * stride] = values[row * stride + width] ?? 0
    values[row * stride + width + 1] = values[row * stride + 1] ?? 0
  }
  values.copyWithin(0, height * stride, (height + 1) * stride)
  values.copyWithin((height + 1) * stride, stride, 2 * stride)
}

/** One step: both chemicals spread, react, are fed and removed. */
function react({ width, height, feed, kill, rates }: Tank, { u, v }: Chemicals, next: Chemicals): void {
  const stride = width + 2
  const loss = feed + kill
  const nextU = next.u
  const nextV = next.v
  for (let row = 0; row < height; row++) {
    let i = (row + 1) * stride + 1
    // The cell, its left and its right neighbour move along, so that each value is read once a row.
    let leftA = u[i - 1] ?? 0
    let leftB = v[i - 1] ?? 0
    let a = u[i] ?? 0
    let b = v[i] ?? 0
    for (let cell = row * width; cell < (row + 1) * width; cell++, i++) {
      const rightA = u[i + 1] ?? 0
      const rightB = v[i + 1] ?? 0
      const aroundA = leftA + rightA + (u[i - stride] ?? 0) + (u[i + stride] ?? 0)
      const aroundB = leftB + rightB + (v[i - stride] ?? 0) + (v[i + stride] ?? 0)
      const reaction = a * b * b
      nextU[i] = a + 0.2097 * (aroundA - 4 * a) - reaction + feed * (1 - a)
      nextV[i] = b + 0.105 * (aroundB - 4 * b) + reaction - (loss + (rates[cell] ?? 0)) * b
      leftA = a
      leftB = b
      a = rightA
      b = rightB
    }
  }
}

/** Drops of the second chemical at random places. */
function sow({ random, width, height }: Tank, { u, v }: Chemicals): void {
  const seeds = random.fork('seeds')
  const drops = Math.round((width * height) / 700) + 3
  for (let n = 0; n < drops; n++) {
    const x = seeds.int(width)
    const y = seeds.int(height)
    const radius = 2 + seeds.int(3)
    for (let dy = -radius; dy <= radius; dy++) {
      for (let dx = -radius; dx <= radius; dx++) {
        const row = ((y + dy + height) % height) + 1
        const column = ((x + dx + width) % width) + 1
        u[row * (width + 2) + column] = 0.5
        v[row * (width + 2) + column] = 0.25 + 0.1 * seeds.next()
      }
    }
  }
}

/** Colours the grown surface: height to colour, slope to light and shadow. */
function glaze(
  { random, palette, params: { gloss }, halfWidth, halfHeight }: DrawInput<{ gloss: number }>,
  { width, height, values }: Grown,
): Shader {
  const surface = createSurface(values, width, height)
  const tone = createNoise(random.fork('tone'))
  const point: SurfacePoint = { value: 0, slopeX: 0, slopeY: 0 }
  const high = new Float32Array(3)
  const low = new Float32Array(3)
  return (x, y, out) => {
    const gx = ((x + halfWidth) / (2 * halfWidth)) * width - 0.5
    const gy = ((y + halfHeight) / (2 * halfHeight)) * height - 0.5
    surface(gx, gy, point)
    const rise = smoothstep(0.08, 0.3, point.value)
    const hue = 0.5 + 0.5 * tone(x * 0.7, y * 0.7)
    palette.depth.write(0.34 + 0.62 * clamp(0.62 * hue + 0.42 * rise - 0.05, 0, 1), high)
    palette.depth.write(0.02 + 0.2 * hue, low)
    const facing = clamp((-point.slopeX - point.slopeY) * 9, -1, 1)
    const light = 1 + 0.42 * facing
    const glint = gloss * smoothstep(0.6, 1, facing) * rise * 0.4
    for (let c = 0; c < 3; c++) {
      const colour = mix(low[c] ?? 0, high[c] ?? 0, smoothstep(0.15, 0.75, rise)) * light
      out[c] = clamp(colour + glint * (1 - colour), 0, 1)
    }
  }
}

/** `glaze` on the GPU, line by line; the simulation stays on the CPU, whose grid both read. */
const WGSL = `
${SURFACE_WGSL}
fn colour(p: vec2f) -> vec4f {
  let reach = vec2f(sheet.halfWidth, sheet.halfHeight);
  let point = surface((p + reach) / (2.0 * reach) * num2(0u) - 0.5, u32(num(0u)), u32(num(1u)));
  let rise = soft(0.08, 0.3, point.x);
  let hue = 0.5 + 0.5 * noise(0u, p * 0.7);
  let high = ramp(0u, 0.34 + 0.62 * clamp(0.62 * hue + 0.42 * rise - 0.05, 0.0, 1.0));
  let low = ramp(0u, 0.02 + 0.2 * hue);
  let facing = clamp((-point.y - point.z) * 9.0, -1.0, 1.0);
  let glint = num(2u) * soft(0.6, 1.0, facing) * rise * 0.4;
  let lit = mix(low, high, soft(0.15, 0.75, rise)) * (1.0 + 0.42 * facing);
  return vec4f(clamp(lit + glint * (1.0 - lit), vec3f(0.0), vec3f(1.0)), 1.0);
}
`
