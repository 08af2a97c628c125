import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import {
  checkRecipe,
  contrastGrade,
  contrastRatio,
  createRecipe,
  extractPalette,
  harmonicPalette,
  harmonies,
} from '../src/index.ts'
import { createRenderer } from '../src/native/index.ts'

const renderer = createRenderer({ threads: 1 })
afterAll(() => renderer.close())

const hex = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`)

/** An image of stripes, each of one colour. */
function stripes(...colours: readonly (readonly number[])[]) {
  const rgba = Uint8Array.from(
    colours.flatMap((colour) => Array.from({ length: 50 }, () => [...colour, 255]).flat()),
  )
  return { width: 50, height: colours.length, rgba }
}

test('contrasts are those of WCAG', () => {
  expect(contrastRatio('#000000', '#ffffff')).toBeCloseTo(21, 10)
  expect(contrastRatio('#777777', '#ffffff')).toBeCloseTo(4.478, 3)
  expect([21, 5, 3.2, 1.1].map(contrastGrade)).toEqual(['AAA', 'AA', 'large', 'poor'])
  fc.assert(
    fc.property(hex, hex, (a, b) => {
      expect(contrastRatio(a, b)).toBe(contrastRatio(b, a))
      expect(contrastRatio(a, b)).toBeGreaterThanOrEqual(1)
    }),
  )
})

test('an image of four colours gives these four, the most frequent first', () => {
  const image = stripes([20, 30, 40], [20, 30, 40], [200, 40, 40], [240, 220, 120], [40, 160, 90])
  const palette = extractPalette(image, 4)
  expect(palette[0]).toBe('#141e28')
  expect([...palette].sort()).toEqual(['#141e28', '#28a05a', '#c82828', '#f0dc78'])
})

test('a small bright detail is not lost in a wide sky, and see-through pixels do not count', async () => {
  const sky = Array.from({ length: 60 }, (_, i) => [90 + i, 150 + i, 230])
  expect(extractPalette(stripes(...sky, [255, 60, 20]), 4)).toContain('#ff3c14')
  const hidden = { width: 1, height: 2, rgba: Uint8Array.of(255, 0, 0, 0, 0, 0, 255, 255) }
  expect(extractPalette(hidden, 3)).not.toContain('#ff0000')
  expect(() => extractPalette({ width: 1, height: 1, rgba: new Uint8Array(4) }, 3)).toThrow(
    'no visible pixel',
  )
})

test('any image gives a palette that a recipe takes, and the same one again', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 4, maxLength: 400 }),
      fc.integer({ min: 3, max: 8 }),
      (bytes, count) => {
        const rgba = bytes.slice(0, bytes.length - (bytes.length % 4))
        rgba[3] = 255
        const image = { width: rgba.length / 4, height: 1, rgba }
        const palette = extractPalette(image, count)
        expect(palette).toHaveLength(count)
        expect(extractPalette(image, count)).toEqual(palette)
        expect(() => createRecipe({ pattern: 'weave', palette })).not.toThrow()
      },
    ),
  )
})

test('a harmony is a palette with a quiet ground and rising lightness', () => {
  fc.assert(
    fc.property(hex, fc.constantFrom(...harmonies), fc.boolean(), (base, harmony, dark) => {
      const palette = harmonicPalette(base, harmony, dark)
      expect(palette).toHaveLength(7)
      expect(() => createRecipe({ pattern: 'weave', palette })).not.toThrow()
      expect(contrastRatio(palette[0] ?? '', dark ? '#000000' : '#ffffff')).toBeLessThan(1.6)
      expect(contrastRatio(palette[0] ?? '', palette.at(dark ? -1 : 1) ?? '')).toBeGreaterThan(4)
    }),
  )
})

test('a layer of shapes tells its box, a layer of pixels none', async () => {
  const recipe = checkRecipe({
    version: 1,
    width: 400,
    height: 200,
    layers: [
      { kind: 'pattern', pattern: 'weave', seed: 1, palette: 'riso' },
      { kind: 'text', text: 'HI', size: 0.25, x: 0.75, y: 0.5 },
      { kind: 'text', text: ' ', size: 0.25 },
    ],
  })
  expect(await renderer.measureLayer(recipe, 0)).toBeUndefined()
  const [left, top, right, bottom] = (await renderer.measureLayer(recipe, 1)) ?? [0, 0, 0, 0]
  // Centred at three quarters of a picture that is four units wide; the letters stand on the middle line.
  expect((left + right) / 2).toBeCloseTo(1, 1)
  expect(bottom).toBeCloseTo(0, 2)
  expect(top).toBeLessThan(-0.3)
  expect(await renderer.measureLayer(recipe, 2)).toBeUndefined()
  expect(await renderer.measureLayer(recipe, 9)).toBeUndefined()
})
