import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import sharp from 'sharp'
import { build, type PreviewServer, preview } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findBrowser } from '../../../test/browser.ts'
import { checkRecipe, createRecipe, fontFileName, fonts, type Pattern, patterns } from '../src/index.ts'
import { createRenderer, readFont } from '../src/native/index.ts'
import { fontFile } from '../src/text/fonts.ts'
import { fontUrls } from '../src/web/font-urls.ts'
import type { ArtPage, GpuComparison } from './browser/page.ts'
import { sha256 } from './rendering.ts'

const executablePath = findBrowser()
if (executablePath === undefined) {
  process.stdout.write(
    'art: no Chromium or Chrome found; left out: the same pixels in the browser as in Node\n',
  )
}

const renderer = createRenderer({ threads: 2 })
let server: PreviewServer | undefined
let browser: Browser | undefined
let folder: string | undefined

async function openPage(): Promise<Page> {
  folder = await mkdtemp(join(tmpdir(), 'demiurge-art-'))
  const root = fileURLToPath(new URL('./browser', import.meta.url))
  const shared = { root, configFile: false, logLevel: 'warn' } as const
  await build({
    ...shared,
    worker: { format: 'es' },
    build: { outDir: folder, emptyOutDir: true, target: 'esnext', minify: false },
  })
  server = await preview({ ...shared, build: { outDir: folder }, preview: { port: 0, host: '127.0.0.1' } })
  browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      // A GPU in software, for what draws on one.
      '--enable-unsafe-webgpu',
      '--use-webgpu-adapter=swiftshader',
      '--enable-features=Vulkan',
    ],
  })
  const page = await browser.newPage()
  await page.goto(server.resolvedUrls?.local[0] ?? '')
  await page.waitForFunction(() => 'art' in globalThis)
  return page
}

/** Calls one of the page's functions in the browser. */
async function ask(page: Page, name: keyof ArtPage, ...args: readonly unknown[]): Promise<string> {
  const call = ([method, given]: readonly [string, readonly unknown[]]) =>
    Reflect.get(Reflect.get(globalThis, 'art'), method)(...given)
  return page.evaluate(call, [name, args] as const)
}

afterAll(async () => {
  await browser?.close()
  await server?.close()
  await renderer.close()
  if (folder !== undefined) await rm(folder, { recursive: true })
})

test('the browser knows the URL of every font file', () => {
  expect(Object.keys(fontUrls)).toEqual(fonts.map((face) => face.name))
  const { resolve } = createRequire(import.meta.url)
  for (const face of fonts) {
    const files = face.subsets.map((subset) => `@fontsource/${fontFile(face, subset)}`)
    expect(
      fontUrls[face.name]?.map(({ pathname }) => pathname.slice(pathname.indexOf('@fontsource'))),
    ).toEqual(files)
    for (const file of files) expect(existsSync(resolve(file)), file).toBe(true)
  }
})

const text = checkRecipe({
  version: 1,
  width: 320,
  height: 200,
  background: '#202030',
  layers: [
    { kind: 'pattern', pattern: 'voronoi', seed: 'both', palette: 'dusk' },
    { kind: 'pattern', pattern: 'nebula', seed: 5, palette: 'aurora', blend: 'luminosity', opacity: 0.7 },
    { kind: 'text', text: 'Same pixels Ωж', font: 'inter-black', size: 0.2, outline: 0.05 },
  ],
})

/** Every kind of layer, with all that guards and places them. */
const layered = checkRecipe({
  version: 1,
  width: 240,
  height: 320,
  background: 'transparent',
  layers: [
    { kind: 'gradient', form: 'conic', angle: 40, opacity: 0.9 },
    {
      kind: 'pattern',
      pattern: 'weave',
      seed: 2,
      palette: 'riso',
      place: { scale: 0.7, rotation: 9, crop: 'arch' },
    },
    { kind: 'gradient', form: 'radial', clip: true, blend: 'multiply' },
    { kind: 'text', text: 'round', font: 'cinzel-bold', size: 0.2, mask: { by: 'luminance', invert: true } },
    { kind: 'pattern', pattern: 'galaxy', seed: 3, palette: 'abyss', opacity: 0.5 },
    { kind: 'text', text: 'on a wave', font: 'dancing-script', path: { form: 'wave' }, rotation: 12 },
    { kind: 'frame', style: 'scroll' },
    { kind: 'watermark', text: 'proof' },
  ],
})

/** Parameters that bring every case of a pattern's program into the picture: each word of each choice, and two seeds at least. */
function variantsOf({ params }: Pattern): readonly Readonly<Record<string, string>>[] {
  const words = Object.entries(params.properties).flatMap(([field, schema]) => {
    const { enum: choices = [] }: { enum?: readonly string[] } = JSON.parse(JSON.stringify(schema))
    return choices.slice(1).map((word) => ({ [field]: word }))
  })
  return [{}, ...(words.length === 0 ? [{}] : words)]
}

