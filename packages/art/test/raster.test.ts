import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, expect, test } from 'vitest'
import { createRecipe, patterns } from '../src/index.ts'
import { nativeHost } from '../src/native/host.ts'
import { createRenderer } from '../src/native/index.ts'
import { createBandRenderer } from '../src/render/band.ts'
import { prepareLayer, readyLayer } from '../src/render/prepare.ts'
import { createPen, type PathData } from '../src/scene/path.ts'
import { drawShapes, flattenShapes } from '../src/scene/raster.ts'
import { type Style, shape } from '../src/scene/scene.ts'
import { sha256 } from './rendering.ts'

const renderer = createRenderer({ threads: 2 })
afterAll(() => renderer.close())

const SIDE = 64
/** One unit of the path is one pixel, the origin the upper left corner. */
const placement = { scale: 1, left: 0, top: 0 }

function draw(path: PathData, style: Style, { top = 0, bottom = SIDE } = {}): Float32Array {
  const pixels = new Float32Array(SIDE * (bottom - top) * 4)
  drawShapes(flattenShapes([shape(path, style)], placement), { pixels, width: SIDE, top, bottom, placement })
  return pixels
}

/** Sum of all coverage, in pixels. */
function area(pixels: Float32Array): number {
  return pixels.reduce((sum, value, i) => (i % 4 === 3 ? sum + value : sum), 0)
}

function alphaAt(pixels: Float32Array, x: number, y: number): number {
  return pixels[(y * SIDE + x) * 4 + 3] ?? 0
}

function rectangle(left: number, top: number, right: number, bottom: number): PathData {
  return createPen()
    .polyline(
      [
        [left, top],
        [right, top],
        [right, bottom],
        [left, bottom],
      ],
      { closed: true },
    )
    .done()
}

test('a pixel gets the share of its area that a shape covers', () => {
  const pixels = draw(rectangle(10.25, 20.5, 12.5, 22), { fill: '#ffffff' })
  expect(alphaAt(pixels, 10, 20)).toBeCloseTo(0.375, 6)
  expect(alphaAt(pixels, 11, 20)).toBeCloseTo(0.5, 6)
  expect(alphaAt(pixels, 12, 21)).toBeCloseTo(0.5, 6)
  expect(alphaAt(pixels, 11, 21)).toBe(1)
  expect([alphaAt(pixels, 9, 21), alphaAt(pixels, 13, 21), alphaAt(pixels, 11, 22)]).toEqual([0, 0, 0])
})

test('shapes that leave the picture are cut at its sides', () => {
  const coordinate = fc.double({ min: -100, max: 164, noNaN: true })
  fc.assert(
    fc.property(coordinate, coordinate, coordinate, coordinate, (a, b, c, d) => {
      const [left, right] = a < b ? [a, b] : [b, a]
      const [top, bottom] = c < d ? [c, d] : [d, c]
      const inside = (low: number, high: number) => Math.max(0, Math.min(SIDE, high) - Math.max(0, low))
      const pixels = draw(rectangle(left, top, right, bottom), { fill: '#ffffff' })
      expect(area(pixels)).toBeCloseTo(inside(left, right) * inside(top, bottom), 2)
    }),
  )
})

test('a disc and a ring have the areas that geometry gives them', () => {
  const circle = createPen().circle(31.3, 32.8, 20).done()
  expect(area(draw(circle, { fill: '#ffffff' }))).toBeCloseTo(Math.PI * 400, -1)
  const ring = area(draw(circle, { stroke: '#ffffff', strokeWidth: 5 }))
  expect(Math.abs(ring / (Math.PI * (22.5 ** 2 - 17.5 ** 2)) - 1)).toBeLessThan(0.01)
})

test('lines have their width, however thin, and the ends they were given', () => {
  const line = createPen().move(10, 20.3).line(40, 33.1).done()
  const long = Math.sqrt(30 ** 2 + 12.8 ** 2)
  for (const width of [0.1, 0.7, 3, 8]) {
    expect(area(draw(line, { stroke: '#ffffff', strokeWidth: width, cap: 'butt' }))).toBeCloseTo(
      long * width,
      1,
    )
    const round = area(draw(line, { stroke: '#ffffff', strokeWidth: width }))
    expect(Math.abs(round / (long * width + (Math.PI * width ** 2) / 4) - 1)).toBeLessThan(0.02)
  }
})

test('where a shape overlaps itself it is filled once, and a counter-turning outline cuts a hole', () => {
  const twice = createPen().circle(32, 32, 10).circle(34, 32, 10).done()
  expect(Math.max(...draw(twice, { fill: '#ffffff' }))).toBe(1)
  const inner = createPen()
    .polyline(
      [
        [28, 28],
        [28, 36],
        [36, 36],
        [36, 28],
      ],
      { closed: true },
    )
    .done()
  const frame = {
    ...inner,
    commands: Float64Array.of(...rectangle(20, 20, 44, 44).commands, ...inner.commands),
  }
  const pixels = draw({ ...frame, box: [20, 20, 44, 44] }, { fill: '#ffffff' })
  expect([alphaAt(pixels, 22, 22), alphaAt(pixels, 32, 32)]).toEqual([1, 0])
})

test('a gradient runs from its first colour to its last', () => {
  const fill = {
    type: 'linear',
    from: [0, 0],
    to: [64, 0],
    stops: [
      { offset: 0, colour: '#ff0000' },
      { offset: 1, colour: '#0000ff', opacity: 0.5 },
    ],
  } as const
  const pixels = draw(rectangle(0, 0, 64, 64), { fill })
  const at = (x: number) => [...pixels.subarray(x * 4, x * 4 + 4)]
  expect(at(0)[0]).toBeGreaterThan(0.97)
  expect(at(63)[3]).toBeCloseTo(0.5, 1)
  expect(at(32)[3]).toBeCloseTo(0.75, 1)
})

test('a picture drawn in bands is bit for bit the picture drawn whole', async () => {
  for (const { name } of patterns) {
    const recipe = createRecipe({ pattern: name, seed: 3, size: 80, text: 'cut' })
    const layers = await Promise.all(
      recipe.layers.map(async (layer) => {
        return readyLayer(layer, recipe, await prepareLayer(layer, recipe, nativeHost.openFont))
      }),
    )
    const render = createBandRenderer(recipe, layers)
    const whole = render({ top: 0, bottom: 80 })
    const parts = [0, 1, 18, 37, 79].map((top, i, all) => {
      return render({ top, bottom: all[i + 1] ?? 80 })
    })
    expect(sha256(Buffer.concat(parts)), name).toBe(sha256(whole))
  }
})

const vectors = patterns.filter((each) => each.kind === 'vector').map((each) => each.name)

test.each(vectors)(
  '%s: its SVG is true vector, and another program draws the same picture from it',
  async (name) => {
    const recipe = createRecipe({ pattern: name, seed: 7, size: 256 })
    const { bytes } = await renderer.render(recipe, { format: 'svg' })
    expect(new TextDecoder().decode(bytes)).not.toContain('<image')
    // librsvg, by way of sharp.
    const theirs = await sharp(bytes).removeAlpha().raw().toBuffer()
    const { rgba } = await renderer.renderPixels(recipe)
    let sum = 0
    for (let i = 0; i < 256 * 256; i++) {
      for (let c = 0; c < 3; c++) sum += Math.abs((theirs[i * 3 + c] ?? 0) - (rgba[i * 4 + c] ?? 0))
    }
    expect(sum / (256 * 256 * 3)).toBeLessThan(2.5)
  },
)
