import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type BlendMode, blendColours, blendModes, composite } from '../src/layers/blend.ts'

/** W3C Compositing and Blending Level 1, section 10.1, worked by hand for Cb = 0.6, Cs = 0.25. */
const darkSource: Partial<Record<BlendMode, number>> = {
  normal: 0.25,
  multiply: 0.15,
  screen: 0.7,
  overlay: 0.4,
  darken: 0.25,
  lighten: 0.6,
  'color-dodge': 0.8,
  'color-burn': 0,
  'hard-light': 0.3,
  'soft-light': 0.48,
  difference: 0.35,
  exclusion: 0.55,
  add: 0.85,
}

/** The same for Cb = 0.2, Cs = 0.75. */
const lightSource: Partial<Record<BlendMode, number>> = {
  normal: 0.75,
  multiply: 0.15,
  screen: 0.8,
  overlay: 0.3,
  'color-dodge': 0.8,
  'color-burn': 0,
  'hard-light': 0.6,
  'soft-light': 0.2 + 0.5 * (((16 * 0.2 - 12) * 0.2 + 4) * 0.2 - 0.2),
  difference: 0.55,
  exclusion: 0.65,
  add: 0.95,
}

test('separable modes give the values of the specification', () => {
  for (const [mode, expected] of Object.entries(darkSource)) {
    const [red] = blendColours(mode as BlendMode, [0.6, 0.6, 0.6], [0.25, 0.25, 0.25])
    expect(red, mode).toBeCloseTo(expected, 12)
  }
  for (const [mode, expected] of Object.entries(lightSource)) {
    const [red] = blendColours(mode as BlendMode, [0.2, 0.2, 0.2], [0.75, 0.75, 0.75])
    expect(red, mode).toBeCloseTo(expected, 12)
  }
})

test('dodge and burn keep the edge cases of the specification', () => {
  expect(blendColours('color-dodge', [0, 0.5, 1], [1, 1, 0])).toEqual([0, 1, 1])
  expect(blendColours('color-burn', [1, 0.5, 0.5], [0, 0, 1])).toEqual([1, 0, 0.5])
})

test('the four colour modes take luminosity from the one and hue or saturation from the other', () => {
  const backdrop: [number, number, number] = [0.7, 0.4, 0.3]
  const source: [number, number, number] = [0.1, 0.3, 0.6]
  const lum = ([r, g, b]: readonly number[]) => 0.3 * (r ?? 0) + 0.59 * (g ?? 0) + 0.11 * (b ?? 0)
  for (const mode of ['hue', 'saturation', 'color'] as const) {
    expect(lum(blendColours(mode, backdrop, source)), mode).toBeCloseTo(lum(backdrop), 12)
  }
  expect(lum(blendColours('luminosity', backdrop, source))).toBeCloseTo(lum(source), 12)
  // Worked by hand: SetLum(Cs, Lum(Cb)) adds 0.479 - 0.273 to each channel of Cs.
  const d = lum(backdrop) - lum(source)
  blendColours('color', backdrop, source).forEach((value, i) => {
    expect(value).toBeCloseTo((source[i] ?? 0) + d, 12)
  })
  // A grey source takes all saturation away: the backdrop's luminosity as a grey.
  for (const value of blendColours('saturation', backdrop, [0.4, 0.4, 0.4])) {
    expect(value).toBeCloseTo(lum(backdrop), 12)
  }
})

test('opacity and alpha follow source-over: half of red on opaque blue', () => {
  const backdrop = Float32Array.of(0, 0, 1, 1)
  composite(backdrop, Float32Array.of(1, 0, 0, 1), 'normal', 0.5)
  expect([...backdrop]).toEqual([0.5, 0, 0.5, 1])
})

test('every mode draws plainly where there is nothing below', () => {
  for (const mode of blendModes) {
    const backdrop = new Float32Array(4)
    composite(backdrop, Float32Array.of(0.25, 0.125, 0, 0.5), mode, 1)
    expect([...backdrop], mode).toEqual([0.25, 0.125, 0, 0.5])
  }
})

test('no colours, alphas and modes lead outside [0, 1]', () => {
  const unit = fc.double({ min: 0, max: 1, noNaN: true })
  const pixel = fc
    .tuple(unit, unit, unit, unit)
    .map(([r, g, b, a]) => Float32Array.of(r * a, g * a, b * a, a))
  fc.assert(
    fc.property(pixel, pixel, unit, fc.constantFrom(...blendModes), (below, above, opacity, mode) => {
      composite(below, above, mode, opacity)
      for (const value of below) expect(value >= -1e-6 && value <= 1 + 1e-6).toBe(true)
    }),
  )
})
