/** The collection engine against plain arithmetic: every pixel of every blend mode, and zlib reads what it deflates. */
import { readFileSync } from 'node:fs'
import { inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileEngine, writeEngineModule } from '../engine/build.ts'
import { createArena } from '../src/engine/arena.ts'
import { type Canvas, createCanvas, packSheet, placeCanvas, type Sheet } from '../src/engine/canvas.ts'
import { createEngine, createEngineMemory } from '../src/engine/instance.ts'
import { type BlendMode, blendModes, composite } from '../src/layers/blend.ts'

test('compiling the engine again gives the committed bytes, which import only memory', {
  timeout: 120_000,
}, async () => {
  const binary = await compileEngine()
  const committed = readFileSync(new URL('../src/engine/engine-module.ts', import.meta.url), 'utf8')
  expect(writeEngineModule(binary) === committed, 'run npm run build:engine').toBe(true)
  expect(WebAssembly.Module.imports(new WebAssembly.Module(binary))).toEqual([
    { module: 'env', name: 'memory', kind: 'memory' },
  ])
})

interface Picture {
  readonly pixels: Uint8Array
  readonly blend?: BlendMode
  readonly opacity?: number
}

/** Draws pictures over one another by the engine, on a canvas of their size. */
function drawOnEngine(size: number, pictures: readonly Picture[]): Canvas {
  const memory = createEngineMemory()
  const arena = createArena(memory)
  const engine = createEngine(memory)
  const picture = arena.allocate(size * size * 4 + 64)
  const sheets = pictures.map(({ pixels, blend = 'normal', opacity = 1 }): Sheet => {
    new Uint8Array(memory.buffer).set(pixels, picture)
    return packSheet(engine, arena, { picture, area: size * size, blend, opacity })
  })
  const canvas = createCanvas(engine, memory, placeCanvas(arena, size, engine.workspaceBytes()))
  canvas.draw(sheets)
  return canvas
}

/** cairo's and pixman's product of two bytes: what node-canvas, and so the HashLips engine, computes with. */
const times = (a: number, b: number) => ((a * b + 128) * 257) >> 16

/** Source-over on premultiplied bytes, written as cairo defines it. */
function referenceOver(size: number, pictures: readonly Picture[]): Uint8Array {
  const frame = new Uint8Array(size * size * 4)
  for (const { pixels } of pictures)
    for (let i = 0; i < frame.length; i += 4) {
      const alpha = pixels[i + 3] ?? 0
      for (let c = 0; c < 4; c++) {
        const source = c === 3 ? alpha : times(pixels[i + c] ?? 0, alpha)
        frame[i + c] = source + times(frame[i + c] ?? 0, 255 - alpha)
      }
    }
  return frame
}

/** Runs of pixels, so that spans of every kind and length occur. */
const runs = (size: number) =>
  fc
    .array(
      fc.record({
        length: fc.integer({ min: 1, max: 40 }),
        colour: fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)),
        alpha: fc.oneof(fc.constant(0), fc.constant(255), fc.nat(255)),
      }),
      { minLength: 1, maxLength: 40 },
    )
    .map((list) => {
      const pixels = new Uint8Array(size * size * 4)
      let at = 0
      for (let i = 0; at < size * size; i++) {
        const { length, colour, alpha } = list[i % list.length] ?? { length: 1, colour: [0, 0, 0], alpha: 0 }
        for (let k = 0; k < length && at < size * size; k++) pixels.set([...colour, alpha], 4 * at++)
      }
      return pixels
    })

const opaque = (pixels: Uint8Array) => pixels.map((byte, i) => (i % 4 === 3 ? 255 : byte))

test('source-over gives the very pixels of cairo on an opaque ground, whatever the layers are', () => {
  fc.assert(
    fc.property(fc.integer({ min: 16, max: 37 }), fc.infiniteStream(fc.nat()), (size, stream) => {
      const seed = stream.next().value
      const [ground, ...layers] = fc.sample(runs(size), { numRuns: 4, seed })
      const pictures = [
        { pixels: opaque(ground ?? new Uint8Array()) },
        ...layers.map((pixels) => ({ pixels })),
      ]
      const { isOpaque, pixels } = drawOnEngine(size, pictures).rgba()
      expect(isOpaque).toBe(true)
      expect(Buffer.from(pixels).equals(referenceOver(size, pictures))).toBe(true)
    }),
    { numRuns: 60 },
  )
})

test('without a ground the colours come back divided by alpha', () => {
  const size = 16
  const [first, second] = fc.sample(runs(size), { numRuns: 2, seed: 5 })
  const pictures = [{ pixels: first ?? new Uint8Array() }, { pixels: second ?? new Uint8Array() }]
  const { isOpaque, pixels } = drawOnEngine(size, pictures).rgba()
  expect(isOpaque).toBe(false)
  const frame = referenceOver(size, pictures)
  frame.forEach((byte, i) => {
    const alpha = frame[i - (i % 4) + 3] ?? 0
    const straight = alpha === 0 ? 0 : Math.min(255, Math.round((byte * 255) / alpha))
    expect(pixels[i], `byte ${i}`).toBe(i % 4 === 3 ? alpha : straight)
  })
})

