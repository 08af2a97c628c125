import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { ArtError, checkRecipe, fontFileName, MAX_FONT_FILE_BYTES, type Recipe } from '../src/index.ts'
import { nativeHost } from '../src/native/host.ts'
import { createRenderer, readFont } from '../src/native/index.ts'
import { drawText } from '../src/text/draw.ts'
import { readSfnt, tagOf, writeSfnt } from '../src/text/sfnt.ts'
import { sha256 } from './rendering.ts'

const { resolve } = createRequire(import.meta.url)
const read = (file: string): Uint8Array<ArrayBuffer> => Uint8Array.from(readFileSync(resolve(file)))

/** A font as a creator would bring it. */
const woff = read('@fontsource/cinzel/files/cinzel-latin-400-normal.woff')
const ttf = await unpacked(woff)

/** The same font as a TTF: its tables, unpacked. */
async function unpacked(file: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const { readWoff } = await import('../src/text/woff.ts')
  const { inflateSync } = await import('node:zlib')
  return writeSfnt(await readWoff(file, async (bytes) => inflateSync(bytes)))
}

/** The font with some of its tables changed. */
function changed(
  tables: Readonly<Record<string, (data: Uint8Array) => Uint8Array>>,
): Uint8Array<ArrayBuffer> {
  const font = readSfnt(ttf)
  const changes = new Map(Object.entries(tables).map(([tag, change]) => [tagOf(tag), change]))
  return writeSfnt({
    ...font,
    tables: font.tables.map((table) => ({
      ...table,
      data: changes.get(table.tag)?.(table.data) ?? table.data,
    })),
  })
}

const files = new Map([woff, ttf].map((file) => [fontFileName(file), file]))
const renderer = createRenderer({ threads: 2, findFont: async (name) => files.get(name) })
afterAll(() => renderer.close())

function recipe(font: string, more: object = {}): Recipe {
  const layer = { kind: 'text', text: 'First light', font, size: 0.2, outline: 0.05, ...more }
  return checkRecipe({ version: 1, width: 160, height: 160, background: '#101018', layers: [layer] })
}

async function pixels(from: Recipe): Promise<string> {
  return sha256((await renderer.renderPixels(from)).rgba)
}

test('a font that a creator brings draws the same letters whether it comes as WOFF, as TTF, or with the studio', async () => {
  const bundled = await pixels(recipe('cinzel'))
  expect(await pixels(recipe(fontFileName(woff)))).toBe(bundled)
  expect(await pixels(recipe(fontFileName(ttf)))).toBe(bundled)
  expect(await pixels(recipe('bebas-neue'))).not.toBe(bundled)
})

test('a recipe names the file by its hash, in text and watermark, and says what it is called', () => {
  const name = fontFileName(woff)
  expect(name).toBe(`sha256:${sha256(woff)}`)
  const kept = recipe(name, { fontTitle: 'Cinzel Regular' })
  expect(checkRecipe(JSON.parse(JSON.stringify(kept)))).toEqual(kept)
  const mark = { kind: 'watermark', text: 'Ada', font: name }
  expect(checkRecipe({ ...kept, layers: [mark] }).layers[0]).toMatchObject({ font: name })
  for (const font of [
    name.toUpperCase(),
    name.slice(0, -1),
    `${name}0`,
    'sha256:',
    name.replace('sha', 'md'),
  ]) {
    expect(() => recipe(font)).toThrow('or name a font file: sha256: and its hash in 64 hex digits')
  }
  expect(() => recipe(name, { fontTitle: 'x'.repeat(81) })).toThrow('layers[0].fontTitle')
})

test('a font that is not at hand is named, with what to do; the file of another name is not taken for it', async () => {
  const name = `sha256:${'0f'.repeat(32)}`
  await expect(renderer.renderPixels(recipe(name, { fontTitle: 'Lost Grotesk' }))).rejects.toMatchObject({
    code: 'font.missing',
    field: 'layers[0].font',
    message: `the font "Lost Grotesk" is not here: add the file whose hash is ${name}, or choose another font`,
  })
  await expect(renderer.measureLayer(recipe(name), 0)).rejects.toMatchObject({ code: 'font.missing' })
  await using deceived = createRenderer({ threads: 1, findFont: async () => woff })
  await expect(deceived.renderPixels(recipe(name))).rejects.toMatchObject({
    code: 'font.damaged',
    message: expect.stringContaining(fontFileName(woff)),
  })
  // The worker goes on with what it can draw.
  expect(sha256((await deceived.renderPixels(recipe(fontFileName(woff)))).rgba)).toBe(
    await pixels(recipe('cinzel')),
  )
})

