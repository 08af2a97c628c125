import type { EntropySource } from '../entropy/source.ts'

/** Larger than the first cache of common processors: what a step takes depends on what else the machine does with its caches. */
const MEMORY_BYTES = 262_144
/** Samples between two turns of the event loop: some milliseconds with the coarsest clocks. */
const TURN = 64
/** A count must be able to vary: so many steps fall between two readings at least. */
const LEAST_STEPS = 128
const MOST_TICKS = 4_096

/**
 * The varying time that walks through memory take, each step to a place that the one before decides (after S. Müller, "CPU Time Jitter
 * Based Non-Physical True Random Number Generator", 2014). Browsers make their clocks coarse (High Resolution Time 10.1: 5 or 100 µs
 * and more), so what is counted is the steps until the clock has ticked, not the ticks of a walk: a sample is the low 8 bits of that
 * count. Credited 0.3 bits a sample, as in Node; docs/benchmarks.md has what the estimators find.
 */
export function createJitterSource(now: () => number = () => performance.now()): EntropySource<AbortSignal> {
  const count = createCounter(now)
  let ticks = 0
  return {
    name: 'jitter',
    bitsPerSample: 8,
    minEntropy: 0.3,
    credit: 0.3,
    async draw(most, signal) {
      signal.throwIfAborted()
      await new Promise<void>((resolve) => setTimeout(resolve))
      if (ticks === 0) ticks = findTicks(count)
      return Uint8Array.from({ length: Math.min(most, TURN) }, () => count(ticks) & 0xff)
    },
  }
}

/** How often the clock has to tick for enough steps between two readings: a fine clock is made a coarse one. */
export function findTicks(count: (ticks: number) => number): number {
  let ticks = 1
  while (ticks < MOST_TICKS && count(ticks) < LEAST_STEPS) ticks *= 2
  return ticks
}

/** A function that walks through memory until the clock has ticked so many times, and says how many steps it took. */
function createCounter(now: () => number): (ticks: number) => number {
  const memory = new Uint8Array(MEMORY_BYTES).map((_, i) => i)
  let place = 1
  return (ticks) => {
    let steps = 0
    let before = now()
    for (let seen = 0; seen < ticks; ) {
      const value = ((memory[place] ?? 0) + steps) & 0xff
      memory[place] = value
      // Numerical Recipes' congruential generator: its high bits reach all of the memory.
      place = (Math.imul(place ^ value, 1_664_525) + 1_013_904_223) >>> 14
      steps++
      const time = now()
      if (time !== before) seen++
      before = time
    }
    return steps
  }
}
