import fc from 'fast-check'
import type { TSchema } from 'typebox'
import { afterAll, expect, test } from 'vitest'
import {
  checkRecipe,
  createRecipe,
  type Pattern,
  palettes,
  patterns,
  readPhotonicImage,
} from '../src/index.ts'
import { createRenderer } from '../src/native/index.ts'
import { renderHere, sha256 } from './rendering.ts'

const renderer = createRenderer({ threads: 2 })
afterAll(() => renderer.close())

/**
 * SHA-256 of the pixels of each pattern at 256 px, seed 7, palette 'ember', default parameters. Works that people
 * own depend on them: a change here is a new version of the recipe, never a correction of this table.
 */
const golden: Readonly<Record<string, string>> = {
  guilloche: 'c6adefd1723163009d78d734f340dc6f32e95c530d48f694896ed0d28fac048b',
  'flow-field': 'ce1d4d9a73ef07434f3159549258028b8904c63fa0c3ea255b72df24decc5158',
  'domain-warp': 'b73032d5b9e00e0c0378cd03f5b51909192fdb9da9a927c8b66b2a2a3077c07a',
  voronoi: 'fd4f186e8642a722fc4288adec30e8eefbd77c69a55bfb5715bda959b647c35c',
  mandala: '275a8eed105b63b826201adcdc744423c259c94e3bb525d70f2b8d4467cb5379',
  'reaction-diffusion': '9e987deed67ea6ee76a08af50721bdd0a0694c9b02fff59cb03354cd67571236',
  truchet: '9a9aa020b52c75c4f044b238301862e8e1795fb664b4e8787f0bccc8bf566c1f',
  fractal: 'b465706d69aff3ce158b89c59c366e83f6ae2edce3a9d468e970d38fc8677193',
  photonic: '7b70ef6dc3652e1e177fba0f0fb8ff12ed49ae9ee17bd887fc94650130e05399',
  'star-tiling': '396ae8c3e803969854a159c06aa5e545bffaa38bda4901d4792c7a15a7fe03e7',
  attractor: '9d03baacdc9b6274c6b29d4865eeac943e7d781e20909c3502002b5068949e76',
  phyllotaxis: '8a49c66d63c415164f7bc7d8cd1e069ffc0302b6ad4ab6ed1f7982f2f08e2cf9',
  agate: '0458a007df932cd9c21c92ab66a493d804ba281fc148098f970d1837e14f313b',
  marbling: '02a105fb07b8b2a113703009df9b59b5a7ca1234e6681ea03de8a089080344b8',
  hyperbolic: 'ccb1f00000ce72cbda5a996a40c6390a5c497068eb91fb1436a51bd38d081f2c',
  strata: '5d1a8a28028c1717cd07b17dd6e8530d66315e7650bf1faa5749c2724495f4d4',
  ridges: 'b7f64db660224bce7567c0f3e0bf1bf708c05e65ffadeed363532255063f69ff',
  interference: 'eb0b6912b38b34714b21540344802867c80f16d2b98bcf0d6db9baaf02ee8c17',
  nebula: '3212609bad715c86c1ddf307862d4c26a2903a104f3e4997aa2ae8189daafd46',
}

test('there are at least fourteen patterns with names of their own', () => {
  expect(patterns.length).toBeGreaterThanOrEqual(14)
  expect(new Set(patterns.map((each) => each.name)).size).toBe(patterns.length)
})

test.each(patterns.map((each) => each.name))(
  '%s: the same recipe gives the same pixels for ever',
  async (name) => {
    const recipe = createRecipe({ pattern: name, seed: 7, size: 256, palette: 'ember' })
    const { rgba } = await renderer.renderPixels(recipe)
    expect(sha256(rgba)).toBe(golden[name])
  },
)

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

test.each(patterns.map((each) => each.name))(
  '%s: the composition is the same at every size, and another one for another seed',
  async (name) => {
    const choice = { pattern: name, seed: 11, palette: 'abyss' }
    const small = await renderer.renderPixels(createRecipe({ ...choice, size: 128 }))
    const large = await renderer.renderPixels(createRecipe({ ...choice, size: 256 }))
    const other = await renderer.renderPixels(createRecipe({ ...choice, seed: 12, size: 256 }))
    // The text alone decides the photonic picture.
    const same = difference(small.rgba, large.rgba, 128)
    expect(same).toBeLessThan(16)
    if (name !== 'photonic') expect(same).toBeLessThan(difference(small.rgba, other.rgba, 128) * 0.75)
  },
)

/** Invents a value that a parameter's schema allows. */
function arbitraryOf(schema: TSchema): fc.Arbitrary<number | string> {
  const { minimum, maximum, type, enum: words } = JSON.parse(JSON.stringify(schema))
  if (words !== undefined) return fc.constantFrom(...words)
  if (type === 'string') return fc.string({ unit: 'binary', minLength: 1, maxLength: 60 })
  if (type === 'integer') return fc.integer({ min: minimum, max: maximum })
  return fc.double({ min: minimum, max: maximum, noNaN: true })
}

function paramsOf(pattern: Pattern) {
  const fields = Object.entries(pattern.params.properties).map(([name, schema]) => [
    name,
    arbitraryOf(schema),
  ])
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
    { numRuns: pattern.kind === 'pixel' && pattern.prepare !== undefined ? 1 : 3 },
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
  const picture = await renderer.renderPixels(
    createRecipe({ pattern: 'photonic', text: 'secret', size: 256 }),
  )
  const painted = picture.rgba.slice()
  painted.fill(200, 0, painted.length / 2)
  expect(() => readPhotonicImage({ ...picture, rgba: painted })).toThrow('no photonic message')
  const other = await renderer.renderPixels(createRecipe({ pattern: 'voronoi', size: 64 }))
  expect(() => readPhotonicImage(other)).toThrow('no photonic message')
})
