import { CryptoError } from '../error.ts'

/** Samples in a window of the adaptive proportion test: SP 800-90B 4.4.2 takes 1,024 of a binary source and 512 of any other. */
export function windowOf(bitsPerSample: number): number {
  return bitsPerSample === 1 ? 1024 : 512
}

/**
 * SP 800-90B 4.4.1: as many equal samples in a row as a source of this min-entropy (bits a sample) gives with a probability of
 * 2^-falseAlarmBits only, C = 1 + ceil(falseAlarmBits / H). Throws CryptoError `entropy.BadParameters`.
 */
export function repetitionCutoff(minEntropy: number, falseAlarmBits: number): number {
  checkParameters(minEntropy, falseAlarmBits)
  return 1 + Math.ceil(falseAlarmBits / minEntropy)
}

/**
 * SP 800-90B 4.4.2: as many occurrences of one sample in a window, the first among them, as a source of this min-entropy gives with
 * a probability of 2^-falseAlarmBits only: C = 1 + critbinom(window, 2^-H, 1 - 2^-falseAlarmBits). Throws `entropy.BadParameters`.
 */
export function proportionCutoff(minEntropy: number, falseAlarmBits: number, window: number): number {
  checkParameters(minEntropy, falseAlarmBits)
  return 1 + criticalBinomial(window, 2 ** -minEntropy, 2 ** -falseAlarmBits)
}

/**
 * The hits that one of several predictors has in a window of a source of this min-entropy with a probability of
 * 2^-falseAlarmBits / predictors only, so that all together keep to 2^-falseAlarmBits. Throws `entropy.BadParameters`.
 */
export function predictionCutoff(
  minEntropy: number,
  falseAlarmBits: number,
  { window, predictors }: { readonly window: number; readonly predictors: number },
): number {
  checkParameters(minEntropy, falseAlarmBits)
  return 1 + criticalBinomial(window, 2 ** -minEntropy, 2 ** -falseAlarmBits / predictors)
}

/**
 * The least k with P(X > k) <= tail for X binomial over `trials` with `probability` in (0, 1): CRITBINOM at 1 - tail. Summed from the
 * far end, so that a tail of 2^-40 is not lost beside a sum near 1.
 */
function criticalBinomial(trials: number, probability: number, tail: number): number {
  const odds = Math.log(probability / (1 - probability))
  const logs = [trials * Math.log(1 - probability)]
  for (let k = 0; k < trials; k++) logs.push((logs[k] ?? 0) + Math.log((trials - k) / (k + 1)) + odds)
  let k = trials
  for (let above = 0; k > 0; k--) {
    above += Math.exp(logs[k] ?? Number.NEGATIVE_INFINITY)
    if (above > tail) break
  }
  return k
}

function checkParameters(minEntropy: number, falseAlarmBits: number): void {
  if (!(minEntropy > 0 && minEntropy <= 8))
    throw new CryptoError(
      'entropy.BadParameters',
      `the assumed min-entropy is ${minEntropy}: write more than 0 and at most 8 bits a sample`,
    )
  // SP 800-90B 4.3 asks for a false alarm between 2^-20 and 2^-40; tests of the tests want more of them.
  if (!(falseAlarmBits >= 4 && falseAlarmBits <= 40))
    throw new CryptoError(
      'entropy.BadParameters',
      `a false alarm of 2^-${falseAlarmBits} is asked for: write an exponent from 4 to 40`,
    )
}