test('a font tells its name, its licence, and whether documents may hold it', async () => {
  expect(await readFont(woff)).toEqual({
    name: fontFileName(woff),
    title: expect.stringContaining('Cinzel'),
    copyright: expect.stringContaining('Copyright'),
    licence: undefined,
    licenceUrl: expect.stringContaining('http'),
    embedding: 'installable',
  })
  const embedding = async (type: number) => {
    const marked = changed({
      'OS/2': (data) => {
        const copy = data.slice()
        new DataView(copy.buffer).setUint16(8, type)
        return copy
      },
    })
    return (await readFont(marked)).embedding
  }
  expect(await embedding(0x0002)).toBe('restricted')
  expect(await embedding(0x0004)).toBe('preview-and-print')
  expect(await embedding(0x0008)).toBe('editable')
  // The least restrictive of several holds; a font of bitmaps only must not lend its outlines.
  expect(await embedding(0x000e)).toBe('editable')
  expect(await embedding(0x0200)).toBe('restricted')
  expect((await readFont(changed({ 'OS/2': () => new Uint8Array() }))).embedding).toBe('unsaid')
})

test('what a font says of itself is one clean line of limited length', async () => {
  const text = Array.from(`Evil\n\u202e${'long '.repeat(400)}`, (each) => each.charCodeAt(0))
  const bytes = text.flatMap((code) => [code >> 8, code & 255])
  const record = [0, 3, 0, 1, 4, 9, 0, 4, bytes.length >> 8, bytes.length & 255, 0, 0]
  const { title } = await readFont(
    changed({ name: () => Uint8Array.from([0, 0, 0, 1, 0, 18, ...record, ...bytes]) }),
  )
  expect(title).toHaveLength(80 - 1)
  expect(title).toMatch(/^Evil long( long)+$/)
})

async function refusal(bytes: Uint8Array<ArrayBuffer>): Promise<ArtError> {
  try {
    await readFont(bytes)
  } catch (error) {
    if (error instanceof ArtError) return error
    throw error
  }
  throw new Error('the font was taken')
}

test('what is no font, too large, or of another format is refused with a reason', async () => {
  const bytes = (text: string) => new TextEncoder().encode(text.padEnd(64, ' '))
  expect((await refusal(bytes('ttcf'))).code).toBe('font.unsupported')
  expect((await refusal(bytes('<svg>'))).message).toContain('bring a TTF, OTF, WOFF or WOFF2')
  expect((await refusal(new Uint8Array(3))).code).toBe('font.damaged')
  expect((await refusal(new Uint8Array(MAX_FONT_FILE_BYTES + 1))).code).toBe('font.too-large')
  const without = (tag: string) => {
    const font = readSfnt(ttf)
    return writeSfnt({ ...font, tables: font.tables.filter((table) => table.tag !== tagOf(tag)) })
  }
  expect((await refusal(without('cmap'))).message).toContain('cmap')
  expect((await refusal(without('glyf'))).message).toContain('no outlines')
  expect((await refusal(changed({ head: (data) => data.subarray(0, 20) }))).message).toContain('head')
  expect((await refusal(changed({ head: (data) => data.map(() => 0) }))).message).toContain('units')
  const outside = ttf.slice()
  new DataView(outside.buffer).setUint32(12 + 8, 0xffffff00)
  expect((await refusal(outside)).message).toContain('leaves the file')
})

test('a small file that unpacks to gigabytes is refused before it does', async () => {
  const bomb = deflateSync(new Uint8Array(1 << 22))
  const claims = (length: number) => {
    const file = new Uint8Array(44 + 20 + bomb.length)
    const view = new DataView(file.buffer)
    view.setUint32(0, tagOf('wOFF'))
    view.setUint32(4, 0x00010000)
    view.setUint16(12, 1)
    view.setUint32(44, tagOf('glyf'))
    view.setUint32(48, 64)
    view.setUint32(52, bomb.length)
    view.setUint32(56, length)
    file.set(bomb, 64)
    return file
  }
  expect((await refusal(claims(0xffffffff))).message).toContain('unpack to more than')
  expect((await refusal(claims(bomb.length + 1))).message).toContain('cannot be unpacked')
})

