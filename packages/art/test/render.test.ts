import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, expect, test } from 'vitest'
import { adler32, crc32, joinAdler32 } from '../src/files/checksums.ts'
import { ArtError, checkRecipe, createRecipe, describeRecipe, type Recipe, readRecipe } from '../src/index.ts'
import { createRenderer } from '../src/native/index.ts'
import { renderHere, sha256 } from './rendering.ts'

const renderer = createRenderer({ threads: 2 })
afterAll(() => renderer.close())

/** Pixels, vectors, text, blending and transparency in one recipe. */
const layered: Recipe = checkRecipe({
  version: 1,
  width: 300,
  height: 200,
  background: '#101820',
  layers: [
    { kind: 'pattern', pattern: 'domain-warp', seed: 1, palette: 'abyss' },
    { kind: 'pattern', pattern: 'truchet', seed: 'two', palette: 'riso', opacity: 0.6, blend: 'soft-light' },
    { kind: 'text', text: 'Demiurge\nΩßж & <fi>', font: 'inter-bold', size: 0.2, y: 0.45, outline: 0.1 },
  ],
})

async function decode(file: Uint8Array) {
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true })
  return { data, info }
}

test('one thread, two threads and no thread at all give the same pixels, again and again', async () => {
  await using alone = createRenderer({ threads: 1 })
  const tall = { ...layered, width: 300, height: 700 }
  const first = await alone.renderPixels(tall)
  const second = await renderer.renderPixels(tall)
  const third = await renderer.renderPixels(tall)
  expect(sha256(second.rgba)).toBe(sha256(first.rgba))
  expect(sha256(third.rgba)).toBe(sha256(first.rgba))
  expect(sha256(await renderHere(layered))).toBe(sha256((await renderer.renderPixels(layered)).rgba))
})

test('a PNG holds exactly the rendered pixels and the recipe, for another decoder too', async () => {
  for (const recipe of [
    layered,
    { ...layered, background: 'transparent', layers: layered.layers.slice(2) },
  ]) {
    const { bytes, mediaType, width, height } = await renderer.render(recipe)
    expect([mediaType, width, height]).toEqual(['image/png', 300, 200])
    const { rgba } = await renderer.renderPixels(recipe)
    const { data, info } = await decode(await sharp(bytes).ensureAlpha().png().toBuffer())
    expect([info.width, info.height, info.channels]).toEqual([300, 200, 4])
    expect(Buffer.compare(data, Buffer.from(rgba))).toBe(0)
    expect(readRecipe(bytes)).toEqual(recipe)
  }
})

test('a JPEG looks like the pixels and carries the recipe', async () => {
  const { bytes, mediaType } = await renderer.render(layered, { format: 'jpeg', quality: 95 })
  expect(mediaType).toBe('image/jpeg')
  const { data } = await decode(bytes)
  const { rgba } = await renderer.renderPixels(layered)
  let sum = 0
  for (let i = 0; i < 300 * 200; i++) sum += Math.abs((data[i * 3] ?? 0) - (rgba[i * 4] ?? 0))
  expect(sum / (300 * 200)).toBeLessThan(4)
  expect(readRecipe(bytes)).toEqual(layered)
  await expect(renderer.render(layered, { format: 'jpeg', quality: 0 })).rejects.toThrow('from 1 to 100')
})

test('a WebP looks like the pixels, exactly so at quality 100, and carries recipe and transparency', async () => {
  for (const recipe of [
    layered,
    { ...layered, background: 'transparent', layers: layered.layers.slice(2) },
  ]) {
    const { rgba } = await renderer.renderPixels(recipe)
    const { bytes, mediaType } = await renderer.render(recipe, { format: 'webp', quality: 100 })
    expect(mediaType).toBe('image/webp')
    const { data, info } = await decode(await sharp(bytes).ensureAlpha().png().toBuffer())
    expect([info.width, info.height]).toEqual([300, 200])
    // What is see-through has no colour that anyone could see.
    const seen = (i: number) => (rgba[i | 3] ?? 0) > 0
    expect(data.every((value, i) => !seen(i) || value === rgba[i])).toBe(true)
    expect(readRecipe(bytes)).toEqual(recipe)
  }
  const small = await renderer.render(layered, { format: 'webp', quality: 60 })
  expect(small.bytes.length).toBeLessThan((await renderer.render(layered)).bytes.length / 2)
})

