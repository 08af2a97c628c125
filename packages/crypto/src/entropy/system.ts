import type { RandomSource } from '../random.ts'
import type { EntropySource } from './source.ts'

/** The operating system's generator as one source among others: 8 bits a byte, less what the estimators find wanting. */
export function createSystemSource(random: RandomSource): EntropySource {
  return {
    name: 'system',
    bitsPerSample: 8,
    minEntropy: 8,
    credit: 8,
    falseAlarmBits: 40,
    draw: async (count) => random(count),
  }
}