/** A font in which every glyph but one is made of a thousand copies of that one. */
function bombFont(): Uint8Array<ArrayBuffer> {
  const font = readSfnt(ttf)
  const table = (tag: string) => font.tables.find((each) => each.tag === tagOf(tag))?.data ?? new Uint8Array()
  const view = (data: Uint8Array) => new DataView(data.buffer, data.byteOffset, data.byteLength)
  const glyphs = view(table('maxp')).getUint16(4)
  const isLong = view(table('head')).getInt16(50) === 1
  const loca = view(table('loca'))
  const start = (i: number) => (isLong ? loca.getUint32(i * 4) : loca.getUint16(i * 2) * 2)
  const glyph = (i: number) => table('glyf').subarray(start(i), start(i + 1))
  const dense = Array.from({ length: glyphs }, (_, i) => i).reduce((best, i) =>
    glyph(i).length > glyph(best).length && view(glyph(i)).getInt16(0) >= 0 ? i : best,
  )
  const parts = 400
  const bomb = new DataView(new ArrayBuffer(10 + parts * 6 + 2))
  bomb.setInt16(0, -1)
  for (let i = 0; i < parts; i++) {
    // OpenType, glyf, component flags: two signed bytes of offset, more components but for the last.
    bomb.setUint16(10 + i * 6, 0x0002 | (i < parts - 1 ? 0x0020 : 0))
    bomb.setUint16(12 + i * 6, dense)
  }
  const datas = Array.from({ length: glyphs }, (_, i) =>
    i === dense ? glyph(i) : new Uint8Array(bomb.buffer),
  )
  const places = new DataView(new ArrayBuffer((glyphs + 1) * 4))
  let end = 0
  for (const [i, data] of datas.entries()) {
    end += data.length + (data.length & 1)
    places.setUint32((i + 1) * 4, end)
  }
  const glyf = new Uint8Array(end)
  for (const [i, data] of datas.entries()) glyf.set(data, places.getUint32(i * 4))
  return changed({
    glyf: () => glyf,
    loca: () => new Uint8Array(places.buffer),
    head: (data) => {
      const copy = data.slice()
      new DataView(copy.buffer).setInt16(50, 1)
      return copy
    },
  })
}

test('a font whose letters are made of thousands of others is told so before it takes all memory', async () => {
  const bomb = bombFont()
  files.set(fontFileName(bomb), bomb)
  const one = recipe(fontFileName(bomb), { text: 'A' })
  const { width } = await renderer.renderPixels(one)
  expect(width).toBe(160)
  await expect(
    renderer.renderPixels(recipe(fontFileName(bomb), { text: 'A'.repeat(500) })),
  ).rejects.toMatchObject({ code: 'font.too-complex', field: 'layers[0].text' })
  const mark = { kind: 'watermark', text: 'ABC', font: fontFileName(bomb) }
  await expect(renderer.renderPixels(checkRecipe({ ...one, layers: [mark] }))).rejects.toMatchObject({
    code: 'font.too-complex',
  })
})

/** Opens a font as a worker does, and has it draw. Everything that goes wrong must be an ArtError. */
async function draw(bytes: Uint8Array<ArrayBuffer>): Promise<'drawn' | ArtError['code']> {
  try {
    const shaper = await nativeHost.openFile(bytes, fontFileName(bytes))
    const [layer] = recipe('inter', { text: 'First AV\nlight fi', outline: 0 }).layers
    if (layer?.kind !== 'text') throw new Error('a text')
    const { shapes } = drawText(layer, { halfWidth: 1, halfHeight: 1, pixel: 2 / 64 }, shaper)
    for (const { box } of shapes) expect(box.every(Number.isFinite)).toBe(true)
    return 'drawn'
  } catch (error) {
    if (error instanceof ArtError) return error.code
    throw error
  }
}

test('fonts with any bytes changed are drawn or refused, never more', async () => {
  const outcomes = new Set<string>()
  const spot = fc.tuple(fc.nat(ttf.length - 1), fc.constantFrom(0, 1, 127, 128, 255, 254))
  await fc.assert(
    fc.asyncProperty(fc.array(spot, { minLength: 1, maxLength: 40 }), fc.nat(4), async (spots, cut) => {
      const bytes = cut === 0 ? ttf.slice(0, spots[0]?.[0]) : ttf.slice()
      // Half of the changes fall on the directory and the small tables, which decide most.
      for (const [i, [at, value]] of spots.entries()) {
        if (bytes.length > 0)
          bytes[i % 2 === 0 ? at % Math.min(bytes.length, 1500) : at % bytes.length] = value
      }
      outcomes.add(await draw(bytes))
    }),
    { numRuns: 120 },
  )
  expect(outcomes).toContain('font.damaged')
})

test.each(['cmap', 'GSUB', 'GPOS', 'glyf', 'loca', 'hmtx', 'hhea', 'maxp', 'GDEF', 'name', 'OS/2'])(
  'a font whose table %s is nonsense is drawn or refused, never more',
  async (tag) => {
    const length = readSfnt(ttf).tables.find((table) => table.tag === tagOf(tag))?.data.length ?? 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(Math.max(0, length - 1)), fc.nat(255)), { minLength: 1, maxLength: 60 }),
        fc.option(fc.nat(length), { freq: 4 }),
        async (spots, cut) => {
          const bytes = changed({
            [tag]: (data) => {
              const copy = data.slice(0, cut ?? data.length)
              for (const [at, value] of spots) if (at < copy.length) copy[at] = value
              return copy
            },
          })
          await draw(bytes)
        },
      ),
      { numRuns: 25 },
    )
  },
)
