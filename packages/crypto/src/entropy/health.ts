import { predictionCutoff, proportionCutoff, repetitionCutoff, windowOf } from './cutoffs.ts'

/** The tests that every sample of a source goes through. */
export type HealthTest = 'repetition-count' | 'adaptive-proportion' | 'prediction'

/** The sample at which a test found a source unfit. */
export interface HealthFailure {
  readonly test: HealthTest
  /** Index of the sample, counted from 0. */
  readonly sample: number
  /** A sentence with the numbers. */
  readonly detail: string
}

/** What the health tests are set to. */
export interface HealthOptions {
  /** 1 to 8. */
  readonly bitsPerSample: number
  /** The min-entropy in bits a sample, given everything before it, below which the source is to be found out. */
  readonly minEntropy: number
  /** A sound source fails a test with a probability of 2^-this at most: each sample, window and predictor. 20 when left out. */
  readonly falseAlarmBits?: number
}

/** Health tests that run as the samples come. Once failed, a source stays failed. */
export interface HealthTests {
  /** Takes the next sample; returns the failure from the sample on at which there is one. */
  accept(sample: number): HealthFailure | undefined
  readonly failure: HealthFailure | undefined
  /** Samples taken. */
  readonly samples: number
  /** Whether the samples of the start-up test (STARTUP_SAMPLES) have passed (SP 800-90B 4.3). */
  readonly started: boolean
}

/** Samples that a source must give before any of them counts: SP 800-90B 4.3 asks for at least 1,024. */
export const STARTUP_SAMPLES = 1024

/** How far back the prediction test looks for a sample that comes again. */
const LAGS = 16
const PREDICTORS = LAGS + 1

type Step = (sample: number, index: number) => HealthFailure | undefined

/**
 * Repetition count and adaptive proportion (SP 800-90B 4.4.1, 4.4.2), and a test of our own as 4.5 allows: simple predictors. Both
 * tests of the standard are blind to a source that alternates. Whoever predicts a source of min-entropy H a sample is right with
 * probability 2^-H at most, so what the standard says of one value in a window holds of the hits of any predictor. Ours are the
 * sample 1 to 16 places back (the lag predictors of 6.3.8) and the straight line through the last two, as a counter draws it.
 */
export function createHealthTests({
  bitsPerSample,
  minEntropy,
  falseAlarmBits = 20,
}: HealthOptions): HealthTests {
  const window = windowOf(bitsPerSample)
  const steps = [
    repetitionCount(repetitionCutoff(minEntropy, falseAlarmBits)),
    adaptiveProportion(window, proportionCutoff(minEntropy, falseAlarmBits, window)),
    prediction({
      bitsPerSample,
      window,
      cutoff: predictionCutoff(minEntropy, falseAlarmBits, { window, predictors: PREDICTORS }),
    }),
  ]
  let samples = 0
  let failure: HealthFailure | undefined
  return {
    accept(sample) {
      const index = samples++
      for (const step of steps) failure ??= step(sample, index)
      return failure
    },
    get failure() {
      return failure
    },
    get samples() {
      return samples
    },
    get started() {
      return failure === undefined && samples >= STARTUP_SAMPLES
    },
  }
}

function repetitionCount(cutoff: number): Step {
  let last = -1
  let run = 0
  return (sample, index) => {
    run = sample === last ? run + 1 : 1
    last = sample
    if (run < cutoff) return undefined
    return {
      test: 'repetition-count',
      sample: index,
      detail: `the value ${sample} came ${run} times in a row, the cutoff is ${cutoff}`,
    }
  }
}

function adaptiveProportion(window: number, cutoff: number): Step {
  let first = 0
  let count = 0
  return (sample, index) => {
    const place = index % window
    if (place === 0) first = sample
    count = place === 0 ? 1 : count + (sample === first ? 1 : 0)
    if (count < cutoff) return undefined
    return {
      test: 'adaptive-proportion',
      sample: index,
      detail: `the value ${first} came ${count} times in ${place + 1} samples, the cutoff is ${cutoff} in ${window}`,
    }
  }
}

function prediction({
  bitsPerSample,
  window,
  cutoff,
}: {
  readonly bitsPerSample: number
  readonly window: number
  readonly cutoff: number
}): Step {
  const mask = 2 ** bitsPerSample - 1
  const past = new Int16Array(LAGS).fill(-1)
  const hits = new Uint16Array(PREDICTORS)
  return (sample, index) => {
    if (index % window === 0) hits.fill(0)
    for (let predictor = 0; predictor < PREDICTORS; predictor++)
      if (sample === predict(past, { predictor, index, mask })) hits[predictor] = (hits[predictor] ?? 0) + 1
    past[index % LAGS] = sample
    const best = hits.findIndex((count) => count >= cutoff)
    if (best < 0) return undefined
    const count = hits[best] ?? 0
    const rule = best < LAGS ? `the sample ${best + 1} back` : 'a straight line'
    return {
      test: 'prediction',
      sample: index,
      detail: `${rule} predicted ${count} of ${(index % window) + 1} samples, the cutoff is ${cutoff} in ${window}`,
    }
  }
}

/** What a predictor expects at an index; -1 where there is no past to go by. `past` is a ring of the last samples. */
function predict(
  past: Int16Array,
  { predictor, index, mask }: { readonly predictor: number; readonly index: number; readonly mask: number },
): number {
  const back = (lag: number): number => past[(index - lag + LAGS) % LAGS] ?? -1
  if (predictor < LAGS) return index <= predictor ? -1 : back(predictor + 1)
  return index < 2 ? -1 : (2 * back(1) - back(2)) & mask
}
