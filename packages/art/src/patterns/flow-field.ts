/** @module Flow field: strokes of many widths that follow one current and never touch. */
import { visibleColours } from '../color/palette.ts'
import { cos, fract, sin, TAU } from '../numeric/math.ts'
import { createFractalNoise, createNoise, type Noise } from '../numeric/noise.ts'
import type { Random } from '../numeric/random.ts'
import { createPen, type Point } from '../scene/path.ts'
import { groundShape, type Shape, shape } from '../scene/scene.ts'
import { createOccupancy, type Occupancy } from './occupancy.ts'
import { choice, params, range, vectorPattern } from './pattern.ts'

const STEP = 0.008
/** Strokes of each width are tried at so many places; the wide ones come first and the fine ones fill the gaps. */
const ATTEMPTS = [420, 1100, 2200, 2600] as const
const WIDTHS = [0.058, 0.026, 0.011, 0.0045] as const

export const flowField = vectorPattern({
  name: 'flow-field',
  title: 'Flow field',
  description: 'Ribbons of many widths that follow one invisible current and never touch.',
  palettes: ['bauhaus', 'riso', 'terracotta', 'desert', 'washi', 'meadow', 'aurora'],
  params: params({
    swirl: range('Swirl', 0.1, 2.5, 0.8),
    scale: range('Scale of the current', 0.3, 3, 1),
    width: range('Ribbon width', 0.4, 2.2, 1),
    gap: range('Gap', 0.2, 3, 1),
    ends: choice('Ends', ['round', 'square']),
  }),
  draw({ random, palette, params: { swirl, scale, width, gap, ends }, ...frame }) {
    const field = currentOf(random.fork('current'), swirl, scale)
    const tone = createNoise(random.fork('tone'))
    const occupancy = createOccupancy(frame.halfWidth * 1.1, frame.halfHeight * 1.1, 0.05)
    const shapes: Shape[] = [groundShape(frame.halfWidth, frame.halfHeight, palette.ground)]
    const place = random.fork('places')
    const inks = visibleColours(palette)
    WIDTHS.forEach((base, rank) => {
      for (let i = 0; i < (ATTEMPTS[rank] ?? 0) * frame.halfWidth * frame.halfHeight; i++) {
        const stroke = base * width * place.between(0.75, 1.3)
        const room = { width: stroke, gap: 0.0055 * gap + stroke * 0.12 }
        const start: Point = [
          place.between(-1.05, 1.05) * frame.halfWidth,
          place.between(-1.05, 1.05) * frame.halfHeight,
        ]
        const shade = place.next()
        const line = trace(start, field, occupancy, room)
        if (line === undefined) continue
        const position = fract(0.5 + 0.55 * tone(start[0] * 0.7, start[1] * 0.7) + (shade - 0.5) * 0.5)
        const colour = inks[Math.floor(position * inks.length)] ?? palette.ink
        const path = createPen().spline(line).done()
        shapes.push(
          shape(path, { stroke: colour, strokeWidth: stroke, cap: ends === 'round' ? 'round' : 'butt' }),
        )
      }
    })
    return { shapes }
  },
})

function currentOf(random: Random, swirl: number, scale: number): Noise {
  const noise = createFractalNoise(createNoise(random), { octaves: 2, gain: 0.25 })
  const heading = random.between(0, TAU)
  const shiftX = random.between(-9, 9)
  const shiftY = random.between(-9, 9)
  return (x, y) => heading + swirl * TAU * 0.55 * noise(x * 0.55 * scale + shiftX, y * 0.55 * scale + shiftY)
}

interface Room {
  readonly width: number
  readonly gap: number
}

/** Follows the current both ways from `start` while there is room; nothing when the stroke would be a stub. */
function trace(start: Point, field: Noise, occupancy: Occupancy, room: Room): Point[] | undefined {
  const radius = room.width / 2 + room.gap
  if (!occupancy.isFree(start[0], start[1], radius)) return undefined
  const ahead = walk(start, field, occupancy, { radius, direction: 1 })
  const back = walk(start, field, occupancy, { radius, direction: -1 })
  const points = [...back.reverse(), start, ...ahead]
  if (points.length * STEP < Math.max(0.07, room.width * 1.6)) return undefined
  for (const [x, y] of points) occupancy.take(x, y, room.width / 2)
  // Every third point is enough for a smooth curve.
  return points.filter((_, i) => i % 3 === 0 || i === points.length - 1)
}

function walk(
  start: Point,
  field: Noise,
  occupancy: Occupancy,
  { radius, direction }: { radius: number; direction: 1 | -1 },
): Point[] {
  const points: Point[] = []
  let [x, y] = start
  const longest = 190
  for (let i = 0; i < longest; i++) {
    const angle = field(x, y)
    x += direction * STEP * cos(angle)
    y += direction * STEP * sin(angle)
    if (!occupancy.isFree(x, y, radius)) break
    points.push([x, y])
  }
  return points
}
