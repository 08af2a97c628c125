import { createHmac, hkdfSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  conditionSamples,
  createCombinedRandom,
  createHealthTests,
  createSourceRecord,
  estimateCollision,
  estimateMarkov,
  estimateMinEntropy,
  estimateMostCommonValue,
  outputEntropy,
  predictionCutoff,
  proportionCutoff,
  repetitionCutoff,
  STARTUP_SAMPLES,
  shareOfOnes,
  toBits,
  vonNeumann,
  watchSystemRandom,
  windowOf,
} from '../src/index.ts'
import { draws } from './seeded.ts'

describe('cutoffs are those of SP 800-90B', () => {
  test('repetition count: C = 1 + ceil(20 / H), with the example of 4.4.1', () => {
    expect(repetitionCutoff(2, 20)).toBe(11)
    expect(repetitionCutoff(1, 20)).toBe(21)
    expect(repetitionCutoff(0.3, 20)).toBe(68)
  })

  // Table 2 of 4.4.2.
  test.each([
    [1024, 0.2, 941],
    [1024, 0.4, 840],
    [1024, 0.6, 748],
    [1024, 0.8, 664],
    [1024, 1, 589],
    [512, 0.5, 410],
    [512, 1, 311],
    [512, 2, 177],
    [512, 4, 62],
    [512, 8, 13],
  ])('adaptive proportion in a window of %i at %d bits: %i', (window, minEntropy, cutoff) => {
    expect(proportionCutoff(minEntropy, 20, window)).toBe(cutoff)
  })

  test('impossible parameters are refused', () => {
    for (const [minEntropy, falseAlarmBits] of [
      [0, 20],
      [9, 20],
      [Number.NaN, 20],
      [1, 3],
      [1, 41],
    ] as const)
      expect(() => createHealthTests({ bitsPerSample: 8, minEntropy, falseAlarmBits })).toThrow(
        expect.objectContaining({ code: 'entropy.BadParameters' }),
      )
  })
})

/** Runs a source through the tests until they fail; undefined when it passes all `count` samples. */
function failureOf(
  source: (index: number) => number,
  { count, bits = 1, minEntropy = 1 }: { count: number; bits?: number; minEntropy?: number },
) {
  const tests = createHealthTests({ bitsPerSample: bits, minEntropy })
  for (let i = 0; i < count && tests.failure === undefined; i++) tests.accept(source(i))
  return tests.failure
}

const seeds = fc.integer({ min: 0, max: 2 ** 31 })

describe('a source that is no good is found out', () => {
  test('one that is stuck, at the very sample of the cutoff', () => {
    for (const minEntropy of [0.3, 1, 4, 8]) {
      const failure = failureOf(() => 7, { count: 1000, bits: 8, minEntropy })
      expect(failure).toMatchObject({
        test: 'repetition-count',
        sample: repetitionCutoff(minEntropy, 20) - 1,
      })
    }
  })

  test('one that gets stuck after it was sound', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 5000 }), (seed, sound) => {
        const next = draws(seed)
        const failure = failureOf((i) => (i < sound ? next(2) : 1), { count: sound + 21 })
        expect(failure?.sample).toBeLessThanOrEqual(sound + 20)
      }),
      { numRuns: 50 },
    )
  })

  test('one that alternates or repeats a cycle of at most 16, which the two tests of the standard do not see', () => {
    const cutoff = predictionCutoff(1, 20, { window: windowOf(1), predictors: 17 })
    expect(failureOf((i) => i & 1, { count: 1024 })).toMatchObject({ test: 'prediction' })
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 3, maxLength: 16 }), (cycle) => {
        fc.pre(new Set(cycle).size === cycle.length)
        const failure = failureOf((i) => cycle[i % cycle.length] ?? 0, { count: 512, bits: 8 })
        expect(failure).toMatchObject({ test: 'prediction' })
        expect(failure?.sample).toBeLessThan(cutoff + cycle.length)
      }),
    )
  })

  test('one that counts', () => {
    fc.assert(
      fc.property(fc.nat(255), fc.nat(255), (start, stride) => {
        const failure = failureOf((i) => (start + i * stride) & 0xff, { count: 512, bits: 8 })
        expect(failure?.sample).toBeLessThan(512)
      }),
    )
  })

  test('one that gives a bit nine times of ten, within eight windows', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const next = draws(seed)
        // A window tells whenever its first bit is the frequent one: eight rare ones in a row are 10^-8.
        expect(failureOf(() => (next(10) === 0 ? 1 : 0), { count: 8 * 1024 })).toBeDefined()
      }),
      { numRuns: 60 },
    )
  })

  test('one that drifts slowly from even to always one, before it gives two ones of three', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 20_000, max: 100_000 }), (seed, length) => {
        const next = draws(seed)
        const drifting = (i: number): number => (next(2 * length) < length + i ? 1 : 0)
        // P(one) is 1/2 + i / (2 length): two thirds at a third of the way; a window of slack, for tests look once in a window.
        const failure = failureOf(drifting, { count: length })
        expect(failure?.sample).toBeLessThan(length / 3 + 4 * 1024)
      }),
      { numRuns: 15 },
    )
  })
})

