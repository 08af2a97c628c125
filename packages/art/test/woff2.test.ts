/** WOFF2: the same outlines as the same font has as WOFF, whoever unpacks it; and hostile files. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { brotliCompressSync, brotliDecompress, brotliDecompressSync, constants, inflateSync } from 'node:zlib'
import { initSync } from 'brotli-dec-wasm/web'
import fc from 'fast-check'
import * as harfbuzz from 'harfbuzzjs'
import { afterAll, expect, test } from 'vitest'
import { ArtError, checkRecipe, fontFileName, fonts } from '../src/index.ts'
import { nativeHost } from '../src/native/host.ts'
import { createRenderer, readFont } from '../src/native/index.ts'
import { drawText } from '../src/text/draw.ts'
import { fontFile } from '../src/text/fonts.ts'
import { type Sfnt, tagOf, writeSfnt } from '../src/text/sfnt.ts'
import { readWoff, type Unpack } from '../src/text/woff.ts'
import { readWoff2 } from '../src/text/woff2.ts'
import { restoreGlyphs, restoreMetrics } from '../src/text/woff2-glyphs.ts'
import { unpackers } from '../src/web/unpack.ts'
import { sha256 } from './rendering.ts'

type Bytes = Uint8Array<ArrayBuffer>

const { resolve } = createRequire(import.meta.url)
const read = (file: string): Bytes => Uint8Array.from(readFileSync(file))
const unbrotli: Unpack = (bytes, length) =>
  promisify(brotliDecompress)(bytes, { maxOutputLength: Math.max(1, length) })

// In Node there is no page to fetch it from.
initSync({ module: readFileSync(resolve('brotli-dec-wasm/web/bg.wasm')) })

/** The bundled font files, each as WOFF and as WOFF2. */
const twins = fonts.flatMap((face) =>
  face.subsets.map((subset) => resolve(`@fontsource/${fontFile(face, subset)}`)),
)
/** One whose two files were built alike: the same points in the same order. */
const bebas = read(resolve('@fontsource/bebas-neue/files/bebas-neue-latin-400-normal.woff2'))

/** Every character of a font as it is drawn: width, outline, and the corners of the outline. */
function lettersOf(font: Sfnt): ReadonlyMap<number, { readonly frame: string; readonly outline: string }> {
  // As `openFontFile` does: HarfBuzz looks tables up in the order of their tags.
  const tables = font.tables.toSorted((a, b) => a.tag - b.tag)
  const face = new harfbuzz.Face(new harfbuzz.Blob(writeSfnt({ ...font, tables })))
  const opened = new harfbuzz.Font(face)
  return new Map(
    [...face.collectUnicodes()].map((character) => {
      const glyph = opened.glyph(character) ?? 0
      const commands = opened.glyphToJson(glyph)
      const all = commands.flatMap(({ values }) => [...values])
      const [x, y] = [0, 1].map((axis) => all.filter((_, i) => i % 2 === axis))
      const corners = [x, y].map((each = []) => [Math.min(...each), Math.max(...each)].map(Math.round))
      return [
        character,
        { frame: JSON.stringify([opened.glyphHAdvance(glyph), corners]), outline: JSON.stringify(commands) },
      ]
    }),
  )
}

test('every bundled font has the letters as WOFF2 that it has as WOFF', async () => {
  let [letters, same, sameOutline] = [0, 0, 0]
  for (const file of twins) {
    const woff = lettersOf(await readWoff(read(file), async (bytes) => inflateSync(bytes)))
    const woff2 = lettersOf(await readWoff2(read(`${file}2`), unbrotli))
    expect([...woff2.keys()], file).toEqual([...woff.keys()])
    for (const [character, { frame, outline }] of woff) {
      const other = woff2.get(character)
      letters += 1
      same += Number(other?.frame === frame)
      sameOutline += Number(other?.outline === outline)
      if (file.includes('bebas-neue')) expect(other, `${file} ${character}`).toEqual({ frame, outline })
    }
  }
  expect(letters).toBeGreaterThan(9_000)
  // Most files were built at different times: some letters begin at another point, are put together of others, or lie a unit higher.
  expect(same / letters).toBeGreaterThan(0.999)
  expect(sameOutline / letters).toBeGreaterThan(0.5)
})

const renderer = createRenderer({ threads: 1, findFont: async () => bebas })
afterAll(() => renderer.close())

test('a WOFF2 file draws what the same font draws that comes with the studio, and tells its name', async () => {
  const pixels = async (font: string) => {
    const layer = { kind: 'text', text: 'First light', font, size: 0.2, outline: 0.05 }
    const recipe = checkRecipe({
      version: 1,
      width: 160,
      height: 160,
      background: '#101018',
      layers: [layer],
    })
    return sha256((await renderer.renderPixels(recipe)).rgba)
  }
  expect(await pixels(fontFileName(bebas))).toBe(await pixels('bebas-neue'))
  expect(await readFont(bebas)).toMatchObject({ title: expect.stringContaining('Bebas Neue') })
})

