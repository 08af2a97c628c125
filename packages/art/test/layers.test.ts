import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, expect, test } from 'vitest'
import { ArtError, checkRecipe, frameStyles, type Recipe, readRecipe } from '../src/index.ts'
import { createRenderer } from '../src/native/index.ts'
import { renderHere, sha256 } from './rendering.ts'

const renderer = createRenderer({ threads: 2 })
afterAll(() => renderer.close())

/** More than one band's worth of rows. */
const SIDE = 280
const stops = ['#1b1648', '#c65582', '#fde4b0'].map((colour, i) => ({ offset: i / 2, colour }))
const pattern = (name: string, more: object = {}) => ({
  kind: 'pattern',
  pattern: name,
  seed: 7,
  palette: 'dusk',
  ...more,
})
const text = (words: string, more: object = {}) => ({ kind: 'text', text: words, size: 0.1, ...more })

function recipe(...layers: readonly object[]): Recipe {
  return checkRecipe({ version: 1, width: SIDE, height: SIDE, background: '#101018', layers })
}

/** The layers of this version by a few words; their pixels are held by hash like those of the patterns. */
const works: Readonly<Record<string, readonly object[]>> = {
  'linear gradient': [{ kind: 'gradient', stops, angle: 30 }],
  'radial gradient': [{ kind: 'gradient', form: 'radial', stops, x: 0.3 }],
  'conic gradient': [{ kind: 'gradient', form: 'conic', stops }],
  ...Object.fromEntries(
    frameStyles.map((style) => [`${style} frame`, [pattern('low-poly'), { kind: 'frame', style }]]),
  ),
  'tiled watermark': [pattern('low-poly'), { kind: 'watermark', text: 'Ada' }],
  'corner watermark': [{ kind: 'watermark', text: '© Ada', layout: 'top-left', opacity: 1, size: 0.1 }],
  'text on an arc': [text('along an arc', { path: { form: 'arc', bend: 200 } })],
  'text on a circle': [text('round and round', { path: { form: 'circle' } })],
  'text on a wave': [text('up and down', { path: { form: 'wave' }, rotation: 20 })],
  'text along points': [
    text('from point to point', {
      path: {
        form: 'points',
        points: [
          [0.1, 0.2],
          [0.5, 0.8],
          [0.9, 0.3],
        ],
      },
    }),
  ],
  'text as a mask': [text('MASK', { size: 0.3, y: 0.6, mask: { by: 'alpha' } }), pattern('marbling')],
  'light as an inverted mask': [
    pattern('weave'),
    { kind: 'gradient', form: 'radial', stops, mask: { by: 'luminance', invert: true } },
    pattern('galaxy'),
  ],
  'a clipped layer on a placed one': [
    pattern('hat-tiling', { place: { x: 0.5, y: 0.4, scale: 0.6, rotation: 12, crop: 'ellipse' } }),
    pattern('chladni', { clip: true, blend: 'multiply', opacity: 0.7 }),
    pattern('nebula', { place: { x: 0.8, y: 0.8, scale: 0.3, crop: 'arch' } }),
  ],
}

