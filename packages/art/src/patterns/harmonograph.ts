/** @module Harmonograph: the line that swinging pendulums draw until they come to rest (Blackburn, Lissajous). */
import { mixHex } from '../color/color.ts'
import { clamp, cos, exp, fract, mix, sin, TAU } from '../numeric/math.ts'
import type { Random } from '../numeric/random.ts'
import { createPen, type Point } from '../scene/path.ts'
import { glowingGround, type Shape, shape } from '../scene/scene.ts'
import { count, params, range, vectorPattern } from './pattern.ts'

export const harmonograph = vectorPattern({
  name: 'harmonograph',
  title: 'Harmonograph',
  description: 'One line drawn by swinging pendulums, round after round, until they come to rest.',
  palettes: ['aurora', 'ultraviolet', 'ember', 'gilded', 'glacier', 'orchid', 'graphite'],
  params: params({
    turns: count('Turns', 20, 160, 84),
    detune: range('Out of tune', 0, 1, 0.4),
    decay: range('Decay', 0, 1, 0.45),
    weight: range('Line weight', 0.3, 3, 1),
  }),
  draw({ random, palette, params: { turns, detune, decay, weight }, ...frame }) {
    const pendulums = hang(random.fork('pendulums'), detune)
    const shapes: Shape[] = [
      glowingGround(frame, mixHex(palette.ground, palette.colour(1), 0.5), palette.ground),
    ]
    const drift = random.between(0, 1)
    const trail = trace(pendulums, turns, decay)
    const reach = trail.reduce((most, [x, y]) => Math.max(most, Math.abs(x), Math.abs(y)), 0.001)
    const scale = 0.93 / reach
    const points = trail.map(
      ([x, y]): Point => [
        x * scale * (frame.halfWidth > 1 ? Math.min(frame.halfWidth, 1.5) : 1),
        y * scale * (frame.halfHeight > 1 ? Math.min(frame.halfHeight, 1.5) : 1),
      ],
    )
    const pieces = turns * 2
    const length = points.length - 1
    for (let i = 0; i < pieces; i++) {
      const from = Math.floor((length * i) / pieces)
      const to = Math.floor((length * (i + 1)) / pieces)
      const t = i / pieces
      const tone = 0.42 + 0.58 * Math.abs(fract(drift + t * 1.6) * 2 - 1)
      shapes.push(
        shape(
          createPen()
            .spline(points.slice(from, to + 1))
            .done(),
          {
            stroke: palette.depth.hex(clamp(tone, 0, 1)),
            strokeWidth: 0.003 * weight * mix(1, 0.7, t),
            opacity: 0.78,
            cap: 'butt',
          },
        ),
      )
    }
    return { shapes }
  },
})

interface Pendulum {
  readonly axis: 0 | 1
  readonly frequency: number
  readonly phase: number
  readonly amplitude: number
  readonly damping: number
}

/** Ratios that close into figures with few lobes. */
const RATIOS = [
  [1, 2],
  [2, 3],
  [3, 4],
  [1, 3],
  [3, 5],
  [4, 5],
  [2, 5],
  [1, 1],
] as const

/** Two pendulums for each axis: the second pair is the swinging table. */
function hang(random: Random, detune: number): Pendulum[] {
  const [p, q] = random.pick(RATIOS)
  const [r, s] = random.chance(0.6) ? [p, q] : random.pick(RATIOS)
  const off = () => random.normal() * 0.012 * detune
  const damping = () => random.between(0.7, 1.3)
  const phase = () => random.between(0, TAU)
  return [
    { axis: 0, frequency: p + off(), phase: phase(), amplitude: 1, damping: damping() },
    { axis: 1, frequency: q + off(), phase: phase(), amplitude: 1, damping: damping() },
    {
      axis: 0,
      frequency: s + off(),
      phase: phase(),
      amplitude: random.between(0.2, 0.9),
      damping: damping(),
    },
    {
      axis: 1,
      frequency: r + off(),
      phase: phase(),
      amplitude: random.between(0.2, 0.9),
      damping: damping(),
    },
  ]
}

const STEPS_PER_TURN = 44

function trace(pendulums: readonly Pendulum[], turns: number, decay: number): Point[] {
  const steps = turns * STEPS_PER_TURN
  const points: Point[] = []
  for (let i = 0; i <= steps; i++) {
    const place: [number, number] = [0, 0]
    for (const { axis, frequency, phase, amplitude, damping } of pendulums) {
      const fade = exp((-damping * decay * 2.6 * i) / steps)
      const angle = (TAU * frequency * i) / STEPS_PER_TURN + phase
      place[axis] += amplitude * fade * (axis === 0 ? sin(angle) : cos(angle))
    }
    points.push(place)
  }
  return points
}