interface Parts {
  readonly directory: Bytes
  /** What stands behind it, unpacked. */
  readonly stream: Bytes
  /** Where the rearranged outlines lie in the stream. */
  readonly outlines: { readonly start: number; readonly end: number }
}

/** Takes a WOFF2 file apart, by another hand than the reader's. */
function partsOf(file: Bytes): Parts {
  let at = 48
  const number = () => {
    let value = 0
    for (let byte = 128; byte >= 128; ) {
      byte = file[at++] ?? 0
      value = value * 128 + (byte & 127)
    }
    return value
  }
  const view = new DataView(file.buffer)
  let outlines = { start: 0, end: 0 }
  for (let start = 0, i = 0; i < view.getUint16(12); i++) {
    const flags = file[at++] ?? 0
    if ((flags & 63) === 63) at += 4
    const length = number()
    // glyf, loca; hmtx in version 1.
    const packed = [0x0a, 0x0b, 0x43].includes(flags) ? number() : length
    if (flags === 0x0a) outlines = { start, end: start + packed }
    start += packed
  }
  const stream = Uint8Array.from(brotliDecompressSync(file.subarray(at, at + view.getUint32(20))))
  return { directory: file.slice(48, at), stream, outlines }
}

/** Brotli that is quick and not small. */
function pack(data: Uint8Array): Bytes {
  return Uint8Array.from(brotliCompressSync(data, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }))
}

/** A WOFF2 file of a directory and a stream. */
function fileOf(count: number, directory: Uint8Array, stream: Uint8Array): Bytes {
  const packed = pack(stream)
  const file = new Uint8Array(48 + directory.length + packed.length)
  const view = new DataView(file.buffer)
  view.setUint32(0, tagOf('wOF2'))
  view.setUint32(4, 0x00010000)
  view.setUint32(8, file.length)
  view.setUint16(12, count)
  view.setUint32(20, packed.length)
  file.set(directory, 48)
  file.set(packed, 48 + directory.length)
  return file
}

function base128(value: number): number[] {
  const digits = [value & 127]
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) digits.unshift((rest & 127) | 128)
  return digits
}

/** A WOFF2 file whose tables stand in it as they are; each tag is spelled out. */
function plain({ tables }: Sfnt): Bytes {
  const directory = tables.flatMap(({ tag, data }) => {
    const flags = [tagOf('glyf'), tagOf('loca')].includes(tag) ? 0xff : 0x3f
    return [flags, tag >>> 24, (tag >> 16) & 255, (tag >> 8) & 255, tag & 255, ...base128(data.length)]
  })
  return fileOf(tables.length, Uint8Array.from(directory), Buffer.concat(tables.map(({ data }) => data)))
}

test('a font whose tables are not rearranged is read as well, with tags that the format has no number for', async () => {
  const font = await readWoff2(bebas, unbrotli)
  const own = { tag: tagOf('demi'), checksum: 0, data: Uint8Array.of(1, 2, 3) }
  const tables = [...font.tables, own]
  expect((await readWoff2(plain({ ...font, tables }), unbrotli)).tables).toEqual(tables)
})

test('the browser unpacks what Node unpacks, to the same bytes and no more', async () => {
  const outcome = (unpack: Unpack, bytes: Bytes, length: number) =>
    unpack(bytes, length).then(
      (data) => sha256(data),
      () => 'refused',
    )
  for (const file of twins.slice(0, 8)) {
    const { stream } = partsOf(read(`${file}2`))
    const packed = pack(stream)
    expect(await outcome(unpackers.unbrotli, packed, stream.length)).toBe(sha256(stream))
    expect(await outcome(unpackers.unbrotli, packed, stream.length - 1)).toBe('refused')
  }
  const packed = pack(partsOf(bebas).stream)
  await fc.assert(
    fc.asyncProperty(fc.nat(packed.length - 1), fc.nat(255), fc.boolean(), async (at, value, isCut) => {
      const bytes = isCut ? packed.slice(0, at) : packed.slice()
      if (!isCut) bytes[at] = value
      const limit = 1 << 18
      const inNode = await outcome(unbrotli, bytes, limit)
      // Node looks at the bits behind the end, too, and refuses some streams for those alone.
      if (inNode !== 'refused') expect(await outcome(unpackers.unbrotli, bytes, limit)).toBe(inNode)
      if (isCut) expect(await outcome(unpackers.unbrotli, bytes, limit)).toBe('refused')
    }),
    { numRuns: 60 },
  )
}, 30_000)

async function refusal(bytes: Bytes): Promise<string> {
  try {
    await readFont(bytes)
  } catch (error) {
    if (error instanceof ArtError) return `${error.code}: ${error.message}`
    throw error
  }
  return 'taken'
}