test('a sound source at the very limit of what is claimed fails as rarely as designed', () => {
  // 2^-8 for each test and window, so that there is something to count: 2,000 windows of each of three tests, at most 2^-8 each.
  const next = draws(11)
  const alarms = { 'repetition-count': 0, 'adaptive-proportion': 0, prediction: 0 }
  const windows = 2000
  for (let window = 0; window < windows; window++) {
    const tests = createHealthTests({ bitsPerSample: 1, minEntropy: 1, falseAlarmBits: 8 })
    for (let i = 0; i < 1024 && tests.failure === undefined; i++) tests.accept(next(2))
    if (tests.failure !== undefined) alarms[tests.failure.test]++
  }
  // A run of 9 begins at any of 1,024 places: this one is a rate for each sample, and nearly every window has one.
  expect(alarms['repetition-count']).toBeGreaterThan(windows / 2)
  expect(alarms['adaptive-proportion'] + alarms.prediction).toBeLessThan((2 * windows) / 256)
  // At 2^-20 for each sample and window, two million sound samples raise about two alarms.
  const failures = Array.from({ length: 20 }, () => failureOf(() => next(2), { count: 100_000 }))
  expect(failures.filter((failure) => failure !== undefined).length).toBeLessThan(8)
})

describe('estimators give what the examples of SP 800-90B 6.3 give', () => {
  const bits = Uint8Array.from('1000111001010101110011000111001010101110', Number)

  test('most common value', () => {
    const samples = Uint8Array.of(0, 1, 1, 2, 0, 1, 2, 2, 0, 1, 0, 1, 1, 0, 2, 2, 1, 0, 2, 1)
    expect(estimateMostCommonValue(samples)).toBeCloseTo(0.5363, 4)
  })

  test('collision', () => expect(estimateCollision(bits)).toBeCloseTo(0.4483, 4))

  test('Markov', () => expect(estimateMarkov(bits)).toBeCloseTo(0.761, 3))

  test('a source of known min-entropy is not overestimated, nor much underestimated', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 50, max: 98 }), (seed, percent) => {
        const next = draws(seed)
        const samples = Uint8Array.from({ length: 20_000 }, () => (next(100) < percent ? 1 : 0))
        const known = -Math.log2(percent / 100)
        const { perSample } = estimateMinEntropy(samples, 1)
        expect(perSample).toBeLessThanOrEqual(known + 0.02)
        expect(perSample).toBeGreaterThan(known - 0.3)
      }),
      { numRuns: 40 },
    )
  })

  test('constant and alternating samples have none, even and independent ones nearly all', () => {
    const next = draws(5)
    expect(estimateMinEntropy(new Uint8Array(5000), 8).perSample).toBeLessThan(0.01)
    const alternating = Uint8Array.from({ length: 5000 }, (_, i) => i & 1)
    expect(estimateMinEntropy(alternating, 1).perSample).toBeLessThan(0.01)
    const even = Uint8Array.from({ length: 60_000 }, () => next(256))
    expect(estimateMinEntropy(even, 8).perSample).toBeGreaterThan(6.5)
  })

  test('any samples give a finite estimate from 0 to the bits of a sample', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 8 }), (bytes, width) => {
        const samples = bytes.map((byte) => byte & (2 ** width - 1))
        const { perSample } = estimateMinEntropy(samples, width)
        expect(perSample).toBeGreaterThanOrEqual(0)
        expect(perSample).toBeLessThanOrEqual(width)
      }),
    )
  })
})

