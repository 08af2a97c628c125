/** @module Ridges: mountain lines one behind the other, fading into mist under a low sun. */
import { lighten, mixHex } from '../color/color.ts'
import { clamp, mix, pow } from '../numeric/math.ts'
import { createFractalNoise, createNoise, createRidgedNoise } from '../numeric/noise.ts'
import { createPen, type Point } from '../scene/path.ts'
import { groundShape, type Shape, shape } from '../scene/scene.ts'
import { count, params, range, vectorPattern } from './pattern.ts'

export const ridges = vectorPattern({
  name: 'ridges',
  title: 'Ridges',
  description: 'Mountain lines one behind the other, fading into mist under a low sun.',
  palettes: ['dusk', 'ember', 'aurora', 'desert', 'glacier', 'midnight', 'terracotta'],
  params: params({
    layers: count('Ridges', 3, 16, 9),
    roughness: range('Roughness', 0.2, 1, 0.55),
    height: range('Height', 0.3, 1.6, 0.9),
    sun: range('Sun', 0, 0.5, 0.2),
    mist: range('Mist', 0, 1, 0.6),
  }),
  draw({ random, palette, params: { layers, roughness, height, sun, mist }, ...frame }) {
    const { halfWidth, halfHeight } = frame
    // The sky is the light end of the gradient, whatever the ground of the palette is.
    const light = palette.dark ? (t: number) => palette.depth.hex(t) : (t: number) => palette.depth.hex(1 - t)
    const sky = (t: number) => light(mix(0.62, 1, t))
    const shapes: Shape[] = [
      groundShape(halfWidth, halfHeight, {
        type: 'linear',
        from: [0, -halfHeight],
        to: [0, halfHeight * 0.45],
        stops: [0, 0.25, 0.5, 0.75, 1].map((offset) => ({ offset, colour: sky(offset) })),
      }),
    ]
    const sunX = random.between(-0.55, 0.55) * halfWidth
    const sunY = random.between(-0.45, -0.12) * halfHeight
    if (sun > 0) shapes.push(...sunDisc([sunX, sunY], sun, light(1)))
    const haze = light(0.92)
    for (let i = 0; i < layers; i++) {
      const near = i / Math.max(1, layers - 1)
      const noise = createNoise(random.fork(`ridge ${i}`))
      const jagged = createRidgedNoise(noise, { octaves: 7, gain: 0.3 + roughness * 0.2 })
      const swell = createFractalNoise(noise, { octaves: 2 })
      const base = mix(-0.12, 1.02, pow(near, 1.25)) * halfHeight
      const rise = height * mix(0.3, 0.5, near)
      const scale = mix(1.5, 0.75, near)
      const points = ridgeLine(halfWidth, (x) => {
        const peak = jagged(x * scale + 31 * i, i * 7.3) - 0.45
        return base - rise * (peak * 0.95 + 0.35 * swell(x * 0.6, i * 3.1 + 50))
      })
      const colour = light(mix(0.8, 0.02, pow(near, 0.8)))
      const foot = mixHex(colour, haze, mist * mix(0.85, 0.1, near))
      shapes.push(
        ridgeShape(points, halfHeight, { top: Math.min(...points.map(([, y]) => y)), base }, [colour, foot]),
      )
      shapes.push(crest(points, lighten(colour, 0.06), mix(0.0008, 0.0025, near)))
    }
    return { shapes }
  },
})

function sunDisc([x, y]: Point, radius: number, colour: string): Shape[] {
  const halo = createPen()
    .circle(x, y, radius * 5)
    .done()
  const glow = {
    type: 'radial',
    from: [x, y],
    to: [x + radius * 5, y],
    stops: [
      { offset: 0, colour, opacity: 0.85 },
      { offset: 0.2, colour, opacity: 0.4 },
      { offset: 1, colour, opacity: 0 },
    ],
  } as const
  return [
    shape(halo, { fill: glow }),
    shape(createPen().circle(x, y, radius).done(), { fill: lighten(colour, 0.04) }),
  ]
}

function ridgeLine(halfWidth: number, heightAt: (x: number) => number): Point[] {
  const steps = Math.round(420 * halfWidth)
  return Array.from({ length: steps + 1 }, (_, i): Point => {
    const x = mix(-halfWidth * 1.02, halfWidth * 1.02, i / steps)
    return [x, heightAt(x)]
  })
}

function ridgeShape(
  points: readonly Point[],
  halfHeight: number,
  { top, base }: { top: number; base: number },
  [colour, foot]: readonly [string, string],
): Shape {
  const first = points[0] ?? [0, 0]
  const last = points.at(-1) ?? [0, 0]
  const floor = halfHeight * 1.2
  const path = createPen()
    .polyline([...points, [last[0], floor], [first[0], floor]], { closed: true })
    .done()
  return shape(path, {
    fill: {
      type: 'linear',
      from: [0, top],
      to: [0, clamp(base + 0.3, top + 0.1, floor)],
      stops: [
        { offset: 0, colour },
        { offset: 0.35, colour: mixHex(colour, foot, 0.35) },
        { offset: 1, colour: foot },
      ],
    },
  })
}

/** Light along the edge. */
function crest(points: readonly Point[], stroke: string, strokeWidth: number): Shape {
  return shape(createPen().polyline(points).done(), { stroke, strokeWidth, opacity: 0.7 })
}