test('the size in print is told where the format has a place for it, and refused where it has none', async () => {
  const at300 = { dpi: 300 } as const
  for (const format of ['png', 'jpeg'] as const) {
    const { bytes } = await renderer.render(layered, { format, ...at300 })
    expect((await sharp(bytes).metadata()).density).toBe(300)
    expect(readRecipe(bytes)).toEqual(layered)
  }
  const text = async (bleedMm?: number) => {
    const options = { format: 'svg', ...at300, ...(bleedMm === undefined ? {} : { bleedMm }) } as const
    return new TextDecoder().decode((await renderer.render(layered, options)).bytes)
  }
  // 300 x 200 pixels at 300 an inch.
  expect(await text()).toContain('width="25.4mm" height="16.933mm"')
  const bled = await text(3)
  expect(bled).toContain('width="43.4mm" height="34.933mm"')
  expect(bled).toContain('clip-path="url(#bleed)"')
  const { info } = await decode(new TextEncoder().encode(bled))
  expect(info.width).toBeGreaterThan(100)
  const wrong = [
    { format: 'webp', dpi: 300 },
    { format: 'png', dpi: 0 },
    { format: 'png', dpi: 300, bleedMm: 3 },
    { format: 'svg', bleedMm: 3 },
    { format: 'svg', dpi: 300, bleedMm: 21 },
  ] as const
  for (const options of wrong) {
    await expect(renderer.render(layered, options)).rejects.toMatchObject({ code: 'recipe.invalid' })
  }
})

test('an SVG keeps shapes and text as paths, embeds pixel layers, and carries the recipe', async () => {
  const { bytes, mediaType } = await renderer.render(layered, { format: 'svg' })
  const svg = new TextDecoder().decode(bytes)
  expect(mediaType).toBe('image/svg+xml')
  expect(svg.match(/<image /g)).toHaveLength(1)
  expect(svg).toContain('mix-blend-mode:soft-light')
  expect(svg).not.toContain('<text')
  expect(describeRecipe(layered)).toContain('embedded as PNG')
  expect(readRecipe(bytes)).toEqual(layered)
  const { info } = await decode(bytes)
  expect([info.width, info.height]).toEqual([300, 200])
})

test('progress begins at 0, never falls, and ends at 1', async () => {
  for (const format of ['png', 'jpeg', 'webp', 'svg'] as const) {
    const seen: number[] = []
    await renderer.render(layered, { format, onProgress: (share) => seen.push(share) })
    expect(seen[0]).toBe(0)
    expect(seen.at(-1)).toBeCloseTo(1, 9)
    expect(seen.every((share, i) => i === 0 || share >= (seen[i - 1] ?? 0))).toBe(true)
  }
})

test('cancelling stops the workers in the midst of a band, and the renderer goes on', async () => {
  const huge = createRecipe({ pattern: 'fractal', seed: 1, size: 8192, params: { depth: 1200 } })
  const abort = new AbortController()
  const rendering = renderer.render(huge, {
    signal: abort.signal,
    // The layer is prepared: the bands have begun.
    onProgress: (share) => share > 0 && abort.abort(new Error('changed my mind')),
  })
  await expect(rendering).rejects.toMatchObject({
    code: 'render.cancelled',
    cause: { message: 'changed my mind' },
  })
  await expect(renderer.render(huge, { signal: abort.signal })).rejects.toMatchObject({
    code: 'render.cancelled',
  })
  const after = await renderer.renderPixels(createRecipe({ pattern: 'voronoi', size: 64 }))
  expect(after.rgba).toHaveLength(64 * 64 * 4)
})

test('a small rendering is not held up by a large one', async () => {
  await using alone = createRenderer({ threads: 1 })
  const abort = new AbortController()
  const large = alone.render(createRecipe({ pattern: 'strata', size: 8192 }), { signal: abort.signal })
  const small = await alone.renderPixels(createRecipe({ pattern: 'domain-warp', size: 32 }))
  expect(small.width).toBe(32)
  abort.abort()
  await expect(large).rejects.toThrow('cancelled')
})

