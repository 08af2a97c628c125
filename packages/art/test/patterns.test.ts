import fc from 'fast-check'
import type { TSchema } from 'typebox'
import { afterAll, expect, test } from 'vitest'
import { checkRecipe, createRecipe, type Pattern, palettes, patterns, readPhotonicImage } from '../src/index.ts'
import { createRenderer } from '../src/native/index.ts'
import { renderHere, sha256 } from './rendering.ts'

const renderer = createRenderer({ threads: 2 })
afterAll(() => renderer.close())

/**
 * SHA-256 of the pixels of each pattern at 256 px, seed 7, palette 'ember', default parameters. Works that people
 * own depend on them: a change here is a new version of the recipe, never a correction of this table.
 */
const golden: Readonly<Record<string, string>> = {}

test('there are at least fourteen patterns with names of their own', () => {
  expect(patterns.length).toBeGreaterThanOrEqual(14)
  expect(new Set(patterns.map((each) => each.name)).size).toBe(patterns.length)
})

test.each(patterns.map((each) => each.name))('%s: the same recipe gives the same pixels for ever', async (name) => {
  const recipe = createRecipe({ pattern: name, seed: 7, size: 256, palette: 'ember' })
  const { rgba } = await renderer.renderPixels(recipe)
  expect(sha256(rgba)).toBe(golden[name])
})

test.each(patterns.map((each) => each.name))('%s: another seed is another picture', async (name) => {
  // The text alone decides the photonic picture.
  if (name === 'photonic') return
  const choice = { pattern: name, size: 64, palette: 'ember' }
  const first = await renderer.renderPixels(createRecipe({ ...choice, seed: 1 }))
  const second = await renderer.renderPixels(createRecipe({ ...choice, seed: 2 }))
  expect(sha256(first.rgba)).not.toBe(sha256(second.rgba))
})

/** Mean difference of two pictures of which the second has twice the side, in 8-bit levels. */
function difference(small: Uint8ClampedArray, large: Uint8ClampedArray, side: number): number {
  let sum = 0
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      for (let c = 0; c < 3; c++) {
        const at = (i: number, j: number) => large[((2 * y + j) * 2 * side + 2 * x + i) * 4 + c] ?? 0
        const mean = (at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1)) / 4
        sum += Math.abs(mean - (small[(y * side + x) * 4 + c] ?? 0))
      }
    }
  }
  return sum / (side * side * 3)
}

test.each(patterns.map((each) => each.name))('%s: the composition is the same at every size', async (name) => {
  const choice = { pattern: name, seed: 11, palette: 'abyss' }
  const small = await renderer.renderPixels(createRecipe({ ...choice, size: 128 }))
  const large = await renderer.renderPixels(createRecipe({ ...choice, size: 256 }))
  const other = await renderer.renderPixels(createRecipe({ ...choice, seed: 12, size: 256 }))
  const same = difference(small.rgba, large.rgba, 128)
  expect(same).toBeLessThan(16)
  if (name !== 'photonic') expect(same).toBeLessThan(difference(small.rgba, other.rgba, 128) * 0.75)
})

/** Invents a value that a parameter's schema allows. */
function valueOf(schema: TSchema): fc.Arbitrary<number | string> {
  const { minimum, maximum, type, enum: words } = JSON.parse(JSON.stringify(schema))
  if (words !== undefined) return fc.constantFrom(...words)
  if (type === 'string') return fc.string({ unit: 'binary', minLength: 1, maxLength: 60 })
  if (type === 'integer') return fc.integer({ min: minimum, max: maximum })
  return fc.double({ min: minimum, max: maximum, noNaN: true })
}

function paramsOf(pattern: Pattern) {
  const fields = Object.entries(pattern.params.properties).map(([name, schema]) => [name, valueOf(schema)])
  return fc.record(Object.fromEntries(fields))
}

test.each(patterns)('$name: no parameters within their ranges make it fail', async (pattern) => {
  await fc.assert(
    fc.asyncProperty(
      paramsOf(pattern),
      fc.integer({ min: 0, max: 4294967295 }),
      fc.constantFrom(...palettes.map((each) => each.name)),
      fc.tuple(fc.integer({ min: 16, max: 56 }), fc.integer({ min: 16, max: 56 })),
      async (params, seed, palette, [width, height]) => {
        const recipe = checkRecipe({
          version: 1,
          width,
          height,
          background: 'transparent',
          layers: [{ kind: 'pattern', pattern: pattern.name, seed, palette, params }],
        })
        const pixels = await renderHere(recipe)
        expect(pixels.length).toBe(width * height * 4)
        // Every pattern covers its whole picture.
        expect(pixels.every((value, i) => i % 4 !== 3 || value === 255)).toBe(true)
      },
    ),
    { numRuns: 4 },
  )
})

test('the photonic picture is read back from its pixels alone, whatever the text, size and hue', async () => {
  const texts = ['x', 'Let there be light.', 'Ωß漢字🙂 — ', 'A longer text. '.repeat(30)]
  for (const [i, text] of texts.entries()) {
    const recipe = createRecipe({ pattern: 'photonic', text, size: 300 + 41 * i, params: { turn: 7 * i } })
    expect(readPhotonicImage(await renderer.renderPixels(recipe))).toBe(text)
  }
})

test('a picture without a message, or with a painted-over one, is refused', async () => {
  const picture = await renderer.renderPixels(createRecipe({ pattern: 'photonic', text: 'secret', size: 256 }))
  const painted = picture.rgba.slice()
  painted.fill(200, 0, painted.length / 2)
  expect(() => readPhotonicImage({ ...picture, rgba: painted })).toThrow('no photonic message')
  const other = await renderer.renderPixels(createRecipe({ pattern: 'voronoi', size: 64 }))
  expect(() => readPhotonicImage(other)).toThrow('no photonic message')
})
