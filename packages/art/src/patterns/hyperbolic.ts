/** @module Hyperbolic tiling: regular polygons that fill Poincare's disc, smaller and smaller towards its rim. */
import { clamp, cos, length, log, mix, PI, sin, smoothstep, TAU, tanh } from '../numeric/math.ts'
import { count, params, pixelPattern, range, type Shader } from './pattern.ts'

/** Reflections after which a point counts as settled; only pixels at the very rim need more. */
const MAX_REFLECTIONS = 60

export const hyperbolic = pixelPattern({
  name: 'hyperbolic',
  title: 'Hyperbolic tiling',
  description: 'Endless polygons in a finite disc: the geometry of Escher’s circle limits.',
  palettes: ['lacquer', 'gilded', 'abyss', 'orchid', 'verdigris', 'midnight', 'bauhaus'],
  samples: 9,
  params: params({
    sides: count('Sides of a polygon', 3, 9, 7),
    meeting: count('Polygons at a corner', 3, 9, 3),
    inlay: range('Inlay', 0, 1, 0.6),
    drift: range('Shift of the centre', 0, 0.8, 0.35),
  }),
  draw({ random, palette, params: { sides, meeting, inlay, drift } }): Shader {
    // The plane is hyperbolic only if (p - 2)(q - 2) > 4; a flat or round choice is raised to the nearest one.
    const corners = Math.max(meeting, Math.floor(4 / (sides - 2)) + 3)
    const mirror = mirrorOf(sides, corners)
    const turn = random.between(0, TAU)
    const away = random.between(0, TAU)
    const shift = { x: drift * cos(away), y: drift * sin(away) }
    const first = random.int(palette.colours.length)
    const place = { x: 0, y: 0, flips: 0, lap: 0 }
    const colour = new Float32Array(3)
    const rim = new Float32Array(3)
    palette.depth.write(0.02, rim)
    return (x, y, out) => {
      const px = x * 1.04
      const py = y * 1.04
      const radius = length(px, py)
      if (radius >= 1) {
        palette.depth.write(0.3 * smoothstep(1.5, 1, radius), out)
        return
      }
      translate(px * cos(turn) - py * sin(turn), px * sin(turn) + py * cos(turn), shift, place)
      fold(place, mirror, sides)
      paint({ first, inlay, palette, mirror }, place, colour)
      // Towards the rim the tiles sink into shadow, as on the inside of a bowl.
      const depth = 1 - 0.35 * smoothstep(0.7, 0.9, radius) - 0.6 * smoothstep(0.88, 0.995, radius)
      for (let c = 0; c < 3; c++) out[c] = mix(rim[c] ?? 0, colour[c] ?? 0, depth)
    }
  },
})

interface Mirror {
  /** Half the angle of the polygon's side at its centre. */
  readonly half: number
  /** Centre (on the x axis) and radius of the circle that carries the side. */
  readonly centre: number
  readonly radius: number
}

/** The circle of one side of the central {p, q} polygon. */
function mirrorOf(p: number, q: number): Mirror {
  const half = PI / p
  const c = cos(PI / q)
  const s = sin(half)
  const radius = s / Math.sqrt(c * c - s * s)
  return { half, centre: c / Math.sqrt(c * c - s * s), radius }
}

/** Moves the disc so that `shift` comes to the centre (a Moebius map). */
function translate(
  x: number,
  y: number,
  shift: { x: number; y: number },
  out: { x: number; y: number },
): void {
  const nx = x + shift.x
  const ny = y + shift.y
  const dx = 1 + shift.x * x + shift.y * y
  const dy = shift.x * y - shift.y * x
  const scale = 1 / (dx * dx + dy * dy)
  out.x = (nx * dx + ny * dy) * scale
  out.y = (ny * dx - nx * dy) * scale
}

interface Place {
  x: number
  y: number
  flips: number
  lap: number
}

/** Reflects a point into the central polygon's first half-sector, counting reflections. */
function fold(place: Place, { half, centre, radius }: Mirror, sides: number): void {
  const c = cos(2 * half)
  const s = sin(2 * half)
  place.flips = 0
  place.lap = 0
  for (let i = 0; i < MAX_REFLECTIONS; i++) {
    // Turn into the sector of the side on the x axis.
    for (let k = 0; k < sides && Math.abs(place.y) > place.x * tangent(half); k++) {
      const up = place.y > 0 ? -s : s
      const x = place.x * c - place.y * up
      place.y = place.x * up + place.y * c
      place.x = x
    }
    const dx = place.x - centre
    const square = dx * dx + place.y * place.y
    if (square >= radius * radius) break
    const scale = (radius * radius) / square
    place.x = centre + dx * scale
    place.y *= scale
    place.flips += 1
  }
  if (place.y < 0) {
    place.y = -place.y
    place.lap = 1
  }
}

function tangent(angle: number): number {
  return sin(angle) / cos(angle)
}

interface Paint {
  readonly first: number
  readonly inlay: number
  readonly palette: {
    readonly ramp: { readonly write: (t: number, out: Float32Array) => void }
    readonly depth: { readonly write: (t: number, out: Float32Array) => void }
    readonly colours: readonly string[]
  }
  readonly mirror: Mirror
}

const line = new Float32Array(3)

/** Colours the folded point: tiles by their distance in reflections, a star inlay, a bright seam. */
function paint({ first, inlay, palette, mirror }: Paint, place: Place, out: Float32Array): void {
  const toSide = length(place.x - mirror.centre, place.y) - mirror.radius
  const reach = mirror.centre - mirror.radius
  const radial = length(place.x, place.y) / reach
  const count = palette.colours.length
  const tile = ((first + place.flips * 2) % count) / (count - 1)
  const petal = smoothstep(0.02, -0.02, place.y - mix(0.06, 0.34, inlay) * (reach - place.x))
  const t = mix(tile, 1 - tile * 0.85, inlay * petal * 0.85)
  palette.ramp.write(clamp(t + 0.12 * (0.5 - radial) + (place.lap - 0.5) * 0.05, 0, 1), out)
  palette.depth.write(1, line)
  const seam = smoothstep(0.02, 0.006, toSide)
  const ring = inlay * smoothstep(0.05, 0.02, Math.abs(radial - 0.34))
  const light = 0.72 + 0.4 * tanh((1.6 * toSide) / reach) + 0.1 * clamp(-log(0.2 + radial), -1, 1)
  for (let c = 0; c < 3; c++) {
    const lit = clamp((out[c] ?? 0) * light, 0, 1)
    out[c] = mix(lit, line[c] ?? 0, Math.max(seam * 0.9, ring * 0.7))
  }
}
