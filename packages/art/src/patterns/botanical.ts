/** @module Botanical: plants that grow by rewriting, stem into stems (Lindenmayer systems), with leaves and blossoms. */
import { mixHex } from '../color/color.ts'
import { type Palette, visibleColours } from '../color/palette.ts'
import { atan2, cos, mix, PI, sin } from '../numeric/math.ts'
import type { Random } from '../numeric/random.ts'
import { createPen, type Point } from '../scene/path.ts'
import { groundShape, type Shape, shape } from '../scene/scene.ts'
import { FLOWERS, LEAVES, type LeafForm, type PlantStyle } from './botanical-organs.ts'
import { choice, count, type Frame, params, range, vectorPattern } from './pattern.ts'

export const botanical = vectorPattern({
  name: 'botanical',
  title: 'Botanical',
  description: 'A meadow of pressed plants: stems that branch by rule, with leaves, buds and blossoms.',
  palettes: ['meadow', 'washi', 'sakura', 'terracotta', 'verdigris', 'midnight', 'orchid'],
  params: params({
    plants: count('Plants', 1, 14, 7),
    branching: range('Branching', 0, 1, 0.5),
    bend: range('Bend', 0, 1, 0.4),
    blossom: range('Blossom', 0, 1, 0.6),
    leaf: choice('Leaf', ['any', 'willow', 'round', 'fern']),
  }),
  draw({ random, palette, params: { plants, branching, bend, blossom, leaf }, ...frame }) {
    const shapes: Shape[] = [sheet(palette, frame)]
    const place = random.fork('places')
    const order = place.shuffle(Array.from({ length: plants }, (_, i) => i))
    order.forEach((slot, rank) => {
      const share = plants === 1 ? 0.5 : slot / (plants - 1)
      const depth = plants === 1 ? 1 : rank / (plants - 1)
      const plant = random.fork(`plant ${slot}`)
      const x = mix(-0.78, 0.78, share) * frame.halfWidth + plant.normal() * 0.05
      const height = frame.halfHeight * mix(1.3, 1.8, plant.next()) * mix(1, 0.8, depth)
      const style = styleOf(plant, palette, { depth, leaf, blossom })
      shapes.push(...grow(plant, { x, y: frame.halfHeight * 1.04, height, branching, bend }, style))
    })
    return { shapes }
  },
})

function sheet(palette: Palette, { halfWidth, halfHeight }: Frame): Shape {
  return groundShape(halfWidth, halfHeight, {
    type: 'linear',
    from: [0, -halfHeight],
    to: [0, halfHeight],
    stops: [
      { offset: 0, colour: palette.ground },
      { offset: 0.7, colour: mixHex(palette.ground, palette.colour(3), 0.14) },
      { offset: 1, colour: mixHex(palette.ground, palette.colour(2), 0.3) },
    ],
  })
}

/** Plants further back are paler: `depth` is 0 at the back, 1 in front. */
function styleOf(
  random: Random,
  palette: Palette,
  { depth, leaf, blossom }: { depth: number; leaf: 'any' | LeafForm; blossom: number },
): PlantStyle {
  const colours = visibleColours(palette)
  const pale = 0.62 * (1 - depth)
  const fade = (hex: string) => mixHex(hex, palette.ground, pale)
  const half = Math.max(1, colours.length >> 1)
  const foliage = colours[random.int(half)] ?? palette.ink
  const petals = colours[colours.length - 1 - random.int(half)] ?? palette.ink
  return {
    stem: fade(mixHex(foliage, palette.ink, 0.45)),
    foliage: fade(foliage),
    petals: fade(petals),
    heart: fade(random.pick(colours)),
    leaf: leaf === 'any' ? random.pick(['willow', 'round', 'fern'] as const) : leaf,
    flower: random.pick(['daisy', 'umbel', 'bells', 'berries'] as const),
    blossom,
    opacity: 1,
  }
}

interface Root {
  readonly x: number
  readonly y: number
  readonly height: number
  readonly branching: number
  readonly bend: number
}

