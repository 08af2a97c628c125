/** @module Interference: fine rings round several places; where the rings of two sets nearly agree, moire appears. */
import { parseHex, type Triple } from '../color/color.ts'
import { visibleColours } from '../color/palette.ts'
import { clamp, length, mix, smoothstep } from '../numeric/math.ts'
import { createNoise } from '../numeric/noise.ts'
import { interferenceField, type Rings } from './interference-field.ts'
import { count, type DrawInput, params, pixelPattern, range, type Shader } from './pattern.ts'

export const interference = pixelPattern({
  name: 'interference',
  title: 'Interference',
  description: 'Fine rings from a few places cross, and where they nearly agree, slow waves appear.',
  palettes: ['riso', 'ultraviolet', 'bauhaus', 'aurora', 'porcelain', 'dusk', 'graphite'],
  samples: 9,
  params: params({
    sources: count('Sources', 2, 6, 3),
    density: range('Rings in a unit', 8, 60, 27),
    weight: range('Line weight', 0.15, 0.85, 0.5),
    spread: range('Spread', 0.02, 1.2, 0.42),
    drift: range('Drift', 0, 1, 0.4),
  }),
  draw(input): Shader {
    const { palette, params } = input
    const { weight, drift } = params
    const sets = ringsOf(input).map((set) => ({ ...set, bend: createNoise(set.bend) }))
    const ground = parseHex(palette.ground)
    const glow = new Float32Array(3)
    return (x, y, out) => {
      out.set(ground)
      for (const set of sets) {
        const bent = drift * 0.1 * set.bend(x * 0.55, y * 0.55)
        const distance = length(x - set.x, y - set.y) + bent
        const phase = distance * set.density
        const away = Math.abs(phase - Math.floor(phase) - 0.5) * 2
        // Lines swell and thin out slowly, as if drawn with a pen; light lines look wider than dark ones.
        const width = clamp(
          weight * (palette.dark ? 0.7 : 1) + 0.2 * set.bend(x * 0.9 + 20, y * 0.9),
          0.06,
          0.94,
        )
        const line = smoothstep(width + 0.06, width - 0.06, away)
        drawLine(out, set.ink, line, palette.dark)
      }
      const shade = 0.16 * smoothstep(0.4, 1.5, length(x, y))
      palette.depth.write(0, glow)
      for (let c = 0; c < 3; c++) out[c] = mix(out[c] ?? 0, (glow[c] ?? 0) * 0.75, shade)
    }
  },
  field: (input) => interferenceField(input, ringsOf(input)),
})

type Input = DrawInput<{ readonly sources: number; readonly density: number; readonly spread: number }>

/** The sets of rings: where each stands, how close its lines are, its ink, and what bends it. */
function ringsOf({
  random,
  palette,
  params: { sources, density, spread },
  ...frame
}: Input): readonly Rings[] {
  const inks = random.shuffle(visibleColours(palette))
  const middleX = random.between(-0.4, 0.4) * frame.halfWidth
  const middleY = random.between(-0.4, 0.4) * frame.halfHeight
  return Array.from({ length: sources }, (_, i) => ({
    x: middleX + spread * random.normal(),
    y: middleY + spread * random.normal(),
    density: density * random.between(0.94, 1.06),
    ink: parseHex(inks[i % inks.length] ?? palette.ink),
    bend: random.fork(`bend ${i}`),
  }))
}

/** Lays a share of ink over a colour: light adds up on a dark ground, ink takes light away from a bright one. */
function drawLine(out: Float32Array, ink: Triple, share: number, dark: boolean): void {
  for (let c = 0; c < 3; c++) {
    const below = out[c] ?? 0
    const above = ink[c] ?? 0
    const met = dark ? below + above - below * above : below * mix(1, above, 0.92)
    out[c] = mix(below, met, share)
  }
}