test('von Neumann’s correction takes the bias out', () => {
  expect(vonNeumann(Uint8Array.of(0, 0, 0, 1, 1, 0, 1, 1, 1, 0, 1))).toEqual(Uint8Array.of(0, 1, 1))
  const next = draws(3)
  const biased = Uint8Array.from({ length: 200_000 }, () => (next(10) === 0 ? 1 : 0))
  const corrected = vonNeumann(biased)
  expect(shareOfOnes(biased)).toBeCloseTo(0.1, 2)
  expect(shareOfOnes(corrected)).toBeCloseTo(0.5, 1)
  // 2 pq of the pairs are left: 0.09 of the bits.
  expect(corrected.length / biased.length).toBeCloseTo(0.09, 2)
  expect(toBits(Uint8Array.of(0b101, 0b010), 3)).toEqual(Uint8Array.of(1, 0, 1, 0, 1, 0))
})

describe('conditioning', () => {
  test('is HMAC-SHA-256, and asks for 64 bits more than come out', () => {
    const samples = Uint8Array.from({ length: 400 }, (_, i) => i)
    const expected = createHmac('sha256', 'demiurge/entropy/1/jitter').update(samples).digest()
    expect(conditionSamples('jitter', samples, 320)).toEqual(new Uint8Array(expected))
    expect(() => conditionSamples('jitter', samples, 319.9)).toThrow(
      expect.objectContaining({ code: 'entropy.TooLittle' }),
    )
  })

  test('output entropy follows SP 800-90B 3.1.5.1.2', () => {
    // Twice and more the width goes in: full entropy to within 2^-64 (the reason for the 64 bits of surplus).
    expect(outputEntropy({ inputBits: 8192, minEntropy: 320 })).toBeCloseTo(256, 9)
    // Little goes in: that little comes out, never more.
    for (const minEntropy of [1, 64, 128, 200])
      expect(outputEntropy({ inputBits: 8192, minEntropy })).toBeCloseTo(minEntropy, 6)
    // As much in as out loses a bit.
    expect(outputEntropy({ inputBits: 8192, minEntropy: 256 })).toBeCloseTo(255, 6)
    fc.assert(
      fc.property(fc.double({ min: 0, max: 8192, noNaN: true }), (minEntropy) => {
        expect(outputEntropy({ inputBits: 8192, minEntropy })).toBeLessThanOrEqual(
          Math.min(256, minEntropy) + 1e-9,
        )
      }),
    )
  })
})

