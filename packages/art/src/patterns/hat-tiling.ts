/** @module The hat: one tile that covers the plane and never repeats itself, coloured so that its order shows. */
import { lighten, mixHex } from '../color/color.ts'
import { type Palette, visibleColours } from '../color/palette.ts'
import { clamp, cos, length, sin, TAU } from '../numeric/math.ts'
import { createFractalNoise, createNoise } from '../numeric/noise.ts'
import type { Random } from '../numeric/random.ts'
import { createPen, type Point } from '../scene/path.ts'
import { groundShape, type Shape, shape } from '../scene/scene.ts'
import {
  type Affine,
  firstGeneration,
  hatOutline,
  joined,
  type Metatile,
  moved,
  nextGeneration,
} from './hat-metatiles.ts'
import { choice, count, type Frame, params, range, vectorPattern } from './pattern.ts'

export const hatTiling = vectorPattern({
  name: 'hat-tiling',
  title: 'Hat tiling',
  description:
    'One tile with thirteen sides covers the plane without ever repeating: the aperiodic monotile.',
  palettes: ['terracotta', 'bauhaus', 'verdigris', 'sakura', 'dusk', 'gilded', 'riso'],
  params: params({
    tiles: count('Tiles across', 4, 24, 9),
    colouring: choice('Colouring', ['orientation', 'clusters', 'drift']),
    grout: range('Grout', 0, 2, 1),
    relief: range('Relief', 0, 1, 0.5),
  }),
  draw({ random, palette, params: { tiles, colouring, grout, relief }, ...frame }) {
    const size = 2 / (tiles * 2.6)
    const hats = layHats(random.fork('place'), frame, size)
    const tint = tints(random.fork('tints'), palette, colouring)
    const line = mixHex(palette.ground, palette.dark ? '#000000' : palette.ink, palette.dark ? 0.35 : 0.75)
    const shapes: Shape[] = [groundShape(frame.halfWidth, frame.halfHeight, line)]
    for (const hat of hats) {
      const points = hatOutline.map((point) => moved(hat.place, point))
      const base = tint(hat)
      const path = createPen().polyline(points, { closed: true }).done()
      const [left, top, right, bottom] = path.box
      shapes.push(
        shape(path, {
          fill: {
            type: 'linear',
            from: [left, top],
            to: [right, bottom],
            stops: [
              { offset: 0, colour: lighten(base, 0.09 * relief) },
              { offset: 1, colour: lighten(base, -0.1 * relief) },
            ],
          },
          ...(grout > 0 ? { stroke: line, strokeWidth: size * 0.13 * grout } : {}),
        }),
      )
    }
    return { shapes }
  },
})

interface Hat {
  readonly place: Affine
  /** Heading in sixths of a turn. */
  readonly heading: number
  /** True for the rare hats that are turned over. */
  readonly turned: boolean
  /** Number of the larger cluster that it belongs to. */
  readonly cluster: number
  readonly middle: Point
}

/** Hats that touch the frame; `size` is the side of half a grid hexagon in units. */
function layHats(random: Random, frame: Frame, size: number): Hat[] {
  const reach = length(frame.halfWidth, frame.halfHeight) / size
  let tiles = firstGeneration()
  let radius = 2
  while (radius < reach * 1.7 + 4) {
    tiles = nextGeneration(tiles)
    radius *= 2.6
  }
  const [cx, cy] = centreOf(tiles.H.outline)
  // Somewhere near the middle of a cluster that is larger than the picture.
  const wander = radius * 0.2
  const x = cx + random.between(-wander, wander)
  const y = cy + random.between(-wander, wander)
  const angle = random.between(0, TAU)
  const c = cos(angle) * size
  const s = sin(angle) * size
  const view: Affine = [c, -s, -c * x + s * y, s, c, -s * x - c * y]
  const hats: Hat[] = []
  let cluster = 0
  const visit = (tile: Metatile, place: Affine): void => {
    if (!touches(tile.outline, place, frame, size)) return
    cluster += 1
    for (const part of tile.parts) {
      const at = joined(place, part.place)
      if (part.tile !== undefined) visit(part.tile, at)
      else hats.push(hatAt(at, size, cluster))
    }
  }
  visit(tiles.H, view)
  return hats
}

function hatAt(place: Affine, size: number, cluster: number): Hat {
  const turned = place[0] * place[4] - place[1] * place[3] < 0
  // The x axis of a hat has half the size in the first generation.
  const ax = place[0] / (size * 0.5)
  const ay = place[3] / (size * 0.5)
  return { place, heading: sector(ax, ay), turned, cluster, middle: moved(place, [1.5, 0.5]) }
}

/** One of six headings by the larger coordinates: the picture as a whole may be turned, which shifts all alike. */
function sector(x: number, y: number): number {
  let best = 0
  let most = -Infinity
  for (let i = 0; i < 6; i++) {
    const along = x * cos((TAU * i) / 6 + 0.2) + y * sin((TAU * i) / 6 + 0.2)
    if (along > most) {
      most = along
      best = i
    }
  }
  return best
}

function centreOf(points: readonly Point[]): Point {
  const sum = points.reduce<Point>(([ax, ay], [x, y]) => [ax + x, ay + y], [0, 0])
  return [sum[0] / points.length, sum[1] / points.length]
}

function touches(outline: readonly Point[], place: Affine, frame: Frame, size: number): boolean {
  const [x, y] = moved(place, centreOf(outline))
  const far = outline.reduce((most, point) => {
    const [px, py] = moved(place, point)
    return Math.max(most, length(px - x, py - y))
  }, 0)
  // Clusters reach a little over their outline.
  const reach = far * 1.35 + size * 4
  return Math.abs(x) < frame.halfWidth + reach && Math.abs(y) < frame.halfHeight + reach
}

function tints(
  random: Random,
  palette: Palette,
  colouring: 'orientation' | 'clusters' | 'drift',
): (hat: Hat) => string {
  const colours = random.shuffle(visibleColours(palette))
  const accent = palette.ink
  const noise = createFractalNoise(createNoise(random.fork('drift')), { octaves: 2 })
  const grain = random.fork('grain')
  const pick = (i: number) => colours[i % colours.length] ?? palette.ink
  return (hat) => {
    const shade = 0.05 * (grain.next() - 0.5)
    if (colouring === 'drift') {
      const level = 0.5 + 0.5 * noise(hat.middle[0] * 0.8, hat.middle[1] * 0.8) + 0.1 * (grain.next() - 0.5)
      const held = palette.ramp.hex(clamp(0.1 + 0.85 * level, 0, 1))
      return lighten(hat.turned ? mixHex(held, accent, 0.55) : held, shade)
    }
    if (hat.turned) return lighten(accent, shade)
    return lighten(
      pick(colouring === 'orientation' ? hat.heading : hat.cluster * 3 + (hat.cluster >> 2)),
      shade,
    )
  }
}
