/** @module Interference: rings of waves from several sources, drawn as fine lines over their sum. */
import { clamp, cos, length, mix, sin, smoothstep, TAU } from '../numeric/math.ts'
import { createNoise } from '../numeric/noise.ts'
import { count, params, pixelPattern, range, type Shader } from './pattern.ts'

export const interference = pixelPattern({
  name: 'interference',
  title: 'Interference',
  description: 'Waves from a few sources meet; where they agree and where they cancel, moire appears.',
  palettes: ['aurora', 'glacier', 'ultraviolet', 'dusk', 'abyss', 'desert', 'riso'],
  samples: 4,
  params: params({
    sources: count('Sources', 2, 9, 4),
    frequency: range('Frequency', 4, 80, 26),
    lines: range('Lines', 0, 1, 0.7),
    drift: range('Drift', 0, 1, 0.35),
  }),
  draw({ random, palette, params: { sources, frequency, lines, drift }, ...frame }): Shader {
    const waves = Array.from({ length: sources }, () => ({
      x: random.between(-1.2, 1.2) * frame.halfWidth,
      y: random.between(-1.2, 1.2) * frame.halfHeight,
      k: frequency * random.between(0.82, 1.2),
      phase: random.between(0, TAU),
    }))
    const bend = createNoise(random.fork('bend'))
    const shift = random.next()
    const colour = new Float32Array(3)
    const line = new Float32Array(3)
    return (x, y, out) => {
      const bent = drift * 0.16
      const px = x + bent * bend(x * 0.8, y * 0.8)
      const py = y + bent * bend(x * 0.8 + 40, y * 0.8)
      let sum = 0
      let slope = 0
      for (const wave of waves) {
        const dx = px - wave.x
        const dy = py - wave.y
        const distance = length(dx, dy) + 1e-6
        const angle = wave.k * distance + wave.phase
        sum += sin(angle)
        // The wave's slope towards the upper left, where the light stands.
        slope -= (cos(angle) * (dx + dy)) / distance
      }
      const level = sum / sources
      palette.cycle.write(shift + 0.3 * level + 0.12 * length(x, y), colour)
      const comb = Math.abs(sin(level * TAU * 1.5))
      const mark = lines * (1 - smoothstep(0.04, 0.3, comb))
      palette.depth.write(level > 0 ? 1 : 0, line)
      const light = clamp(1 + (0.3 * slope) / sources, 0.45, 1.45)
      for (let c = 0; c < 3; c++) {
        const lit = light > 1 ? mix(colour[c] ?? 0, 1, (light - 1) * 0.6) : (colour[c] ?? 0) * light
        out[c] = mix(lit, line[c] ?? 0, mark * 0.75)
      }
    }
  },
})
