/**
 * A replayable stream of bytes for tests that draw samples: xorshift32 over a seed that is printed. `TEST_SEED=… vitest run …` replays.
 */
export function seededRandom(story: string): {
  bytes(length: number): Uint8Array
  below(limit: number): number
} {
  const given = Number(process.env.TEST_SEED)
  const seed =
    Number.isInteger(given) && given > 0
      ? given
      : 1 + ((crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % 0x7fff_ffff)
  process.stdout.write(`${story}: TEST_SEED=${seed}\n`)
  let state = seed
  const next = (): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
  return {
    bytes: (length) => new Uint8Array(length).map(() => next() >>> 24),
    below: (limit) => next() % limit,
  }
}

/** UTF-8 bytes of a text. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** The bytes with one bit flipped, at any place. */
export function flipBit(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, i) => (i === at % bytes.length ? byte ^ (1 << (at % 8)) : byte))
}

/** A source of random bytes that counts up: each call gives other bytes, every run the same. */
export function countingRandom(): (length: number) => Uint8Array {
  let calls = 0
  return (length) => {
    calls++
    return new Uint8Array(length).map((_, i) => (i * 31 + calls * 17) & 0xff)
  }
}

/** Whole numbers below a limit, the same for the same seed (splitmix32: every bit of it is good enough for statistics). */
export function draws(seed: number): (limit: number) => number {
  let state = seed | 0
  return (limit) => {
    state = (state + 0x9e37_79b9) | 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0_aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97)
    return Math.floor((((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32) * limit)
  }
}
