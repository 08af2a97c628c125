import type { EntropySource } from './source.ts'

/** Larger than the first cache of common processors: what a step takes depends on what else the machine does with its caches. */
const MEMORY_BYTES = 262_144
const STEPS = 64
const CALIBRATION = 256
/** Samples between two turns of the event loop: below a millisecond each. */
const TURN = 128

/**
 * The varying time that walks through memory take, each step to a place that the one before decides (after S. Müller, "CPU Time Jitter
 * Based Non-Physical True Random Number Generator", 2014). A sample is the low 8 bits of a walk's duration in ticks of the
 * clock. Credited 0.3 bits a sample: docs/benchmarks.md has what the estimators find.
 */
export function createJitterSource(): EntropySource {
  const measure = createWalk()
  let tick = 0
  return {
    name: 'jitter',
    bitsPerSample: 8,
    minEntropy: 0.3,
    credit: 0.3,
    async draw(count, signal) {
      signal.throwIfAborted()
      await new Promise<void>((resolve) => setImmediate(resolve))
      if (tick === 0) tick = findTick(Array.from({ length: CALIBRATION }, measure))
      return Uint8Array.from({ length: Math.min(count, TURN) }, () => (measure() / tick) & 0xff)
    },
  }
}

/** A function that walks through memory and says how many nanoseconds it took. */
function createWalk(): () => number {
  const memory = new Uint8Array(MEMORY_BYTES).map((_, i) => i)
  let place = 1
  return () => {
    const start = process.hrtime.bigint()
    for (let step = 0; step < STEPS; step++) {
      const value = ((memory[place] ?? 0) + step) & 0xff
      memory[place] = value
      // Numerical Recipes' congruential generator: its high bits reach all of the memory.
      place = (Math.imul(place ^ value, 1_664_525) + 1_013_904_223) >>> 14
    }
    return Number(process.hrtime.bigint() - start)
  }
}

/** Clocks count in steps of their own (41 or 100 ns on some machines): bits below the step are no samples. At least 1. */
export function findTick(durations: readonly number[]): number {
  return Math.max(1, durations.reduce(greatestCommonDivisor, 0))
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