test.for(blendModes.slice(1))('%s is the W3C mode to within one of 255', (blend) => {
  const size = 24
  const [ground, layer] = fc.sample(runs(size), { numRuns: 2, seed: 11 })
  const below = opaque(ground ?? new Uint8Array())
  const above = layer ?? new Uint8Array()
  const { pixels } = drawOnEngine(size, [{ pixels: below }, { pixels: above, blend }]).rgba()
  const expected = Float32Array.from(below, (byte) => byte / 255)
  const source = Float32Array.from(above, (byte, i) =>
    i % 4 === 3 ? byte / 255 : (byte / 255) * ((above[i - (i % 4) + 3] ?? 0) / 255),
  )
  composite(expected, source, blend, 1)
  const worst = pixels.reduce((most, byte, i) => Math.max(most, Math.abs(byte - 255 * (expected[i] ?? 0))), 0)
  expect(worst).toBeLessThanOrEqual(1)
})

test('opacity makes a layer as see-through as asked', () => {
  const size = 16
  const plain = (...colour: readonly number[]) =>
    Uint8Array.from({ length: size * size * 4 }, (_, i) => colour[i % 4] ?? 0)
  const pictures = [{ pixels: plain(0, 0, 0, 255) }, { pixels: plain(200, 100, 50, 255), opacity: 0.5 }]
  const { pixels } = drawOnEngine(size, pictures).rgba()
  expect([...pixels.subarray(0, 4)]).toEqual([100, 50, 25, 255])
})

/** Undoes PNG's filters (W3C PNG, section 9.2), written apart from what is tested. */
function unfilter(rows: Uint8Array, size: number, channels: number): Uint8Array {
  const stride = size * channels
  const out = new Uint8Array(stride * size)
  for (let y = 0; y < size; y++)
    for (let x = 0; x < stride; x++) {
      const left = x >= channels ? (out[y * stride + x - channels] ?? 0) : 0
      const up = y > 0 ? (out[(y - 1) * stride + x] ?? 0) : 0
      const corner = x >= channels && y > 0 ? (out[(y - 1) * stride + x - channels] ?? 0) : 0
      const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)]
      const guess = rows[y * (stride + 1)] === 0 ? 0 : a <= b && a <= c ? left : b <= c ? up : corner
      out[y * stride + x] = (rows[y * (stride + 1) + 1 + x] ?? 0) + guess
    }
  return out
}

test('zlib inflates what the engine deflates, flat, painted and noisy, with and without alpha', () => {
  const noise = fc.uint8Array({ minLength: 61 * 61 * 4, maxLength: 61 * 61 * 4 })
  const kinds = [
    runs(61),
    runs(61).map(opaque),
    noise,
    noise.map(opaque),
    noise.map((pixels) => pixels.map((byte) => byte & 3)),
  ]
  fc.assert(
    fc.property(fc.oneof(...kinds), (pixels) => {
      const canvas = drawOnEngine(61, [{ pixels }])
      const { channels, stream } = canvas.png()
      const rows = inflateSync(stream)
      const restored = unfilter(rows, 61, channels)
      const { pixels: expected } = drawOnEngine(61, [{ pixels }]).rgba()
      const wanted = channels === 4 ? expected : expected.filter((_, i) => i % 4 !== 3)
      expect(Buffer.from(restored).equals(wanted)).toBe(true)
    }),
    { numRuns: 60 },
  )
})

test('a picture of many blocks, of one colour and of chance alone', () => {
  const size = 400
  const chance = new Uint8Array(size * size * 4)
  for (let i = 0, x = 7; i < chance.length; i++) {
    x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d) + 0x9e3779b9
    chance[i] = i % 4 === 3 ? 255 : x >>> 24
  }
  for (const pixels of [chance, chance.map(() => 255)]) {
    const { channels, stream } = drawOnEngine(size, [{ pixels }]).png()
    const restored = unfilter(inflateSync(stream), size, channels)
    expect(Buffer.from(restored).equals(pixels.filter((_, i) => i % 4 !== 3))).toBe(true)
    expect(stream.length).toBeLessThan(size * size * 3 * (pixels === chance ? 1.01 : 0.01))
  }
})

test('rows of 8,192 pixels with alpha are longer than what deflate looks back, and repeat nothing', () => {
  const width = 8_192
  const memory = createEngineMemory()
  const arena = createArena(memory)
  const engine = createEngine(memory)
  engine.setUp(arena.allocate(engine.workspaceBytes()))
  const height = 4
  const bytes = width * height * 4
  const frame = arena.allocate(bytes + 128) + 64
  const to = arena.allocate(bytes * 2)
  const words = new Uint32Array(memory.buffer, frame, width * height)
  // One colour, the same again, stripes, and every pixel for itself.
  for (let x = 0; x < width; x++) {
    words[x] = 0x80402010
    words[width + x] = 0x80402010
    words[2 * width + x] = x & 64 ? 0xff00ff00 : 0x01020304
    words[3 * width + x] = Math.imul(x + 1, 0x9e3779b1)
  }
  const end = engine.deflateFlat(frame, to, width, height, 4) >>> 0
  const rows = inflateSync(new Uint8Array(memory.buffer).slice(to, end))
  expect(rows.length).toBe(height * (width * 4 + 1))
  const expected = new Uint8Array(memory.buffer).slice(frame, frame + bytes)
  for (let y = 0; y < height; y++)
    expect(rows.subarray(y * (width * 4 + 1) + 1, (y + 1) * (width * 4 + 1))).toEqual(
      Buffer.from(expected.subarray(y * width * 4, (y + 1) * width * 4)),
    )
})