/** SHA-256 of the pixels: a change here is a new version of the recipe, never a correction of this table. */
const golden: Readonly<Record<string, string>> = {
  'linear gradient': 'b7367cf94cb2345b54e38cd760ade7fb789cb190db28e093839630e9a5113a3d',
  'radial gradient': 'fd045b4fed61305afdd1a51415b175789f8fbcb423f73b13f54d2240f5b111fe',
  'conic gradient': '509687b66ff2fba35274bc95d30a2af669369661a6812b57e1be9103a0adc2c6',
  'fillet frame': 'b26aab6d0f2670c3e1c105774f935b8fae3d9a5a7017667729ecd81a560f1d83',
  'mat frame': '381dfc852f57305cef90828642a16f31ea47612f483fa2c643d6f82a6774f019',
  'gallery frame': 'a81015775ea1eb3a3c1f8174cb57afe9e0b142674dfa18532f0fb04e56363d51',
  'gilded frame': '2fc013d3a5b0e36280842f7af15b3f12f6be04849955b161a89e7e691fe4ff7b',
  'deco frame': 'dbc1935f60e30d7887222e2bf6b12e30c8ba0ed039ec14a2190032d8a4688c2a',
  'scroll frame': 'ba6889aae8c7f1c567964ab4bc36ecf302c5603007e02da5f92cad32fcbf7af1',
  'stamp frame': '1a00be4fc1d9f315588a11764e57e92edf16517cc8e26c72e1671febf14673ec',
  'tiled watermark': 'f97772ec1513e2c6e9219e26f7dd01f7686126f9490e0840869d25b503e2fc6e',
  'corner watermark': 'ddbd8b71a5eaad5ea0874b09c9dfd7146f53d10ac363142948774ea6001705f9',
  'text on an arc': 'dcd7a406160d5c392529633f489593c4e3dd51f070aaa9371d514bc21973cd42',
  'text on a circle': '2a7a6465c531e7b933825348a5b67bf70c83b00e4cdf2340674a14c524871973',
  'text on a wave': '5c1dc3043087bc34e809fb02410f366f5a2afc13078dd192ec62d9b47c73286c',
  'text along points': '747f8c87cbe97ea9f05e35fd5fb6aa8046fde987d82c09181d519b5f0eca5259',
  'text as a mask': '80e6797760a078239d97df762cf88190d1e7e256174fa9cb7d308b8d7d7b47c0',
  'light as an inverted mask': '94af1e253ca5d59355902038abd2150bd01b5c4f5cbec47f402bb19803e8799d',
  'a clipped layer on a placed one': '45a63b358e3a41f04f76938a6d85a4851899e3bee2db8da614ba10d8e1641bb8',
}

test.each(Object.keys(works))('%s: the same pixels for ever, in any number of bands', async (name) => {
  const work = recipe(...(works[name] ?? []))
  const { rgba } = await renderer.renderPixels(work)
  expect(sha256(rgba)).toBe(golden[name])
  expect(sha256(await renderHere(work))).toBe(golden[name])
})

test.each(Object.keys(works))('%s: an SVG shows what the pixels show', async (name) => {
  const work = recipe(...(works[name] ?? []))
  const { bytes } = await renderer.render(work, { format: 'svg' })
  expect(readRecipe(bytes)).toEqual(work)
  const drawn = await sharp(bytes).resize(SIDE, SIDE).ensureAlpha().raw().toBuffer()
  const { rgba } = await renderer.renderPixels(work)
  const sum = drawn.reduce((total, value, i) => total + Math.abs(value - (rgba[i] ?? 0)), 0)
  expect(sum / drawn.length).toBeLessThan(3)
})

test('a recipe without the newer fields is what it was: none of them is filled in', () => {
  const { layers } = recipe(pattern('guilloche'), text('plain'))
  for (const layer of layers) {
    for (const field of ['mask', 'clip', 'place', 'path', 'rotation']) expect(layer).not.toHaveProperty(field)
  }
  const [masked] = recipe(text('x', { mask: {}, path: {} })).layers
  expect(masked).toMatchObject({ mask: { by: 'alpha', invert: false }, path: { form: 'arc', bend: 90 } })
})

/** Alpha of one pixel, in shares of the picture. */
async function alphaAt(work: Recipe, x: number, y: number): Promise<number> {
  const { rgba } = await renderer.renderPixels({ ...work, background: 'transparent' })
  return rgba[(Math.floor(y * SIDE) * SIDE + Math.floor(x * SIDE)) * 4 + 3] ?? -1
}

test('a mask shows the layer above where it lies, and its inverse shows it everywhere else', async () => {
  const disc = { place: { scale: 0.5, crop: 'ellipse' } }
  const through = (invert: boolean) =>
    recipe(pattern('low-poly', { ...disc, mask: { by: 'alpha', invert } }), { kind: 'gradient', stops })
  expect([await alphaAt(through(false), 0.5, 0.5), await alphaAt(through(false), 0.05, 0.05)]).toEqual([
    255, 0,
  ])
  expect([await alphaAt(through(true), 0.5, 0.5), await alphaAt(through(true), 0.05, 0.05)]).toEqual([0, 255])
  const alone = recipe(pattern('low-poly', { mask: { by: 'alpha' } }))
  expect(await alphaAt(alone, 0.5, 0.5)).toBe(0)
})