describe('what was collected is combined with the system', () => {
  const counting = () => {
    let calls = 0
    return (length: number) => {
      calls++
      return new Uint8Array(length).fill(calls)
    }
  }

  test('as HKDF-SHA-256 (RFC 5869) XOR fresh bytes', () => {
    const blocks = [new Uint8Array(32).fill(9), new Uint8Array(32).fill(8)]
    const random = createCombinedRandom(blocks, counting())
    const input = Buffer.concat([...blocks, new Uint8Array(32).fill(1)])
    // extract-and-expand of node:crypto, undone by the second call of the system: 0x02 each.
    const expected = Buffer.from(hkdfSync('sha256', input, 'demiurge/entropy/1/combine', 'output', 48)).map(
      (byte) => byte ^ 2,
    )
    expect(random(48)).toEqual(new Uint8Array(expected))
    expect(random(48)).not.toEqual(new Uint8Array(expected))
  })

  test('it is never weaker than the system: the same bytes of the system XOR something that depends on no later ones', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), seeds, (block, seed) => {
        const from = (mask: number) => {
          const next = draws(seed)
          let first = true
          return createCombinedRandom([block], (length) => {
            const flip = first ? 0 : mask
            first = false
            return Uint8Array.from({ length }, () => next(256) ^ flip)
          })(16)
        }
        // A flip in what the system gives at last is the same flip in the output, whatever the block is.
        expect(from(0xff)).toEqual(from(0).map((byte) => byte ^ 0xff))
      }),
    )
  })

  test('and stronger than a system that always gives the same, as soon as one block is unknown', () => {
    const stuck = (length: number) => new Uint8Array(length)
    const outputs = [1, 2].map((fill) => createCombinedRandom([new Uint8Array(32).fill(fill)], stuck)(32))
    expect(outputs[0]).not.toEqual(outputs[1])
    const long = createCombinedRandom([new Uint8Array(32)], stuck)(20_000)
    expect(long).toHaveLength(20_000)
    expect(estimateMinEntropy(long, 8).perSample).toBeGreaterThan(6)
  })

  test('a system generator that is stuck, biased or short is refused, also while it runs', () => {
    const next = draws(17)
    const sound = (length: number) => Uint8Array.from({ length }, () => next(256))
    const refusal = expect.objectContaining({ code: 'entropy.SystemSourceFailed' })
    expect(() => watchSystemRandom((length) => new Uint8Array(length))).toThrow(refusal)
    expect(() => watchSystemRandom((length) => sound(length).map((byte) => byte & 0x0f))).toThrow(refusal)
    expect(() => watchSystemRandom((length) => sound(length - 1))).toThrow(refusal)
    let broken = false
    const watched = watchSystemRandom((length) => (broken ? new Uint8Array(length) : sound(length)))
    expect(watched(64)).toHaveLength(64)
    broken = true
    expect(() => watched(64)).toThrow(refusal)
  })
})

describe('the record of a source', () => {
  const properties = { name: 'coin', bitsPerSample: 1, minEntropy: 0.5, credit: 0.375 }

  test('nothing counts before the start-up test has passed; then what is credited, and no more', () => {
    const next = draws(23)
    const record = createSourceRecord(properties)
    record.accept(Uint8Array.from({ length: STARTUP_SAMPLES - 1 }, () => next(2)))
    expect(record.report()).toMatchObject({ health: 'starting', creditedBits: 0, isSufficient: false })
    expect(record.block()).toBeUndefined()
    record.accept(Uint8Array.of(1))
    expect(record.report()).toMatchObject({ health: 'healthy', creditedBits: 384, isSufficient: true })
    expect(record.isDone).toBe(true)
    expect(record.block()).toHaveLength(32)
  })

  test('a source that is worse than it says gets what it shows', () => {
    const next = draws(29)
    const record = createSourceRecord({ ...properties, minEntropy: 0.1 })
    record.accept(Uint8Array.from({ length: 2000 }, () => (next(5) === 0 ? 1 : 0)))
    const { creditedBits, estimate, ones } = record.report()
    expect(creditedBits).toBeCloseTo(2000 * estimate.perSample, 6)
    expect(estimate.perSample).toBeLessThan(-Math.log2(0.8))
    expect(ones).toBeCloseTo(0.2, 1)
  })

  test('an excluded source says why, counts nothing and stays out', () => {
    const next = draws(31)
    const record = createSourceRecord(properties)
    record.accept(Uint8Array.from({ length: 1100 }, () => next(2)))
    record.accept(new Uint8Array(100))
    record.accept(Uint8Array.from({ length: 5000 }, () => next(2)))
    expect(record.report()).toMatchObject({
      health: 'excluded',
      reason: expect.stringContaining('times in a row'),
      failure: { test: 'repetition-count' },
      creditedBits: 0,
    })
    expect(record.block()).toBeUndefined()
    const refused = createSourceRecord(properties)
    refused.exclude('no answer')
    expect(refused.report()).toMatchObject({ health: 'excluded', reason: 'no answer', samples: 0 })
  })

  test('a source that never gives enough is given up', () => {
    const next = draws(37)
    const record = createSourceRecord({ ...properties, minEntropy: 0.001, credit: 0.004 })
    record.accept(Uint8Array.from({ length: 65_536 }, () => next(2)))
    expect(record.report()).toMatchObject({
      health: 'excluded',
      reason: expect.stringContaining('no more than'),
    })
  })
})