test('a closed renderer says so, and closing rejects what still renders', async () => {
  const closing = createRenderer({ threads: 1 })
  const pending = closing.render(createRecipe({ pattern: 'fractal', size: 4096 }))
  const rejected = expect(pending).rejects.toMatchObject({ code: 'render.closed' })
  await closing.close()
  await rejected
  await expect(closing.render(layered)).rejects.toMatchObject({ code: 'render.closed' })
})

test('a character that the font lacks is named, with the layer', async () => {
  const recipe = checkRecipe({
    ...layered,
    layers: [{ kind: 'text', text: 'Ж', font: 'bebas-neue' }],
  })
  await expect(renderer.render(recipe)).rejects.toMatchObject({
    code: 'text.missing-glyph',
    field: 'layers[0].text',
    message: expect.stringContaining('U+0416'),
  })
})

test('letters stand where alignment and size put them', async () => {
  const inkOf = async (align: 'left' | 'center' | 'right') => {
    const { rgba } = await renderer.renderPixels(
      checkRecipe({
        version: 1,
        width: 100,
        height: 100,
        background: 'transparent',
        layers: [{ kind: 'text', text: 'II', font: 'bebas-neue', size: 0.3, x: 0.5, y: 0.6, align }],
      }),
    )
    const columns = Array.from({ length: 100 }, (_, x) => x).filter((x) =>
      Array.from({ length: 100 }, (_, y) => rgba[(y * 100 + x) * 4 + 3] ?? 0).some((alpha) => alpha > 127),
    )
    return [columns[0] ?? 0, columns.at(-1) ?? 0]
  }
  const [left] = await inkOf('left')
  const [, right] = await inkOf('right')
  const [from = 0, to = 0] = await inkOf('center')
  expect(left).toBeGreaterThanOrEqual(50)
  expect(right).toBeLessThan(50)
  expect(Math.abs((from + to) / 2 - 49.5)).toBeLessThanOrEqual(1)
})

test('checksums are those of PNG and zlib, and Adler-32 of two pieces is that of the whole', () => {
  const check = new TextEncoder().encode('123456789')
  expect(crc32(check)).toBe(0xcbf43926)
  expect(adler32(check)).toBe(0x091e01de)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 9000 }), fc.uint8Array({ maxLength: 9000 }), (a, b) => {
      return joinAdler32(adler32(a), adler32(b), b.length) === adler32(Buffer.concat([a, b]))
    }),
  )
})

test('files that are not ours, or not whole, are refused with a coded error', async () => {
  const files = await Promise.all(
    (['png', 'jpeg', 'webp', 'svg'] as const).map(async (format) => {
      const small = createRecipe({ pattern: 'truchet', size: 16 })
      return (await renderer.render(small, { format })).bytes
    }),
  )
  const refuses = (bytes: Uint8Array) => {
    try {
      readRecipe(bytes)
    } catch (error) {
      expect(error).toBeInstanceOf(ArtError)
    }
  }
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), refuses))
  fc.assert(
    fc.property(
      fc.constantFrom(...files),
      fc.nat(1500),
      fc.nat(255),
      fc.boolean(),
      (file, at, value, cut) => {
        const damaged = file.slice(0, cut ? at : file.length)
        if (!cut) damaged[at % damaged.length] = value
        refuses(damaged)
      },
    ),
  )
  expect(() => readRecipe(new TextEncoder().encode('hello'))).toThrow('not a PNG, JPEG, WebP or SVG')
  const foreign = await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } })
  expect(() => readRecipe(Uint8Array.from([137, 80, 78, 71, 13, 10, 26, 10]))).toThrow('carries no recipe')
  const png = await foreign.clone().png().toBuffer()
  const jpeg = await foreign.clone().jpeg().toBuffer()
  const webp = await foreign.clone().webp().toBuffer()
  for (const file of [png, jpeg, webp]) expect(() => readRecipe(file)).toThrow('carries no recipe')
})
