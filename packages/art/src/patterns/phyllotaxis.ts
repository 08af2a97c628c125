/** @module Phyllotaxis: petals set at the golden angle, as in sunflowers and dahlias (Vogel 1979). */
import { lighten, mixHex } from '../color/color.ts'
import { cos, mix, pow, sin, TAU } from '../numeric/math.ts'
import { createPen, type PathData } from '../scene/path.ts'
import { glowingGround, type Shape, shape } from '../scene/scene.ts'
import { choice, count, params, range, vectorPattern } from './pattern.ts'

/** The turn that divides a circle by the golden ratio, in radians. */
const GOLDEN_ANGLE = 2.399963229728653

export const phyllotaxis = vectorPattern({
  name: 'phyllotaxis',
  title: 'Phyllotaxis',
  description: 'Petals unfold at the golden angle, and spirals appear that nobody drew.',
  palettes: ['dusk', 'sakura', 'ember', 'orchid', 'meadow', 'desert', 'aurora'],
  params: params({
    petals: count('Petals', 80, 2400, 620),
    angle: range('Turn away from gold (degrees)', -1.5, 1.5, 0),
    spread: range('Spread', 0.5, 0.9, 0.62),
    length: range('Petal length', 0.5, 3, 1.5),
    form: choice('Form', ['petal', 'scale', 'seed']),
  }),
  draw({ random, palette, params: { petals, angle, spread, length, form }, ...frame }) {
    const shapes: Shape[] = [
      glowingGround(frame, mixHex(palette.ground, palette.colour(2), 0.3), palette.ground),
    ]
    const turn = GOLDEN_ANGLE + (angle / 360) * TAU
    const start = random.between(0, TAU)
    const arms = random.pick([8, 13, 21, 34])
    const drift = random.between(-0.12, 0.12)
    const reach = Math.max(frame.halfWidth, frame.halfHeight) * 1.32
    // From the rim inwards, so that inner petals lie on top.
    for (let i = petals; i >= 1; i--) {
      const t = i / petals
      const radius = reach * pow(t, spread)
      const heading = start + i * turn
      // Room of one petal at this radius: the square root of the area that it adds to the disc.
      const size = 0.62 * reach * Math.sqrt((TAU * spread) / petals) * pow(t, spread - 0.5)
      const arm = (i % arms) / arms
      const level = mix(1, 0.12, pow(t, 0.75)) + 0.09 * sin(TAU * arm) + drift + random.between(-0.025, 0.025)
      const base = palette.ramp.hex(palette.dark ? level : 1 - level)
      const path = petal(form, { radius, heading, size, stretch: length })
      const dark = mixHex(base, palette.dark ? palette.ground : palette.ink, 0.6)
      const x = cos(heading)
      const y = sin(heading)
      shapes.push(
        shape(path, {
          fill: {
            type: 'linear',
            from: [x * (radius - size * length * 0.55), y * (radius - size * length * 0.55)],
            to: [x * (radius + size * length * 0.8), y * (radius + size * length * 0.8)],
            stops: [
              { offset: 0, colour: dark },
              { offset: 0.55, colour: base },
              { offset: 1, colour: lighten(base, 0.09) },
            ],
          },
          stroke: dark,
          strokeWidth: 0.0016 + size * 0.012,
        }),
      )
    }
    return { shapes }
  },
})

interface Petal {
  readonly radius: number
  readonly heading: number
  readonly size: number
  readonly stretch: number
}

/** One petal that points outwards from `radius`. */
function petal(form: 'petal' | 'scale' | 'seed', { radius, heading, size, stretch }: Petal): PathData {
  const ahead = (along: number, across: number): [number, number] => {
    const a = radius + along * size * stretch
    const b = across * size
    return [a * cos(heading) - b * sin(heading), a * sin(heading) + b * cos(heading)]
  }
  const pen = createPen()
  if (form === 'seed') {
    return pen
      .move(...ahead(-0.5, 0))
      .cubic(ahead(-0.5, 0.62), ahead(0.5, 0.62), ahead(0.5, 0))
      .cubic(ahead(0.5, -0.62), ahead(-0.5, -0.62), ahead(-0.5, 0))
      .close()
      .done()
  }
  if (form === 'scale') {
    return pen
      .move(...ahead(-0.6, 0))
      .cubic(ahead(-0.2, 0.9), ahead(0.6, 0.9), ahead(0.75, 0))
      .cubic(ahead(0.6, -0.9), ahead(-0.2, -0.9), ahead(-0.6, 0))
      .close()
      .done()
  }
  return pen
    .move(...ahead(-0.6, 0))
    .cubic(ahead(-0.3, 0.75), ahead(0.4, 0.85), ahead(0.95, 0))
    .cubic(ahead(0.4, -0.85), ahead(-0.3, -0.75), ahead(-0.6, 0))
    .close()
    .done()
}
