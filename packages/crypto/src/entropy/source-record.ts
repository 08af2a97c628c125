import { BLOCK_BITS, conditionSamples, SURPLUS_BITS } from './conditioning.ts'
import { estimateMinEntropy, type MinEntropyEstimate, toBits } from './estimate.ts'
import { createHealthTests, type HealthFailure } from './health.ts'
import { shareOfOnes, vonNeumann } from './von-neumann.ts'

/** What is known of a source before it has given anything. */
export interface SourceProperties {
  readonly name: string
  /** 1 to 8; a sample is a number below 2 to the power of it. */
  readonly bitsPerSample: number
  /** Bits of min-entropy a sample below which the health tests are to find it out. */
  readonly minEntropy: number
  /** Bits of min-entropy a sample that are credited at most; 0 where others may know or choose the samples. */
  readonly credit: number
  /** A sound source fails a test once in 2^this; 20 when left out. */
  readonly falseAlarmBits?: number
}

/** What became of a source. `starting`: fewer samples than the start-up test asks for. */
export type SourceHealth = 'starting' | 'healthy' | 'excluded'

/** A source in the report of a collection. */
export interface SourceReport {
  readonly name: string
  readonly health: SourceHealth
  /** Why it is excluded. */
  readonly reason?: string
  /** The health test that it failed. */
  readonly failure?: HealthFailure
  readonly samples: number
  readonly bitsPerSample: number
  /** What its samples show. */
  readonly estimate: MinEntropyEstimate
  /** Bits of min-entropy that count: the lower of credit and estimate for each sample; 0 when it is excluded. */
  readonly creditedBits: number
  /** Whether its block has full entropy by itself. */
  readonly isSufficient: boolean
  /** Share of ones among its bits as they came, and after von Neumann's correction, with how many bits that leaves. */
  readonly ones: number
  readonly correctedOnes: number
  readonly correctedBits: number
}

/** The samples of one source with the tests that run over them. */
export interface SourceRecord {
  /** Takes samples; those of a source that is excluded are of no consequence. */
  accept(samples: Uint8Array): void
  /** Takes the source out for a reason that its samples do not show, such as an answer that cannot be read. */
  exclude(reason: string): void
  readonly isExcluded: boolean
  /** Samples taken. */
  readonly samples: number
  /** Whether it has given what a block of full entropy takes, or, where nothing is credited, the samples of the start-up test. */
  readonly isDone: boolean
  /** Its conditioned block; undefined unless it is healthy. */
  block(): Uint8Array | undefined
  report(): SourceReport
}

/** A source that has not given enough after so many samples never will. */
const MOST_SAMPLES = 65_536

/** Begins the record of a source. Throws CryptoError `entropy.BadParameters` when its properties are impossible. */
export function createSourceRecord(properties: SourceProperties): SourceRecord {
  const { name, bitsPerSample, credit } = properties
  const tests = createHealthTests(properties)
  const kept = new Uint8Array(MOST_SAMPLES)
  let reason: string | undefined
  const held = (): Uint8Array => kept.subarray(0, Math.min(tests.samples, MOST_SAMPLES))
  const creditedBits = (): number => {
    if (reason !== undefined || !tests.started || credit === 0) return 0
    return held().length * Math.min(credit, estimateMinEntropy(held(), bitsPerSample).perSample)
  }
  const isSufficient = (): boolean => creditedBits() >= BLOCK_BITS + SURPLUS_BITS
  const health = (): SourceHealth =>
    reason !== undefined ? 'excluded' : tests.started ? 'healthy' : 'starting'
  return {
    accept(samples) {
      for (const sample of samples) {
        if (reason !== undefined) return
        if (tests.samples < MOST_SAMPLES) kept[tests.samples] = sample
        reason = tests.accept(sample)?.detail
      }
      if (reason === undefined && tests.samples >= MOST_SAMPLES && credit > 0 && !isSufficient())
        reason = `${tests.samples} samples hold no more than ${creditedBits().toFixed(1)} bits of min-entropy`
    },
    exclude(why) {
      reason ??= why
    },
    get isExcluded() {
      return reason !== undefined
    },
    get samples() {
      return tests.samples
    },
    get isDone() {
      return reason === undefined && tests.started && (credit === 0 || isSufficient())
    },
    block: () => {
      if (health() !== 'healthy') return undefined
      return conditionSamples(name, held(), credit === 0 ? undefined : creditedBits())
    },
    report: () => ({
      name,
      health: health(),
      ...(reason === undefined ? {} : { reason }),
      ...(tests.failure === undefined ? {} : { failure: tests.failure }),
      samples: tests.samples,
      bitsPerSample,
      estimate: estimateMinEntropy(held(), bitsPerSample),
      creditedBits: creditedBits(),
      isSufficient: isSufficient(),
      ...biasOf(held(), bitsPerSample),
    }),
  }
}

function biasOf(
  samples: Uint8Array,
  bitsPerSample: number,
): Pick<SourceReport, 'ones' | 'correctedOnes' | 'correctedBits'> {
  const bits = toBits(samples, bitsPerSample)
  const corrected = vonNeumann(bits)
  return {
    ones: shareOfOnes(bits),
    correctedOnes: shareOfOnes(corrected),
    correctedBits: corrected.length,
  }
}
