/** @module Mandala: rings of petals, beads and arches round one centre, the outer ones below. */
import { lighten, mixHex } from '../color/color.ts'
import { type Palette, visibleColours } from '../color/palette.ts'
import { cos, mix, pow, sin, TAU } from '../numeric/math.ts'
import type { Random } from '../numeric/random.ts'
import { createPen, type PathData, type Point } from '../scene/path.ts'
import { type Gradient, glowingGround, type Shape, shape } from '../scene/scene.ts'
import { count, params, range, vectorPattern } from './pattern.ts'

export const mandala = vectorPattern({
  name: 'mandala',
  title: 'Mandala',
  description: 'Rings of petals, beads and arches round one centre, lit from within.',
  palettes: ['lacquer', 'orchid', 'gilded', 'verdigris', 'midnight', 'dusk', 'aurora'],
  params: params({
    symmetry: count('Symmetry', 5, 24, 12),
    rings: count('Rings', 4, 16, 10),
    openness: range('Openness', 0, 1, 0.4),
    outline: range('Outline', 0.2, 3, 1),
  }),
  draw({ random, palette, params: { symmetry, rings, openness, outline }, ...frame }) {
    const shapes: Shape[] = [
      glowingGround(frame, mixHex(palette.ground, palette.colour(1), 0.35), palette.ground),
    ]
    const rim = 0.94
    const colours = visibleColours(palette)
    for (let i = 0; i < rings; i++) {
      // From the rim inwards: rings grow finer towards the centre.
      const t = 1 - i / rings
      const outer = rim * pow(t, 1.15)
      const depth = (rim / rings) * mix(1.5, 2.6, random.next()) * (1 - openness * 0.4)
      const inner = Math.max(0.01, outer - depth)
      const copies = symmetry * (random.chance(0.45) ? 2 : 1) * (t > 0.7 && random.chance(0.3) ? 2 : 1)
      const colour = colours[random.int(colours.length)] ?? palette.ink
      const style = { colour, outline: 0.0022 * outline, palette }
      shapes.push(...ring(random, { inner, outer, copies, turn: random.chance(0.5) ? 0.5 : 0 }, style))
    }
    shapes.push(...heart(palette, rim / rings, outline))
    return { shapes }
  },
})

interface Ring {
  readonly inner: number
  readonly outer: number
  readonly copies: number
  /** Share of one copy by which the ring is turned. */
  readonly turn: number
}

interface RingStyle {
  readonly colour: string
  readonly outline: number
  readonly palette: Palette
}

/** A point by radius and turn, in the coordinates of copy number `copy`. */
type Polar = (radius: number, offset: number) => Point

type Motif = (at: Polar, ring: Ring) => PathData

const lotus: Motif = (at, { inner, outer }) => {
  const middle = mix(inner, outer, 0.55)
  return createPen()
    .move(...at(inner, 0))
    .cubic(at(inner + 0.01, 0.5), at(middle, 0.62), at(outer, 0))
    .cubic(at(middle, -0.62), at(inner + 0.01, -0.5), at(inner, 0))
    .close()
    .done()
}

const arch: Motif = (at, { inner, outer }) =>
  createPen()
    .move(...at(inner, -0.5))
    .cubic(at(mix(inner, outer, 1.15), -0.46), at(mix(inner, outer, 1.15), 0.46), at(inner, 0.5))
    .quadratic(...at(mix(inner, outer, 0.35), 0), ...at(inner, -0.5))
    .close()
    .done()

const flame: Motif = (at, { inner, outer }) =>
  createPen()
    .move(...at(inner, 0))
    .cubic(at(mix(inner, outer, 0.3), 0.7), at(mix(inner, outer, 0.75), 0.1), at(outer, 0.22))
    .cubic(at(mix(inner, outer, 0.6), -0.1), at(mix(inner, outer, 0.45), -0.5), at(inner, 0))
    .close()
    .done()

const kite: Motif = (at, { inner, outer }) =>
  createPen()
    .polyline(
      [at(inner, 0), at(mix(inner, outer, 0.42), 0.3), at(outer, 0), at(mix(inner, outer, 0.42), -0.3)],
      {
        closed: true,
      },
    )
    .done()

