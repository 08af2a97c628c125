import { CryptoError } from '../error.ts'
import { hmac } from '../hash.ts'

/** Bits of a conditioned block. */
export const BLOCK_BITS = 256
/** SP 800-90B 3.1.5.1.2 and 800-90C: an output has full entropy when this much more went in than comes out. */
export const SURPLUS_BITS = 64

const utf8 = new TextEncoder()

/**
 * HMAC-SHA-256, a vetted conditioning component (SP 800-90B 3.1.5.1.1), over the samples of one source: 32 bytes. The key separates
 * sources and is no secret. Whatever the bias of the samples, the block has full entropy when their min-entropy is at least
 * BLOCK_BITS + SURPLUS_BITS; throws CryptoError `entropy.TooLittle` when `credited` (bits) is less. With `credited` left out nothing
 * is claimed of the block.
 */
export function conditionSamples(source: string, samples: Uint8Array, credited?: number): Uint8Array {
  if (credited !== undefined && credited < BLOCK_BITS + SURPLUS_BITS)
    throw new CryptoError(
      'entropy.TooLittle',
      `the source ${source} gave ${credited.toFixed(1)} bits of min-entropy, ${BLOCK_BITS + SURPLUS_BITS} are needed: draw more samples`,
    )
  return hmac('sha-256', utf8.encode(`demiurge/entropy/1/${source}`), samples)
}

/**
 * Output_Entropy of SP 800-90B 3.1.5.1.2: bits of min-entropy in `outputBits` of a vetted component of inner width `narrowestBits`
 * that was fed `inputBits` holding `minEntropy` bits. Inputs of less than 64 bits are not what it is made for.
 */
export function outputEntropy({
  inputBits,
  minEntropy,
  outputBits = BLOCK_BITS,
  narrowestBits = BLOCK_BITS,
}: {
  readonly inputBits: number
  readonly minEntropy: number
  readonly outputBits?: number
  readonly narrowestBits?: number
}): number {
  const n = Math.min(outputBits, narrowestBits)
  const high = 2 ** -minEntropy
  // P_low is (1 - P_high) / (2^inputBits - 1); taken together with its factors, for alone both leave the range of doubles.
  const low = (1 - high) * 2 ** -n
  const psi = low + high
  const omega = low + (1 - high) * Math.sqrt(2 * n * Math.LN2 * 2 ** (-n - inputBits))
  return -Math.log2(Math.max(psi, omega))
}
