/** @module Low poly: a folded surface in triangles, each one lit as a plane (Delaunay, 1934). */
import { Delaunay } from 'd3-delaunay'
import { lighten, mixHex } from '../color/color.ts'
import type { Palette } from '../color/palette.ts'
import { clamp, cos, length, mix, sin, smoothstep, TAU } from '../numeric/math.ts'
import { createFractalNoise, createNoise, type Noise } from '../numeric/noise.ts'
import type { Random } from '../numeric/random.ts'
import { createPen, type Point } from '../scene/path.ts'
import { groundShape, type Shape, shape } from '../scene/scene.ts'
import { choice, type Frame, params, range, vectorPattern } from './pattern.ts'

export const lowPoly = vectorPattern({
  name: 'low-poly',
  title: 'Low poly',
  description: 'Folded paper, crystal or dunes: a surface of triangles, each lit by one low sun.',
  palettes: ['dusk', 'glacier', 'ember', 'aurora', 'orchid', 'desert', 'abyss'],
  params: params({
    fineness: range('Fineness', 0.4, 2.5, 1),
    relief: range('Relief', 0, 2, 1.2),
    scale: range('Scale', 0.3, 3, 0.9),
    sun: range('Sun (degrees)', 0, 360, 230),
    form: choice('Form', ['folds', 'crystal', 'dunes']),
  }),
  draw({ random, palette, params: { fineness, relief, scale, sun, form }, ...frame }) {
    const points = scatter(random.fork('points'), frame, 0.115 / fineness)
    const height = surfaceOf(random.fork('surface'), form, scale)
    const tone = createFractalNoise(createNoise(random.fork('tone')), { octaves: 2 })
    const angle = (sun / 360) * TAU
    const light: Point = [cos(angle), sin(angle)]
    const shapes: Shape[] = [groundShape(frame.halfWidth, frame.halfHeight, palette.ground)]
    const drift = random.between(-0.1, 0.1)
    const { triangles } = new Delaunay(points.flat())
    for (let i = 0; i < triangles.length; i += 3) {
      const corners = [0, 1, 2].map((k): Point => points[triangles[i + k] ?? 0] ?? [0, 0])
      const colour = facet(corners, { palette, height, tone, light, relief, scale, drift })
      shapes.push(
        shape(createPen().polyline(corners, { closed: true }).done(), {
          fill: colour,
          // A hair of its own colour closes the seam.
          stroke: colour,
          strokeWidth: 0.0016,
        }),
      )
    }
    return { shapes }
  },
})

/** Points that keep their distance: a turned grid of triangles, each corner moved at random. */
function scatter(random: Random, { halfWidth, halfHeight }: Frame, spacing: number): Point[] {
  const points: Point[] = []
  const rise = spacing * 0.866
  const rows = Math.ceil(halfHeight / rise) + 2
  const columns = Math.ceil(halfWidth / spacing) + 2
  for (let row = -rows; row <= rows; row++) {
    for (let column = -columns; column <= columns; column++) {
      const shift = (row & 1) * 0.5
      points.push([
        (column + shift + random.between(-0.42, 0.42)) * spacing,
        (row + random.between(-0.42, 0.42)) * rise,
      ])
    }
  }
  return points
}

function surfaceOf(random: Random, form: 'folds' | 'crystal' | 'dunes', scale: number): Noise {
  const noise = createFractalNoise(createNoise(random), { octaves: form === 'crystal' ? 4 : 2, gain: 0.55 })
  const ox = random.between(-20, 20)
  const oy = random.between(-20, 20)
  const turn = random.between(0, TAU)
  const [c, s] = [cos(turn), sin(turn)]
  if (form === 'folds') return (x, y) => noise(x * scale + ox, y * scale + oy)
  if (form === 'crystal') return (x, y) => 1 - 2 * Math.abs(noise(x * scale + ox, y * scale + oy))
  return (x, y) => {
    const along = (x * c + y * s) * scale * 2.2 + noise(x * scale * 0.6 + ox, y * scale * 0.6 + oy) * 1.6
    return Math.abs((((along % 2) + 2) % 2) - 1) * 1.2 - 0.6
  }
}

interface Scenery {
  readonly palette: Palette
  readonly height: Noise
  readonly tone: Noise
  readonly light: Point
  readonly relief: number
  readonly scale: number
  readonly drift: number
}

/** Height gives the colour, the slope gives the light. */
function facet(corners: readonly Point[], scenery: Scenery): string {
  const { palette, height, tone, light, relief, scale, drift } = scenery
  const [[ax, ay], [bx, by], [cx, cy]] = [corners[0] ?? [0, 0], corners[1] ?? [0, 0], corners[2] ?? [0, 0]]
  const [ha, hb, hc] = [height(ax, ay), height(bx, by), height(cx, cy)]
  const det = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay)
  if (Math.abs(det) < 1e-9) return palette.ground
  const slopeX = ((hb - ha) * (cy - ay) - (hc - ha) * (by - ay)) / det
  const slopeY = ((hc - ha) * (bx - ax) - (hb - ha) * (cx - ax)) / det
  const slope = (slopeX * light[0] + slopeY * light[1]) * 0.32 * relief
  const facing = slope / length(1, slope)
  const [x, y] = [(ax + bx + cx) / 3, (ay + by + cy) / 3]
  const level = 0.5 + 0.34 * ((ha + hb + hc) / 3) + 0.22 * tone(x * scale * 0.7, y * scale * 0.7) + drift
  const base = palette.ramp.hex(clamp(mix(0.06, 0.97, smoothstep(0.02, 0.98, level)), 0, 1))
  const lit = lighten(base, 0.26 * facing)
  return facing > 0.45 ? mixHex(lit, '#ffffff', 0.4 * (facing - 0.45)) : lit
}