test('a WOFF2 file that is cut off, lies about lengths, or holds a collection is refused with a reason', async () => {
  for (const length of [4, 47, 60, 90, bebas.length - 5]) {
    expect(await refusal(bebas.slice(0, length))).toMatch(/^font\.damaged: the font is damaged: /)
  }
  const changed = (at: number, value: number) => {
    const copy = bebas.slice()
    new DataView(copy.buffer).setUint32(at, value)
    return refusal(copy)
  }
  expect(await changed(4, tagOf('ttcf'))).toMatch(/^font\.unsupported: .* collection/)
  expect(await changed(8, 1)).toContain('it says that it has 1 bytes')
  expect(await changed(12, 0)).toContain('cannot hold 0 tables')
  expect(await changed(20, 0xffffffff)).toContain('in the midst of it')
  const table = (flags: number, ...rest: number[]) => Uint8Array.of(flags, ...rest)
  expect(await refusal(fileOf(2, table(1, 0, 1, 0), new Uint8Array()))).toContain('twice')
  expect(await refusal(fileOf(1, table(1, 0x80, 1), new Uint8Array(1)))).toContain('is no number')
  expect(await refusal(fileOf(1, table(1, 255, 255, 255, 255, 255), new Uint8Array(1)))).toContain(
    'is no number',
  )
  expect(await refusal(fileOf(1, table(0x41, 0), new Uint8Array()))).toContain('rearranged in a way (1)')
  expect(await refusal(fileOf(2, table(0x0a, 1, 1, 0xcb, 0), new Uint8Array(1)))).toContain('belong together')
  expect(await refusal(fileOf(1, table(0x43, 1, 1), new Uint8Array(1)))).toContain('hhea is missing')
})

test('a small file that unpacks to gigabytes is refused before it does', async () => {
  const zeros = new Uint8Array(1 << 22)
  const claims = (length: number) => refusal(fileOf(1, Uint8Array.of(1, ...base128(length)), zeros))
  expect(await claims(0xffffffff)).toContain('unpack to more than')
  expect(await claims((1 << 24) + 1)).toContain('unpack to more than')
  expect(await claims(zeros.length - 1)).toContain('cannot be unpacked')
  expect(await claims(zeros.length + 1)).toContain(`have ${zeros.length} bytes instead of`)
  // Rearranged outlines may grow, too: the font's length is checked, and the bytes that are written.
  const glyf = Uint8Array.of(0x0a, ...base128(1 << 25), 1, 0x0b, 0, 0)
  expect(await refusal(fileOf(2, glyf, new Uint8Array(1)))).toContain('unpack to more than')
  const { stream, outlines } = partsOf(bebas)
  expect(() => restoreGlyphs(stream.slice(outlines.start, outlines.end), 1000)).toThrow(
    'outlines unpack to more than 1000 bytes',
  )
})

test('outlines with any bytes changed are drawn or refused, never more', async () => {
  const { directory, stream, outlines } = partsOf(bebas)
  const { start, end } = outlines
  const count = new DataView(bebas.buffer).getUint16(12)
  const spot = fc.tuple(fc.nat(end - start - 1), fc.constantFrom(0, 1, 127, 128, 253, 254, 255))
  const outcomes = new Set<string>()
  await fc.assert(
    fc.asyncProperty(fc.array(spot, { minLength: 1, maxLength: 12 }), async (spots) => {
      const copy = stream.slice()
      // Half of the changes fall on the lengths and the first glyphs, which decide most.
      for (const [i, [at, value]] of spots.entries()) copy[start + (i % 2 === 0 ? at % 400 : at)] = value
      outcomes.add(await draw(fileOf(count, directory, copy)))
    }),
    { numRuns: 150 },
  )
  expect([...outcomes].sort()).toEqual(['drawn', 'font.damaged'])
})

async function draw(bytes: Bytes): Promise<string> {
  try {
    const shaper = await nativeHost.openFile(bytes, fontFileName(bytes))
    const layer = { kind: 'text', text: 'FIRST light', font: 'inter', size: 0.2 }
    const [checked] = checkRecipe({ version: 1, width: 64, height: 64, layers: [layer] }).layers
    if (checked?.kind !== 'text') throw new Error('a text')
    const { shapes } = drawText(checked, { halfWidth: 1, halfHeight: 1, pixel: 2 / 64 }, shaper)
    for (const { box } of shapes) expect(box.every(Number.isFinite)).toBe(true)
    return 'drawn'
  } catch (error) {
    if (error instanceof ArtError) return error.code
    throw error
  }
}

test('widths and bearings: told, or the left edges of the glyphs', () => {
  const edges = Int16Array.of(10, -20, 30)
  const restored = (...bytes: number[]) => restoreMetrics(Uint8Array.from(bytes), 2, edges).toHex()
  expect(restored(3, 1, 0, 2, 0)).toBe('0100000a0200ffec001e')
  expect(restored(1, 1, 0, 2, 0, 0, 7)).toBe('0100000a0200ffec0007')
  expect(restored(2, 1, 0, 2, 0, 0, 5, 0, 6)).toBe('0100000502000006001e')
  expect(() => restored(0, 1, 0, 2, 0)).toThrow('in a way (0)')
  expect(() => restored(3, 1, 0)).toThrow('in the midst of it')
  expect(() => restoreMetrics(Uint8Array.of(3), 4, edges)).toThrow('4 widths for 3 glyphs')
})