const bead: Motif = (at, { inner, outer, copies }) => {
  const [x, y] = at((inner + outer) / 2, 0)
  const room = (TAU * inner) / copies
  return createPen()
    .circle(x, y, Math.min((outer - inner) * 0.3, room * 0.36))
    .done()
}

const MOTIFS: readonly Motif[] = [lotus, lotus, arch, flame, kite, bead, arch]

function ring(random: Random, place: Ring, { colour, outline, palette }: RingStyle): Shape[] {
  const motif = random.pick(MOTIFS)
  const { inner, outer, copies, turn } = place
  const fill: Gradient = {
    type: 'radial',
    from: [0, 0],
    to: [outer, 0],
    stops: [
      { offset: inner / outer, colour: mixHex(colour, palette.ground, 0.62) },
      { offset: mix(inner / outer, 1, 0.55), colour },
      { offset: 1, colour: lighten(colour, palette.dark ? 0.12 : -0.08) },
    ],
  }
  const thread = mixHex(palette.ink, colour, 0.25)
  const decorate = random.next()
  const shapes: Shape[] = []
  // Alternate copies are drawn first, so that neighbours overlap like petals.
  for (const parity of [0, 1]) {
    for (let copy = parity; copy < copies; copy += 2) {
      const at = polar((TAU * (copy + turn)) / copies, TAU / copies)
      shapes.push(shape(motif(at, place), { fill, stroke: thread, strokeWidth: outline }))
      shapes.push(...inlay(at, place, { decorate, thread, outline, motif }))
    }
  }
  shapes.push(circleLine(inner, thread, outline))
  if (random.chance(0.6)) shapes.push(...beadRow(outer * 1.012, copies * 2, palette.ink, outline))
  return shapes
}

function polar(angle: number, width: number): Polar {
  return (radius, offset) => {
    const at = angle + offset * width - TAU / 4
    return [radius * cos(at), radius * sin(at)]
  }
}

interface Inlay {
  readonly decorate: number
  readonly thread: string
  readonly outline: number
  readonly motif: Motif
}

/** What lies inside a petal: a smaller petal, a vein or a bead. */
function inlay(at: Polar, place: Ring, { decorate, thread, outline, motif }: Inlay): Shape[] {
  const { inner, outer } = place
  const style = { stroke: thread, strokeWidth: outline * 0.7, opacity: 0.8 }
  if (motif === bead) return []
  if (decorate < 0.4) {
    const nested = { ...place, inner: mix(inner, outer, 0.12), outer: mix(inner, outer, 0.76) }
    const narrow: Polar = (radius, offset) => at(radius, offset * 0.6)
    return [shape(motif(narrow, nested), style)]
  }
  if (decorate < 0.75) {
    const vein = createPen()
      .move(...at(mix(inner, outer, 0.06), 0))
      .line(...at(mix(inner, outer, 0.7), 0))
    const [x, y] = at(mix(inner, outer, 0.78), 0)
    return [
      shape(vein.done(), style),
      shape(
        createPen()
          .circle(x, y, outline * 1.6)
          .done(),
        { fill: thread },
      ),
    ]
  }
  return []
}

function circleLine(radius: number, stroke: string, strokeWidth: number): Shape {
  return shape(createPen().circle(0, 0, radius).done(), { stroke, strokeWidth })
}

function beadRow(radius: number, copies: number, fill: string, outline: number): Shape[] {
  const pen = createPen()
  for (let i = 0; i < copies; i++) {
    const angle = (TAU * (i + 0.5)) / copies
    pen.circle(radius * cos(angle), radius * sin(angle), outline * 1.9)
  }
  return [shape(pen.done(), { fill })]
}

/** The centre: three discs, the brightest on top. */
function heart(palette: Palette, radius: number, outline: number): Shape[] {
  const disc = (r: number, fill: string) =>
    shape(createPen().circle(0, 0, r).done(), { fill, stroke: palette.ink, strokeWidth: 0.002 * outline })
  return [
    disc(radius * 0.62, mixHex(palette.ground, palette.colour(2), 0.6)),
    disc(radius * 0.4, palette.colour(4)),
    disc(radius * 0.16, palette.ink),
  ]
}
