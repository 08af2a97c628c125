/**
 * @module Seeded randomness: xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators",
 * 2021) whose 128-bit state is the first half of SHA-256 over a labelled seed.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { cos, log, TAU } from './math.ts'

/** A deterministic source of numbers. Its streams depend on the seed and the labels alone. */
export interface Random {
  /** The next 32 bits, as an unsigned integer. */
  readonly u32: () => number
  /** A number in [0, 1) with 32 random bits. */
  readonly next: () => number
  /** A number in [low, high). */
  readonly between: (low: number, high: number) => number
  /** An integer in [0, count). */
  readonly int: (count: number) => number
  /** True with probability `p`. */
  readonly chance: (p: number) => boolean
  /** A normally distributed number, mean 0, deviation 1. */
  readonly normal: () => number
  /** One item of a list that is not empty. */
  readonly pick: <T>(items: readonly [T, ...T[]] | readonly T[]) => T
  /** The items in a random order (Fisher-Yates), as a new list. */
  readonly shuffle: <T>(items: readonly T[]) => T[]
  /**
   * An independent stream for one purpose. It depends on the seed and the label only, not on how many numbers were
   * drawn before, so a change in one part of a pattern leaves the other parts as they were.
   */
  readonly fork: (label: string) => Random
}

function rotateLeft(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits))
}

/** The generator's four state words: SHA-256('demiurge.art.1' 0x00 path), words read little-endian. */
function seedWords(path: string): [number, number, number, number] {
  const digest = sha256(new TextEncoder().encode(`demiurge.art.1\u0000${path}`))
  const view = new DataView(digest.buffer, digest.byteOffset, digest.byteLength)
  return [view.getUint32(0, true), view.getUint32(4, true), view.getUint32(8, true), view.getUint32(12, true)]
}

/** Creates the stream of a seed; the number 7 and the text '7' are the same seed. */
export function createRandom(seed: number | string): Random {
  const path = String(seed)
  let [a, b, c, d] = seedWords(path)

  function u32(): number {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0
    const t = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    d = rotateLeft(d, 11)
    return result
  }
  const next = (): number => u32() / 4294967296
  const int = (count: number): number => Math.floor(next() * count)

  return {
    u32,
    next,
    int,
    between: (low, high) => low + next() * (high - low),
    chance: (p) => next() < p,
    // Box-Muller; 1 - next() is never zero.
    normal: () => Math.sqrt(-2 * log(1 - next())) * cos(TAU * next()),
    pick: (items) => pickFrom(items, int(items.length)),
    shuffle: (items) => shuffled(items, int),
    fork: (label) => createRandom(`${path}/${label}`),
  }
}

function pickFrom<T>(items: readonly T[], index: number): T {
  const item = items[index]
  if (item === undefined) throw new RangeError('pick needs a list with at least one item')
  return item
}

function shuffled<T>(items: readonly T[], int: (count: number) => number): T[] {
  const order = items.map((item) => item)
  for (let i = order.length - 1; i > 0; i--) {
    const j = int(i + 1)
    const held = order[i] as T // i is inside the list, so it holds a T.
    order[i] = order[j] as T // so is j.
    order[j] = held
  }
  return order
}
