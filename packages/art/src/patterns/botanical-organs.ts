/** @module Leaves and blossoms of the botanical pattern. */
import { lighten, mixHex } from '../color/color.ts'
import { cos, mix, sin, smoothstep, TAU } from '../numeric/math.ts'
import { createPen, type Point } from '../scene/path.ts'
import { type Shape, shape } from '../scene/scene.ts'

/** Forms of a leaf. */
export type LeafForm = 'willow' | 'round' | 'fern'
/** Forms of a blossom. */
export type FlowerForm = 'daisy' | 'umbel' | 'bells' | 'berries'

/** Colours and forms of one plant. */
export interface PlantStyle {
  readonly stem: string
  readonly foliage: string
  readonly petals: string
  readonly heart: string
  readonly leaf: LeafForm
  readonly flower: FlowerForm
  readonly blossom: number
  readonly opacity: number
}

/** Where a leaf or blossom sits, where it points to (radians), and its length in units. */
export interface Organ {
  readonly at: Point
  readonly heading: number
  readonly size: number
}

/** From along and across an organ to the picture. */
function framed({ at, heading, size }: Organ): (along: number, across: number) => Point {
  const c = cos(heading) * size
  const s = sin(heading) * size
  return (along, across) => [at[0] + along * c - across * s, at[1] + along * s + across * c]
}

function blade(organ: Organ, width: number, colour: string, vein: string): Shape[] {
  const to = framed(organ)
  const outline = createPen()
    .move(...to(0, 0))
    .cubic(to(0.25, width), to(0.75, width * 0.75), to(1, 0))
    .cubic(to(0.7, -width * 0.9), to(0.3, -width), to(0, 0))
    .close()
    .done()
  const rib = createPen()
    .move(...to(0, 0))
    .quadratic(...to(0.5, 0.03), ...to(0.9, 0))
    .done()
  return [
    shape(outline, { fill: colour }),
    shape(rib, { stroke: vein, strokeWidth: Math.max(0.0008, organ.size * 0.02) }),
  ]
}

/** Leaves by their form. */
export const LEAVES: Readonly<Record<LeafForm, (organ: Organ, style: PlantStyle) => Shape[]>> = {
  willow: (organ, { foliage }) =>
    blade({ ...organ, size: organ.size * 1.25 }, 0.14, foliage, lighten(foliage, 0.09)),
  round: (organ, { foliage }) =>
    blade({ ...organ, size: organ.size * 0.85 }, 0.42, foliage, lighten(foliage, 0.09)),
  fern(organ, { foliage, stem }) {
    const to = framed(organ)
    const shapes: Shape[] = [
      shape(
        createPen()
          .move(...to(0, 0))
          .line(...to(1.25, 0))
          .done(),
        {
          stroke: stem,
          strokeWidth: Math.max(0.0008, organ.size * 0.025),
        },
      ),
    ]
    for (let i = 0; i < 7; i++) {
      const t = 0.18 + i * 0.16
      for (const side of [1, -1]) {
        const leaflet = {
          at: to(t, 0),
          heading: organ.heading + side * 0.95,
          size: organ.size * 0.42 * (1 - 0.1 * i) * smoothstep(-0.1, 0.3, t),
        }
        shapes.push(...blade(leaflet, 0.2, foliage, foliage))
      }
    }
    return shapes
  },
}

/** Blossoms and fruit by their form. */
export const FLOWERS: Readonly<Record<FlowerForm, (organ: Organ, style: PlantStyle) => Shape[]>> = {
  daisy(organ, { petals, heart }) {
    const count = 11
    const shapes = Array.from({ length: count }, (_, i) => {
      const petal = { ...organ, heading: organ.heading + (TAU * i) / count, size: organ.size * 0.85 }
      return blade(petal, 0.2, i % 2 === 0 ? petals : lighten(petals, 0.05), lighten(petals, -0.06))
    }).flat()
    const disc = createPen()
      .circle(organ.at[0], organ.at[1], organ.size * 0.24)
      .done()
    return [...shapes, shape(disc, { fill: heart })]
  },
  umbel(organ, { petals, stem }) {
    const to = framed(organ)
    return Array.from({ length: 9 }, (_, i) => {
      const angle = mix(-1.15, 1.15, i / 8)
      const end = to(cos(angle) * 0.95, sin(angle) * 0.95)
      const ray = createPen()
        .move(...organ.at)
        .quadratic(...to(0.45, 0.25 * sin(angle)), ...end)
        .done()
      const tuft = createPen()
        .circle(end[0], end[1], organ.size * 0.115)
        .done()
      return [
        shape(ray, { stroke: stem, strokeWidth: Math.max(0.0008, organ.size * 0.018) }),
        shape(tuft, { fill: i % 3 === 1 ? lighten(petals, 0.07) : petals }),
      ]
    }).flat()
  },
  bells(organ, { petals, heart }) {
    const to = framed(organ)
    const bell = createPen()
      .move(...to(-0.1, 0))
      .cubic(to(0.1, 0.42), to(0.55, 0.3), to(0.75, 0.46))
      .quadratic(...to(0.66, 0.2), ...to(0.86, 0))
      .quadratic(...to(0.66, -0.2), ...to(0.75, -0.46))
      .cubic(to(0.55, -0.3), to(0.1, -0.42), to(-0.1, 0))
      .close()
      .done()
    const drop = createPen()
      .circle(...to(0.88, 0), organ.size * 0.07)
      .done()
    return [shape(drop, { fill: heart }), shape(bell, { fill: petals })]
  },
  berries(organ, { petals, heart }) {
    const to = framed(organ)
    const places = [
      [0, 0],
      [0.22, 0.2],
      [0.24, -0.18],
      [0.46, 0.06],
      [0.1, -0.3],
    ] as const
    return places.flatMap(([along, across], i) => {
      const [x, y] = to(along, across)
      const radius = organ.size * 0.15
      return [
        shape(createPen().circle(x, y, radius).done(), {
          fill: i % 2 === 0 ? petals : mixHex(petals, heart, 0.35),
        }),
        shape(
          createPen()
            .circle(x - radius * 0.3, y - radius * 0.35, radius * 0.24)
            .done(),
          {
            fill: lighten(petals, 0.2),
          },
        ),
      ]
    })
  },
}