interface Shoot {
  readonly from: Point
  readonly heading: number
  readonly length: number
  readonly width: number
  readonly order: number
}

/** Rewrites one shoot into segments, leaves and side shoots until the orders are used up. */
function grow(random: Random, root: Root, style: PlantStyle): Shape[] {
  const plant: Plant = { stems: [], leaves: [], flowers: [], shoots: [] }
  plant.shoots.push({
    from: [root.x, root.y],
    heading: -PI / 2 + random.normal() * 0.08,
    length: root.height,
    width: root.height * 0.011,
    order: 0,
  })
  for (let shoot = plant.shoots.pop(); shoot !== undefined; shoot = plant.shoots.pop()) {
    rewrite(random, plant, shoot, { root, style })
  }
  return [...plant.stems, ...plant.leaves, ...plant.flowers]
}

/** What a plant has so far, and the shoots that are still to grow. */
interface Plant {
  readonly stems: Shape[]
  readonly leaves: Shape[]
  readonly flowers: Shape[]
  readonly shoots: Shoot[]
}

function rewrite(
  random: Random,
  plant: Plant,
  shoot: Shoot,
  { root, style }: { readonly root: Root; readonly style: PlantStyle },
): void {
  const points = curve(random, shoot, root.bend)
  plant.stems.push(...taper(points, shoot.width, style.stem))
  const last = points.length - 1
  const size = shoot.length * (shoot.order === 0 ? 0.1 : 0.2)
  for (let i = 2; i < last; i++) {
    const at = points[i] ?? shoot.from
    const heading = angleOf(at, points[i + 1] ?? shoot.from)
    const side = i % 2 === 0 ? 1 : -1
    const t = i / last
    const eager = 0.15 + 0.55 * root.branching * (1 - shoot.order * 0.4)
    if (shoot.order < 2 && t > 0.25 && random.next() < eager) {
      plant.shoots.push({
        from: at,
        heading: heading + side * random.between(0.35, 0.75),
        length: shoot.length * mix(0.46, 0.24, t) * random.between(0.8, 1.2),
        width: shoot.width * 0.6,
        order: shoot.order + 1,
      })
    } else {
      const leaf = { at, heading: heading + side * mix(1, 0.6, t), size: size * mix(1.15, 0.6, t) }
      plant.leaves.push(...LEAVES[style.leaf](leaf, style))
    }
  }
  const tip = points[last] ?? shoot.from
  if (random.next() >= style.blossom) return
  const heading = angleOf(points[last - 1] ?? tip, tip)
  const bloom = { at: tip, heading, size: size * mix(0.75, 1.1, random.next()) }
  plant.flowers.push(...FLOWERS[style.flower](bloom, style))
}

function angleOf([ax, ay]: Point, [bx, by]: Point): number {
  return atan2(by - ay, bx - ax)
}

/** A stem that sways a little and rises towards the light. */
function curve(random: Random, { from, heading, length, order }: Shoot, bend: number): Point[] {
  const steps = order === 0 ? 16 : 8
  const points: Point[] = [from]
  let [x, y] = from
  let angle = heading
  const sway = random.between(-1, 1) * bend * (order === 0 ? 0.09 : 0.2)
  for (let i = 0; i < steps; i++) {
    angle += sway + random.normal() * 0.05 * bend - 0.04 * cos(angle) * (order > 0 ? 1 : 0.4)
    x += (cos(angle) * length) / steps
    y += (sin(angle) * length) / steps
    points.push([x, y])
  }
  return points
}

/** Three strokes of falling width make a stem that narrows. */
function taper(points: readonly Point[], width: number, colour: string): Shape[] {
  return [1, 0.66, 0.36].map((share) => {
    const count = Math.max(2, Math.round(points.length * mix(0.4, 1, 1 - share + (share === 1 ? 0 : 0.2))))
    const part = share === 0.36 ? points : points.slice(0, count)
    return shape(createPen().spline(part).done(), {
      stroke: colour,
      strokeWidth: Math.max(0.0012, width * share),
    })
  })
}
