import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as math from '../src/numeric/math.ts'
import { createNoise } from '../src/numeric/noise.ts'
import { createRandom } from '../src/numeric/random.ts'

function near(ours: number, engine: number, tolerance = 1e-9): boolean {
  if (Object.is(ours, engine) || ours === engine) return true
  return Math.abs(ours - engine) <= tolerance * Math.max(1, Math.abs(engine))
}

const wide = fc.double({ min: -1e5, max: 1e5, noNaN: true })

test('sine and cosine agree with the engine to 1e-9', () => {
  fc.assert(fc.property(wide, (x) => near(math.sin(x), Math.sin(x)) && near(math.cos(x), Math.cos(x))))
})

test('exp, log, tanh and cbrt agree with the engine to 1e-9', () => {
  fc.assert(
    fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
      return (
        near(math.exp(x), Math.exp(x)) && near(math.tanh(x), Math.tanh(x)) && near(math.cbrt(x), Math.cbrt(x))
      )
    }),
  )
  fc.assert(
    fc.property(fc.double({ min: Number.MIN_VALUE, max: 1e300, noNaN: true }), (x) =>
      near(math.log(x), Math.log(x)),
    ),
  )
})

test('powers and angles agree with the engine to 1e-9', () => {
  const base = fc.double({ min: 0, max: 1e6, noNaN: true })
  const power = fc.double({ min: -8, max: 8, noNaN: true })
  fc.assert(fc.property(base, power, (x, y) => near(math.pow(x, y), x ** y)))
  fc.assert(
    fc.property(wide, wide, (y, x) => near(math.atan2(y, x), y === 0 && x === 0 ? 0 : Math.atan2(y, x))),
  )
})

test('the sign of zero says on which side of the cut an angle lies', () => {
  const axes = [-0, 0].flatMap((y) => [-5e-324, -1].map((x) => [y, x] as const))
  for (const [y, x] of axes) expect(near(math.atan2(y, x), Math.atan2(y, x))).toBe(true)
})

test('the ends of the ranges are told as the engine tells them', () => {
  expect([math.exp(-800), math.exp(800), math.log(0), math.log(Number.POSITIVE_INFINITY)]).toEqual([
    0,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
  ])
  expect([math.log(-1), math.pow(-1, 0.5)]).toEqual([Number.NaN, Number.NaN])
  expect([math.pow(0, 0), math.pow(0, 2), math.pow(0, -1)]).toEqual([1, 0, Number.POSITIVE_INFINITY])
})

test('a seed names one stream, as a number or as text, and its forks do not depend on what was drawn', () => {
  const first = createRandom(7)
  const second = createRandom('7')
  expect(Array.from({ length: 8 }, first.u32)).toEqual(Array.from({ length: 8 }, second.u32))
  expect(first.fork('a').u32()).toBe(createRandom(7).fork('a').u32())
  expect(first.fork('a').u32()).not.toBe(first.fork('b').u32())
})

/** Blackman and Vigna's xoshiro128starstar.c, word for word, in BigInt. */
function referenceWords(seed: string, count: number): number[] {
  const digest = createHash('sha256').update(`demiurge.art.1\0${seed}`).digest()
  const s = [0, 4, 8, 12].map((at) => BigInt(digest.readUInt32LE(at)))
  const u32 = (x: bigint) => BigInt.asUintN(32, x)
  const rotl = (x: bigint, k: bigint) => u32(u32(x << k) | (x >> (32n - k)))
  return Array.from({ length: count }, () => {
    const [s0 = 0n, s1 = 0n, s2 = 0n, s3 = 0n] = s
    const result = u32(rotl(u32(s1 * 5n), 7n) * 9n)
    const t = u32(s1 << 9n)
    const next2 = s2 ^ s0
    const next3 = s3 ^ s1
    s[1] = s1 ^ next2
    s[0] = s0 ^ next3
    s[2] = next2 ^ t
    s[3] = rotl(next3, 11n)
    return Number(result)
  })
}

test('the generator is the published xoshiro128**, seeded by SHA-256', () => {
  for (const seed of ['7', 'light', '4294967295']) {
    const random = createRandom(seed)
    expect(Array.from({ length: 64 }, random.u32)).toEqual(referenceWords(seed, 64))
  }
})

test('draws stay inside their limits and shuffles keep every item', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 50 }), (seed, count) => {
      const random = createRandom(seed)
      const items = Array.from({ length: count }, (_, i) => i)
      const drawn = random.int(count)
      expect(drawn >= 0 && drawn < count).toBe(true)
      expect([...random.shuffle(items)].sort((a, b) => a - b)).toEqual(items)
      expect(items).toContain(random.pick(items))
    }),
  )
  expect(() => createRandom(1).pick([])).toThrow('at least one item')
})

test('noise stays near [-1, 1] and has no jumps', () => {
  const noise = createNoise(createRandom(3))
  fc.assert(
    fc.property(
      fc.double({ min: -400, max: 400, noNaN: true }),
      fc.double({ min: -400, max: 400, noNaN: true }),
      (x, y) => {
        expect(Math.abs(noise(x, y))).toBeLessThan(1.1)
        expect(Math.abs(noise(x, y) - noise(x + 1e-5, y))).toBeLessThan(1e-3)
      },
    ),
  )
})

test('nothing that draws uses functions that ECMA-262 leaves to the engine', () => {
  const root = fileURLToPath(new URL('../src', import.meta.url))
  const loose =
    /Math\.(?:sin|cos|tan|a(?:sin|cos|tan)2?h?|sinh|cosh|tanh|exp|expm1|log\w*|pow|cbrt|hypot|random)\b|\*\*[^/*]/
  const folders = ['numeric', 'color', 'layers', 'scene', 'patterns', 'render', 'text']
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder)).map((file) => join(root, folder, file)),
  )
  expect(files.length).toBeGreaterThan(40)
  for (const file of files) {
    const code = readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
    expect(code.match(loose), file).toBeNull()
  }
})
