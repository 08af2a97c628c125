/** @module Superformula: blossoms from one equation (Gielis, "A generic geometric transformation", 2003). */
import { lighten, mixHex } from '../color/color.ts'
import { clamp, cos, fract, mix, pow, sin, TAU } from '../numeric/math.ts'
import type { Random } from '../numeric/random.ts'
import { createPen, type PathData, type Point } from '../scene/path.ts'
import { glowingGround, type Shape, shape } from '../scene/scene.ts'
import { count, params, range, vectorPattern } from './pattern.ts'

export const superformula = vectorPattern({
  name: 'superformula',
  title: 'Superformula',
  description: 'Blossoms, shells and sea creatures: many outlines of one equation that turns into another.',
  palettes: ['orchid', 'lacquer', 'sakura', 'aurora', 'dusk', 'gilded', 'glacier'],
  params: params({
    lobes: count('Lobes', 2, 18, 7),
    layers: count('Layers', 4, 90, 26),
    twist: range('Twist', -2, 2, 0.5),
    sharpness: range('Sharpness', 0, 1, 0.5),
    outline: range('Outline', 0, 2, 0.6),
  }),
  draw({ random, palette, params: { lobes, layers, twist, sharpness, outline }, ...frame }) {
    const outer = formOf(random.fork('outer'), lobes, sharpness)
    const inner = formOf(random.fork('inner'), lobes, sharpness * 0.6)
    const drift = random.next()
    const turns = random.pick([1, 1.5, 2])
    const shapes: Shape[] = [
      glowingGround(frame, mixHex(palette.ground, palette.colour(2), 0.4), palette.ground),
    ]
    for (let i = 0; i < layers; i++) {
      const t = i / layers
      const form = blend(outer, inner, t)
      const size = 0.93 * pow(1 - t, 0.92)
      const wave = Math.abs(fract(drift + t * turns) * 2 - 1)
      const colour = palette.depth.hex(clamp(0.16 + 0.84 * wave, 0, 1))
      const path = outlineOf(form, size, twist * t * (TAU / lobes) * 1.5, steps(lobes))
      // A soft shadow under each layer, so that they lie on one another like petals.
      shapes.push(
        shape(path, { stroke: mixHex(palette.ground, '#000000', 0.6), strokeWidth: 0.022, opacity: 0.2 }),
      )
      shapes.push(
        shape(path, {
          fill: {
            type: 'radial',
            from: [0, 0],
            to: [size, 0],
            stops: [
              { offset: 0, colour: mixHex(colour, palette.ground, 0.35) },
              { offset: 0.75, colour },
              { offset: 1, colour: lighten(colour, 0.1) },
            ],
          },
          ...(outline > 0 ? { stroke: lighten(colour, 0.14), strokeWidth: 0.003 * outline } : {}),
        }),
      )
    }
    return { shapes }
  },
})

function steps(lobes: number): number {
  return Math.max(120, lobes * 22)
}

/** r(phi) = (|cos(m phi / 4)|^n2 + |sin(m phi / 4)|^n3)^(-1 / n1), scaled so that its largest radius is 1. */
interface Form {
  readonly m: number
  readonly n1: number
  readonly n2: number
  readonly n3: number
}

function formOf(random: Random, lobes: number, sharpness: number): Form {
  // Near n2 = n3 = 2 every form is a circle: the exponents keep to either side of it.
  const isPointed = random.chance(0.5)
  const exponent = () => (isPointed ? random.between(0.5, 1.15) : random.between(3.6, 9))
  return {
    m: lobes * 2,
    n1: (isPointed ? mix(2, 0.75, sharpness) : mix(6, 2.2, sharpness)) * random.between(0.85, 1.2),
    n2: exponent(),
    n3: exponent(),
  }
}

function blend(a: Form, b: Form, t: number): Form {
  return { m: a.m, n1: mix(a.n1, b.n1, t), n2: mix(a.n2, b.n2, t), n3: mix(a.n3, b.n3, t) }
}

function outlineOf({ m, n1, n2, n3 }: Form, size: number, turn: number, count: number): PathData {
  const radii: number[] = []
  let most = 0
  for (let i = 0; i < count; i++) {
    const angle = ((TAU * i) / count) * (m / 4)
    const sum = pow(Math.abs(cos(angle)), n2) + pow(Math.abs(sin(angle)), n3)
    const radius = pow(sum, -1 / n1)
    radii.push(radius)
    most = Math.max(most, radius)
  }
  const points = radii.map((radius, i): Point => {
    const angle = (TAU * i) / count + turn
    const r = (radius / most) * size
    return [r * cos(angle), r * sin(angle)]
  })
  return createPen().spline(points, { closed: true }).done()
}
