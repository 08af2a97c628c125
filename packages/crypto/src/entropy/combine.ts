import { expand, extract } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { CryptoError } from '../error.ts'
import type { RandomSource } from '../random.ts'
import { createHealthTests, type HealthTests, STARTUP_SAMPLES } from './health.ts'

const utf8 = new TextEncoder()
const SALT = utf8.encode('demiurge/entropy/1/combine')
const OUTPUT = utf8.encode('output')
const NEXT_KEY = utf8.encode('next key')
/** RFC 5869 2.3: HKDF gives at most 255 digests. */
const MOST_BYTES = 255 * 32

/**
 * A random source of what was collected and the operating system together. A key is extracted from the blocks and 32 bytes of the
 * system (HKDF-SHA-256, RFC 5869); each answer is the key's output XOR bytes that the system gives only then, and the key moves on. The
 * XOR makes it at least as strong as the system's generator even where somebody chose every block; and where the system's
 * generator is weak, one block of full entropy is enough.
 */
export function createCombinedRandom(blocks: readonly Uint8Array[], system: RandomSource): RandomSource {
  const input = joined([...blocks, system(32)])
  let key = extract(sha256, input, SALT)
  const answer = (length: number): Uint8Array => {
    const bytes = expand(sha256, key, OUTPUT, length)
    key = expand(sha256, key, NEXT_KEY, 32)
    for (const [i, byte] of system(length).entries()) bytes[i] = (bytes[i] ?? 0) ^ byte
    return bytes
  }
  return (length) => {
    const bytes = new Uint8Array(length)
    for (let at = 0; at < length; at += MOST_BYTES) bytes.set(answer(Math.min(MOST_BYTES, length - at)), at)
    return bytes
  }
}

/**
 * The system's generator with health tests over every byte, which must come with 8 bits each; a sound one is refused once in 2^40 tests.
 * Draws the start-up samples at once. Throws CryptoError `entropy.SystemSourceFailed`, also later: there is nothing to fall back to.
 */
export function watchSystemRandom(system: RandomSource): RandomSource {
  const tests = createHealthTests({ bitsPerSample: 8, minEntropy: 8, falseAlarmBits: 40 })
  const watched: RandomSource = (length) => {
    const bytes = system(length)
    if (bytes.length !== length) throw failed(`it gave ${bytes.length} bytes where ${length} were asked for`)
    for (const byte of bytes) checkSystem(tests, byte)
    return bytes
  }
  watched(STARTUP_SAMPLES)
  return watched
}

function checkSystem(tests: HealthTests, byte: number): void {
  const failure = tests.accept(byte)
  if (failure !== undefined) throw failed(failure.detail)
}

function failed(reason: string): CryptoError {
  return new CryptoError(
    'entropy.SystemSourceFailed',
    `the operating system's random generator fails its health test: ${reason}; make no keys on this machine`,
  )
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
