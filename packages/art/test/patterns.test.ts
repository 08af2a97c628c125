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
  'hat-tiling': 'd523d79b28a09eb818c83abfa7ec29f2d71efb583ee8578b15479a9fdafa3d30',
  quasicrystal: 'c9105beaeb8599da7253d70565816f762e44146283369432289d07180fb6c8bd',
  harmonograph: '957a4d15220ed1827ffaf1a55055972bc58557c3b9ff3146ca39f88d649367cd',
  apollonian: '34a88c04ae442155e74cb29e87c32fb2c964c9a77ad6b6f5e27f261ae173a66d',
  contours: 'd0d9b9d3f9fc94892a2f4a92821ecbced7aaebfd93d76882bc3ca607e4c73062',
  botanical: '561242295c2bf15c69ba5a9f8957550f155ef59d6632e6d14b93a0c6f472f642',
  'low-poly': '9ac7ff13606f14ab3a7537d66f701cfed7de7ec32752c5f41d6073a072ccbacc',
  'isometric-city': '50e6955f1629d7f8810a5b8ee96a70fd36ecbf41a21bf116c0a92031a52bf2a1',
  'op-art': 'c780f9493fe27e42290aca9f6ce5c631318acb4d013f7dfde5e51a55e485e7c6',
  watercolour: '3b227b5ea6a80e50303f8ff9b7ed1266f5cbe840a9dcc1c171c20a6d732b8190',
  'space-filling': '27521f3fd532de645757ad36317ec904dd52619ffa1c17a5450217bca209e99a',
  physarum: 'e54ad1f616c9ae0100a5ecbfced11919d88f4a31ff7fde6e65c8074e4d0ed0a3',
  superformula: '969cb8f308ae64fba1824ed448833adea844de802e50a3cc54686a0606e19444',
  halftone: '92fa2799a0a55f4f1061191e2d572b9816b86b631456b7ffe6587dbc83d3c6e2',
  enso: '71ab75becc340aee0f683edcc4b7d81ac127620fd7b93e5fd5bb40417fc227fb',
  galaxy: '0a4fac012b3b95f733943eb7006f1607d5595fbdf4e4d4b963aa0d07962339e6',
  weave: '3a3244f291a19c8a5676b8ea5c77e9f04fe37956e9399ed93004b36c665af5e8',
  chladni: '99cba0cad0c21800123d4a4f3ccc30f8bb0f48ba8393dd066243462a5f735b37',
  cellular: '1896c6d8c22483ab5587879aca9e0321f641ddd4376f6311bf600464eb3c8df3',
  venation: '54ddd7bd372772b18dab743e52acb8f74ce8cb0e07518397a6064448f71cab22',
}

test('there are at least thirty-two patterns with names of their own', () => {
  expect(patterns.length).toBeGreaterThanOrEqual(32)
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
    const small = await renderer.renderPixels(createRecipe({ ...choice, size: 112 }))
    const large = await renderer.renderPixels(createRecipe({ ...choice, size: 224 }))
    const other = await renderer.renderPixels(createRecipe({ ...choice, seed: 12, size: 224 }))
    // The text alone decides the photonic picture.
    const same = difference(small.rgba, large.rgba, 112)
    expect(same).toBeLessThan(16)
    if (name !== 'photonic') expect(same).toBeLessThan(difference(small.rgba, other.rgba, 112) * 0.75)
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
