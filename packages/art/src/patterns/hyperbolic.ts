/** @module Hyperbolic tiling: regular polygons that fill Poincare's disc, smaller and smaller towards its rim. */
import { clamp, cos, length, log, mix, PI, sin, smoothstep, TAU, tanh } from '../numeric/math.ts'
import { fieldData } from './field.ts'
import { count, type DrawInput, params, pixelPattern, range, type Shader } from './pattern.ts'

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
    const { mirror, c, s, shift, first } = boardOf({ random, palette, params: { sides, meeting, drift } })
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
      translate(px * c - py * s, px * s + py * c, shift, place)
      fold(place, mirror, sides)
      paint({ first, inlay, palette, mirror }, place, colour)
      // Towards the rim the tiles sink into shadow, as on the inside of a bowl.
      const depth = 1 - 0.35 * smoothstep(0.7, 0.9, radius) - 0.6 * smoothstep(0.88, 0.995, radius)
      for (let k = 0; k < 3; k++) out[k] = mix(rim[k] ?? 0, colour[k] ?? 0, depth)
    }
  },
  field(input) {
    const { mirror, c, s, shift, first } = boardOf(input)
    const { palette, params } = input
    const rim = new Float32Array(3)
    palette.depth.write(0.02, rim)
    const { half, centre, radius } = mirror
    const numbers = [
      ...[c, s, shift.x, shift.y, params.sides, params.inlay, palette.colours.length, first],
      ...[cos(2 * half), sin(2 * half), tangent(half), centre, radius, ...rim],
    ]
    return { wgsl: WGSL, data: fieldData({ numbers, ramps: [palette.ramp, palette.depth] }) }
  },
})

type Board = Pick<
  DrawInput<{ readonly sides: number; readonly meeting: number; readonly drift: number }>,
  'random' | 'palette' | 'params'
>

/** What the seed decides: the tiling's mirror, the disc's turn and shift, the first tile's colour. */
function boardOf({ random, palette, params: { sides, meeting, drift } }: Board) {
  // The plane is hyperbolic only if (p - 2)(q - 2) > 4; a flat or round choice is raised to the nearest one.
  const corners = Math.max(meeting, Math.floor(4 / (sides - 2)) + 3)
  const turn = random.between(0, TAU)
  const away = random.between(0, TAU)
  const shift = { x: drift * cos(away), y: drift * sin(away) }
  const first = random.int(palette.colours.length)
  return { mirror: mirrorOf(sides, corners), c: cos(turn), s: sin(turn), shift, first }
}

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

/** `draw` on the GPU, line by line. */
const WGSL = `
struct Place { p: vec2f, flips: u32, lap: f32 }

fn settle(at: vec2f) -> Place {
  var p = at;
  var flips = 0u;
  let centre = vec2f(num(11u), 0.0);
  let square = num(12u) * num(12u);
  for (var i = 0u; i < ${MAX_REFLECTIONS}u; i++) {
    for (var k = 0u; k < u32(num(4u)) && abs(p.y) > p.x * num(10u); k++) {
      let up = select(num(9u), -num(9u), p.y > 0.0);
      p = vec2f(p.x * num(8u) - p.y * up, p.x * up + p.y * num(8u));
    }
    let d = p - centre;
    let away = dot(d, d);
    if (away >= square) { break; }
    p = centre + d * (square / away);
    flips++;
  }
  return Place(vec2f(p.x, abs(p.y)), flips, select(0.0, 1.0, p.y < 0.0));
}

fn tile(place: Place) -> vec3f {
  let inlay = num(5u);
  let toSide = length(place.p - vec2f(num(11u), 0.0)) - num(12u);
  let reach = num(11u) - num(12u);
  let radial = length(place.p) / reach;
  let count = u32(num(6u));
  let own = f32((u32(num(7u)) + place.flips * 2u) % count) / f32(count - 1u);
  let petal = soft(0.02, -0.02, place.p.y - mix(0.06, 0.34, inlay) * (reach - place.p.x));
  let t = mix(own, 1.0 - own * 0.85, inlay * petal * 0.85);
  let paint = ramp(0u, clamp(t + 0.12 * (0.5 - radial) + (place.lap - 0.5) * 0.05, 0.0, 1.0));
  let seam = soft(0.02, 0.006, toSide);
  let ring = inlay * soft(0.05, 0.02, abs(radial - 0.34));
  let light = 0.72 + 0.4 * tanh(1.6 * toSide / reach) + 0.1 * clamp(-log(0.2 + radial), -1.0, 1.0);
  return mix(clamp(paint * light, vec3f(0.0), vec3f(1.0)), ramp(1u, 1.0), max(seam * 0.9, ring * 0.7));
}

fn colour(at: vec2f) -> vec4f {
  let p = at * 1.04;
  let radius = length(p);
  if (radius >= 1.0) { return vec4f(ramp(1u, 0.3 * soft(1.5, 1.0, radius)), 1.0); }
  let q = vec2f(p.x * num(0u) - p.y * num(1u), p.x * num(1u) + p.y * num(0u));
  let shift = num2(2u);
  let n = q + shift;
  let d = vec2f(1.0 + dot(shift, q), shift.x * q.y - shift.y * q.x);
  let moved = vec2f(dot(n, d), n.y * d.x - n.x * d.y) / dot(d, d);
  let depth = 1.0 - 0.35 * soft(0.7, 0.9, radius) - 0.6 * soft(0.88, 0.995, radius);
  return vec4f(mix(num3(13u), tile(settle(moved)), depth), 1.0);
}
`
