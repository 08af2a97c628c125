/** z of the two-sided 99 % interval, to the digits that SP 800-90B 6.3 gives. */
const Z = 2.576
/** SP 800-90B 6.3.3 asks for the most likely sequence of so many bits. */
const MARKOV_BITS = 128

/** Estimates of a source's min-entropy; each alone may be too high, so the least of them is taken (SP 800-90B 3.1.3). */
export interface MinEntropyEstimate {
  /** 6.3.1 over the samples, bits a sample. */
  readonly mostCommonValue: number
  /** 6.3.2 over the bits of the samples, bits a bit. */
  readonly collision: number
  /** 6.3.3 over the bits of the samples, bits a bit. */
  readonly markov: number
  /** The least of the three, bits a sample. */
  readonly perSample: number
}

/**
 * The min-entropy of samples by the estimators of SP 800-90B 6.3 that a running source can afford. The others (compression, t-tuple,
 * predictors with long memories) need a million samples. 0 for fewer than two samples: nothing is known of them.
 */
export function estimateMinEntropy(samples: Uint8Array, bitsPerSample: number): MinEntropyEstimate {
  const bits = toBits(samples, bitsPerSample)
  const mostCommonValue = estimateMostCommonValue(samples)
  const collision = estimateCollision(bits)
  const markov = estimateMarkov(bits)
  return {
    mostCommonValue,
    collision,
    markov,
    // 3.1.3: a sample of n bits holds at most n times what one of its bits does.
    perSample: Math.min(mostCommonValue, bitsPerSample * Math.min(collision, markov)),
  }
}

/** SP 800-90B 6.3.1: -log2 of the upper end of the 99 % interval of the most common value's share. Bits a sample. */
export function estimateMostCommonValue(samples: Uint8Array): number {
  const { length } = samples
  if (length < 2) return 0
  const counts = new Uint32Array(256)
  for (const sample of samples) counts[sample] = (counts[sample] ?? 0) + 1
  const share = counts.reduce((most, count) => Math.max(most, count)) / length
  return minEntropyOf(share + Z * Math.sqrt((share * (1 - share)) / (length - 1)))
}

/**
 * SP 800-90B 6.3.2: from the mean number of bits up to the first that comes again, at the lower end of its 99 % interval. That is 2
 * with p² + q² and else 3, so the mean is 2 + 2pq, which is solved for p: the closed form of the standard's equation.
 */
export function estimateCollision(bits: Uint8Array): number {
  const { count, sum, squares } = collisions(bits)
  if (count < 2) return 0
  const mean = sum / count
  const deviation = Math.sqrt(Math.max(0, (squares - count * mean * mean) / (count - 1)))
  const lower = mean - (Z * deviation) / Math.sqrt(count)
  return minEntropyOf(0.5 + Math.sqrt(Math.max(0, 1.25 - lower / 2)))
}

/** How many collisions there are in bits, the sum of the bits up to each, and of their squares. */
function collisions(bits: Uint8Array): {
  readonly count: number
  readonly sum: number
  readonly squares: number
} {
  let count = 0
  let squares = 0
  let start = 0
  for (let length = 0; ; start += length) {
    length = bits[start] === bits[start + 1] ? 2 : 3
    if (start + length > bits.length) break
    count++
    squares += length * length
  }
  return { count, sum: start, squares }
}

/** SP 800-90B 6.3.3: the most likely of all sequences of 128 bits under a Markov chain of first order. Bits a bit, at most 1. */
export function estimateMarkov(bits: Uint8Array): number {
  if (bits.length < 2) return 0
  // counts[2a + b]: how often b follows a.
  const counts = [0, 0, 0, 0]
  for (let i = 1; i < bits.length; i++) {
    const pair = 2 * (bits[i - 1] ?? 0) + (bits[i] ?? 0)
    counts[pair] = (counts[pair] ?? 0) + 1
  }
  const one = bits.reduce((sum, bit) => sum + bit, 0) / bits.length
  return Math.min(1, -mostLikely(one, counts) / MARKOV_BITS)
}

/** log2 of the probability of the likeliest sequence of MARKOV_BITS: it repeats a bit, or alternates, perhaps after its first bit. */
function mostLikely(one: number, [n00 = 0, n01 = 0, n10 = 0, n11 = 0]: readonly number[]): number {
  const [p0, p1] = [log2(1 - one), log2(one)]
  const [p00, p01] = [log2(share(n00, n01)), log2(share(n01, n00))]
  const [p10, p11] = [log2(share(n10, n11)), log2(share(n11, n10))]
  const half = MARKOV_BITS / 2
  return Math.max(
    p0 + (MARKOV_BITS - 1) * p00,
    p0 + half * p01 + (half - 1) * p10,
    p0 + p01 + (MARKOV_BITS - 2) * p11,
    p1 + p10 + (MARKOV_BITS - 2) * p00,
    p1 + half * p10 + (half - 1) * p01,
    p1 + (MARKOV_BITS - 1) * p11,
  )
}

/** A finite log2: an impossible step must not make NaN of a sequence that never takes it. */
function log2(probability: number): number {
  return Math.log2(Math.max(probability, 2 ** -1000))
}

function share(count: number, other: number): number {
  return count === 0 ? 0 : count / (count + other)
}

function minEntropyOf(probability: number): number {
  return Math.max(0, -Math.log2(Math.min(1, probability)))
}

/** The bits of samples, the highest of each first (SP 800-90B 3.1.3), one in each byte. */
export function toBits(samples: Uint8Array, bitsPerSample: number): Uint8Array {
  const bits = new Uint8Array(samples.length * bitsPerSample)
  for (const [i, sample] of samples.entries())
    for (let bit = 0; bit < bitsPerSample; bit++)
      bits[i * bitsPerSample + bit] = (sample >> (bitsPerSample - 1 - bit)) & 1
  return bits
}