let page: Page | undefined
beforeAll(async () => {
  if (executablePath !== undefined) page = await openPage()
}, 60_000)

test.skipIf(executablePath === undefined)(
  'a browser gives the pixels that Node gives, for every pattern',
  async () => {
    if (page === undefined) throw new Error('the page is open')
    for (const recipe of [
      text,
      layered,
      ...patterns.map(({ name }) => createRecipe({ pattern: name, seed: 7, size: 96 })),
    ]) {
      const { rgba } = await renderer.renderPixels(recipe)
      expect(await ask(page, 'pixelHash', recipe), JSON.stringify(recipe.layers[0])).toBe(sha256(rgba))
    }
  },
  90_000,
)

test.skipIf(executablePath === undefined)(
  'a browser writes PNG, JPEG, WebP and SVG, and stops when told',
  async () => {
    if (page === undefined) throw new Error('the page is open')
    const { rgba } = await renderer.renderPixels(text)
    const png = Uint8Array.fromBase64(await ask(page, 'file', text, 'png'))
    expect(sha256(await sharp(png).ensureAlpha().raw().toBuffer())).toBe(sha256(rgba))
    for (const format of ['jpeg', 'webp', 'svg'] as const) {
      const { info } = await sharp(Uint8Array.fromBase64(await ask(page, 'file', text, format)))
        .raw()
        .toBuffer({ resolveWithObject: true })
      expect([info.width, info.height]).toEqual([320, 200])
    }
    const huge = createRecipe({ pattern: 'fractal', size: 8192 })
    expect(await ask(page, 'cancel', huge)).toBe('render.cancelled')
  },
)

test.skipIf(executablePath === undefined)(
  'a browser draws with a WOFF2 file of one’s own what Node draws with it, and refuses a damaged one',
  async () => {
    if (page === undefined) throw new Error('the page is open')
    const { resolve } = createRequire(import.meta.url)
    const path = resolve('@fontsource/cinzel/files/cinzel-latin-400-normal.woff2')
    const bytes = Uint8Array.from(readFileSync(path))
    const layer = { kind: 'text', text: 'First light', font: fontFileName(bytes), size: 0.2 }
    const recipe = checkRecipe({ version: 1, width: 96, height: 64, background: '#101018', layers: [layer] })
    await using drawer = createRenderer({ threads: 1, findFont: async () => bytes })
    const { rgba } = await drawer.renderPixels(recipe)
    expect(JSON.parse(await ask(page, 'ownFont', recipe, bytes.toBase64()))).toEqual({
      font: await readFont(bytes),
      pixels: sha256(rgba),
    })
    const cut = bytes.slice(0, -100)
    new DataView(cut.buffer).setUint32(8, cut.length)
    new DataView(cut.buffer).setUint32(20, new DataView(cut.buffer).getUint32(20) - 100)
    expect(JSON.parse(await ask(page, 'ownFont', recipe, cut.toBase64()))).toMatchObject({
      code: 'font.damaged',
      message: expect.stringContaining('cannot be unpacked'),
    })
  },
)

test.skipIf(executablePath === undefined)(
  'the GPU draws the same look as the CPU: every pattern that has a program for it, over seeds',
  async () => {
    if (page === undefined) throw new Error('the page is open')
    const drawable = patterns.filter((each) => each.kind === 'pixel' && each.field !== undefined)
    expect(drawable.length).toBeGreaterThanOrEqual(16)
    for (const pattern of drawable) {
      const { name } = pattern
      for (const [i, params] of variantsOf(pattern).entries()) {
        const recipe = createRecipe({ pattern: name, seed: `tide ${i}`, size: 128, params })
        const found: GpuComparison = JSON.parse(await ask(page, 'compareGpu', recipe))
        const about = `${name} ${JSON.stringify(params)}`
        expect(found.isByGpu, about).toBe(true)
        // Steps of 8 bits: no eye sees a fiftieth of one, and a channel in a thousand may lie at an edge.
        expect(found.mean, about).toBeLessThan(0.02)
        expect(found.beyond, about).toBeLessThan(0.001)
      }
    }
  },
  90_000,
)

test.skipIf(executablePath === undefined)('a GPU that goes away leaves the drawing to the CPU', async () => {
  if (page === undefined) throw new Error('the page is open')
  const recipe = createRecipe({ pattern: 'strata', seed: 1, size: 64 })
  expect(JSON.parse(await ask(page, 'loseGpu', recipe))).toEqual({ before: 64 * 64 * 4, after: 'nothing' })
})

test('where there is no GPU, asking for it changes nothing', async () => {
  const recipe = createRecipe({ pattern: 'strata', seed: 1, size: 64 })
  const asked = await renderer.renderPixels(recipe, { gpu: true })
  expect(asked).toEqual(await renderer.renderPixels(recipe))
  expect(asked.isByGpu).toBe(false)
})