test('clipped layers share the form of the lowest; with none below they are whole', async () => {
  const clipped = recipe(
    pattern('low-poly', { place: { scale: 0.5, crop: 'ellipse' } }),
    { kind: 'gradient', stops, clip: true },
    { kind: 'gradient', form: 'conic', stops, clip: true },
  )
  expect([await alphaAt(clipped, 0.5, 0.5), await alphaAt(clipped, 0.05, 0.5)]).toEqual([255, 0])
  expect(await alphaAt(recipe({ kind: 'gradient', stops, clip: true }), 0.05, 0.5)).toBe(255)
})

test.each([
  [{ kind: 'gradient', stops: stops.slice(0, 1) }, 'layers[0].stops'],
  [{ kind: 'gradient', stops, angle: 400 }, 'layers[0].angle'],
  [{ kind: 'frame', style: 'ormolu' }, 'layers[0].style'],
  [{ kind: 'watermark', text: '' }, 'layers[0].text'],
  [text('x', { path: { form: 'points', points: [[0.5, 0.5]] } }), 'layers[0].path.points'],
  [text('x', { path: { form: 'spiral' } }), 'layers[0].path.form'],
  [pattern('weave', { place: { scale: 0 } }), 'layers[0].place.scale'],
  [pattern('weave', { mask: { by: 'hue' } }), 'layers[0].mask.by'],
  [pattern('weave', { clip: 1 }), 'layers[0].clip'],
])('a wrong field is named: %#', (layer, field) => {
  expect(() => recipe(layer)).toThrow(ArtError)
  expect(() => recipe(layer)).toThrow(expect.objectContaining({ code: 'recipe.invalid', field }))
})

test('no allowed recipe of these layers makes a rendering fail', async () => {
  const share = fc.double({ min: -0.5, max: 1.5, noNaN: true })
  const angle = fc.double({ min: -360, max: 360, noNaN: true })
  const guards = {
    mask: fc.constantFrom(undefined, { by: 'alpha' }, { by: 'luminance', invert: true }),
    clip: fc.constantFrom(undefined, true),
    opacity: fc.constantFrom(0, 0.5, 1),
    blend: fc.constantFrom('normal', 'multiply', 'hue', 'add'),
  }
  const place = fc.record({
    x: share,
    y: share,
    scale: fc.double({ min: 0.02, max: 4, noNaN: true }),
    rotation: angle,
    crop: fc.constantFrom('rectangle', 'rounded', 'ellipse', 'arch'),
  })
  const path = fc.record({
    form: fc.constantFrom('arc', 'circle', 'wave', 'points'),
    bend: fc.double({ min: -340, max: 340, noNaN: true }),
    radius: fc.double({ min: -1.4, max: 1.4, noNaN: true }),
    waves: fc.double({ min: 0.25, max: 8, noNaN: true }),
    points: fc.array(fc.tuple(share, share), { minLength: 2, maxLength: 6 }),
  })
  const layer = fc.oneof(
    fc.record({
      ...guards,
      kind: fc.constant('pattern'),
      pattern: fc.constantFrom('low-poly', 'weave'),
      seed: fc.nat(),
      palette: fc.constant('riso'),
      place,
    }),
    fc.record({
      ...guards,
      kind: fc.constant('text'),
      text: fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme-ascii' }),
      path,
      rotation: angle,
    }),
    fc.record({
      ...guards,
      kind: fc.constant('gradient'),
      form: fc.constantFrom('linear', 'radial', 'conic'),
      x: share,
      y: share,
      angle,
    }),
    fc.record({
      ...guards,
      kind: fc.constant('frame'),
      style: fc.constantFrom(...frameStyles),
      width: fc.double({ min: 0.01, max: 0.25, noNaN: true }),
    }),
    fc.record({
      ...guards,
      kind: fc.constant('watermark'),
      text: fc.constant('w'),
      size: fc.double({ min: 0.008, max: 0.2, noNaN: true }),
    }),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(layer, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 16, max: 40 }),
      async (layers, width) => {
        const work = checkRecipe({ version: 1, width, height: 24, background: 'transparent', layers })
        expect(await renderHere(work)).toHaveLength(width * 24 * 4)
      },
    ),
    { numRuns: 40 },
  )
})
