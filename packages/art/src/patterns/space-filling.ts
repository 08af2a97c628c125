/** @module Space-filling curves: one line that visits every cell (Peano 1890, Hilbert 1891, Gosper 1973). */
import { mixHex } from '../color/color.ts'
import { clamp, cos, mix, PI, sin, smoothstep } from '../numeric/math.ts'
import { createFractalNoise, createNoise, type Noise } from '../numeric/noise.ts'
import type { Random } from '../numeric/random.ts'
import { createPen, type Point } from '../scene/path.ts'
import { glowingGround, type Shape, shape } from '../scene/scene.ts'
import { choice, count, params, range, vectorPattern } from './pattern.ts'

export const spaceFilling = vectorPattern({
  name: 'space-filling',
  title: 'Space-filling curve',
  description: 'One unbroken line through every place of the sheet, swelling and thinning like an engraving.',
  palettes: ['aurora', 'ember', 'porcelain', 'ultraviolet', 'abyss', 'lacquer', 'desert'],
  params: params({
    curve: choice('Curve', ['hilbert', 'peano', 'gosper']),
    detail: count('Detail', 1, 4, 3),
    weight: range('Line weight', 0.3, 1.4, 0.9),
    swell: range('Swell', 0, 1, 0.8),
    roundness: range('Roundness', 0, 1, 1),
  }),
  draw({ random, palette, params: { curve, detail, weight, swell, roundness }, ...frame }) {
    const shapes: Shape[] = [
      glowingGround(frame, mixHex(palette.ground, palette.colour(1), 0.25), palette.ground),
    ]
    const { points, step } = layCurve(
      random.fork('curve'),
      curve,
      detail,
      Math.max(frame.halfWidth, frame.halfHeight),
    )
    const tone = toneOf(random.fork('tone'))
    const pieces = Math.min(1400, Math.max(24, Math.floor(points.length / 3)))
    for (let i = 0; i < pieces; i++) {
      const from = Math.floor(((points.length - 1) * i) / pieces)
      const to = Math.floor(((points.length - 1) * (i + 1)) / pieces)
      const [x, y] = points[(from + to) >> 1] ?? [0, 0]
      if (Math.abs(x) > frame.halfWidth + 0.2 || Math.abs(y) > frame.halfHeight + 0.2) continue
      const level = tone(x, y)
      shapes.push(
        shape(softened(points, from, to, roundness), {
          stroke: palette.ramp.hex(clamp(0.3 + 0.72 * (i / pieces) * 0.6 + 0.36 * level, 0, 1)),
          strokeWidth: step * weight * mix(0.55, 0.2 + 0.72 * level, swell),
        }),
      )
    }
    return { shapes }
  },
})

interface Grammar {
  readonly axiom: string
  readonly rules: Readonly<Record<string, string>>
  /** Letters that take a step. */
  readonly steps: string
  /** Turn of + and - in radians. */
  readonly turn: number
  /** Generations for detail 1 to 4. */
  readonly generations: readonly [number, number, number, number]
}

const GRAMMARS: Readonly<Record<'hilbert' | 'peano' | 'gosper', Grammar>> = {
  hilbert: {
    axiom: 'A',
    rules: { A: '+BF-AFA-FB+', B: '-AF+BFB+FA-' },
    steps: 'F',
    turn: PI / 2,
    generations: [3, 4, 5, 6],
  },
  peano: {
    axiom: 'X',
    rules: { X: 'XFYFX+F+YFXFY-F-XFYFX', Y: 'YFXFY-F-XFYFX+F+YFXFY' },
    steps: 'F',
    turn: PI / 2,
    generations: [2, 3, 3, 4],
  },
  gosper: {
    axiom: 'A',
    rules: { A: 'A-B--B+A++AA+B-', B: '+A-BB--B-A++A+B' },
    steps: 'AB',
    turn: PI / 3,
    generations: [2, 3, 4, 5],
  },
}

/** The curve, centred, large enough for a square of half side `reach`, turned by chance. */
function layCurve(random: Random, name: keyof typeof GRAMMARS, detail: number, reach: number) {
  const grammar = GRAMMARS[name]
  let text = grammar.axiom
  for (let i = 0; i < (grammar.generations[detail - 1] ?? 3); i++) {
    text = [...text].map((letter) => grammar.rules[letter] ?? letter).join('')
  }
  const raw = walk(text, grammar, random.int(4) * (PI / 2))
  const [left, top, right, bottom] = raw.reduce(
    ([a, b, c, d], [x, y]) => [Math.min(a, x), Math.min(b, y), Math.max(c, x), Math.max(d, y)] as const,
    [Infinity, Infinity, -Infinity, -Infinity] as const,
  )
  // Gosper's island has a ragged shore: it is enlarged until the sheet lies within.
  const scale = ((name === 'gosper' ? 3.3 : 1.9) * reach) / Math.max(right - left, bottom - top)
  const points = raw.map(
    ([x, y]): Point => [(x - (left + right) / 2) * scale, (y - (top + bottom) / 2) * scale],
  )
  return { points, step: scale }
}

function walk(text: string, { steps, turn }: Grammar, heading: number): Point[] {
  const points: Point[] = [[0, 0]]
  let [x, y] = [0, 0]
  let turns = 0
  const around = Math.round((2 * PI) / turn)
  const directions = Array.from({ length: around }, (_, i) => [
    cos(heading + i * turn),
    sin(heading + i * turn),
  ])
  for (const letter of text) {
    if (letter === '+') turns = (turns + 1) % around
    else if (letter === '-') turns = (turns + around - 1) % around
    else if (steps.includes(letter)) {
      x += directions[turns]?.[0] ?? 0
      y += directions[turns]?.[1] ?? 0
      points.push([x, y])
    }
  }
  return points
}

/** Points `from` to `to`, corners cut to curves: from the middle of one step to the middle of the next. */
function softened(points: readonly Point[], from: number, to: number, roundness: number) {
  const at = (i: number): Point => points[clamp(i, 0, points.length - 1)] ?? [0, 0]
  const share = roundness / 2
  const towards = ([ax, ay]: Point, [bx, by]: Point, t: number): Point => [
    ax + (bx - ax) * t,
    ay + (by - ay) * t,
  ]
  const pen = createPen().move(...towards(at(from), at(from + 1), from === 0 ? 0 : 0.5))
  for (let i = from + 1; i <= to; i++) {
    pen.line(...towards(at(i), at(i - 1), share))
    pen.quadratic(...at(i), ...towards(at(i), at(i + 1), share))
  }
  return pen.line(...towards(at(to), at(to + 1), 0.5)).done()
}

/** How dark the engraving is at a place: a few soft hills and a ball of light. */
function toneOf(random: Random): Noise {
  const noise = createFractalNoise(createNoise(random), { octaves: 2, gain: 0.35 })
  const ox = random.between(-20, 20)
  const oy = random.between(-20, 20)
  return (x, y) => smoothstep(-0.75, 0.75, noise(x * 0.85 + ox, y * 0.85 + oy))
}
