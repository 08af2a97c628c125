/** Tables of Falcon's number-theoretic transform, computed when the engine starts. @module */
import { centre, power, Q, reciprocalOf } from './field.ts'

/** 11 generates all units modulo q, so that its (q - 1) / 2048th power is a 2048th root of unity. */
const ROOT: i32 = power(11, (Q - 1) / 2048)

/**
 * Powers of the root in bit-reversed order, 1024 of 2 bytes; the first half is the table of Falcon-512 as well, because its root is
 * the square. ...R is the reciprocal of each (see `reciprocalOf`).
 */
export const ZETAS: usize = memory.data(2048, 64)
export const ZETAS_R: usize = memory.data(2048, 64)
/** Their negatives, which the inverse transform multiplies by. */
export const NEGATED: usize = memory.data(2048, 64)
export const NEGATED_R: usize = memory.data(2048, 64)

/** Bytes of the zetas that the last three layers take for one block of 64 coefficients: vectors for distance 4, 2, 2, 1, 1, 1, 1. */
export const BLOCK_ZETAS: usize = 112

/** Zetas of the last three layers by block, for 512 and 1024 coefficients; then those of the inverse transform. */
const LAST_512: usize = memory.data(8 * 112, 64)
const LAST_512_R: usize = memory.data(8 * 112, 64)
const LAST_1024: usize = memory.data(16 * 112, 64)
const LAST_1024_R: usize = memory.data(16 * 112, 64)
const FIRST_512: usize = memory.data(8 * 112, 64)
const FIRST_512_R: usize = memory.data(8 * 112, 64)
const FIRST_1024: usize = memory.data(16 * 112, 64)
const FIRST_1024_R: usize = memory.data(16 * 112, 64)

/* @inline */ export function lastZetas(n: usize): usize {
  return n === 512 ? LAST_512 : LAST_1024
}
/* @inline */ export function lastReciprocals(n: usize): usize {
  return n === 512 ? LAST_512_R : LAST_1024_R
}
/* @inline */ export function inverseFirstZetas(n: usize): usize {
  return n === 512 ? FIRST_512 : FIRST_1024
}
/* @inline */ export function inverseFirstReciprocals(n: usize): usize {
  return n === 512 ? FIRST_512_R : FIRST_1024_R
}

function reverseBits(value: i32): i32 {
  let reversed = 0
  for (let bit = 0; bit < 10; bit++) reversed |= ((value >> bit) & 1) << (9 - bit)
  return reversed
}

function setFactor(table: usize, reciprocals: usize, index: i32, factor: i32): void {
  store<i16>(table + index * 2, factor as i16)
  store<i16>(reciprocals + index * 2, reciprocalOf(factor) as i16)
}

function computeZetas(): void {
  for (let i = 0; i < 1024; i++) {
    const zeta = centre(power(ROOT, reverseBits(i)))
    setFactor(ZETAS, ZETAS_R, i, zeta)
    setFactor(NEGATED, NEGATED_R, i, -zeta)
  }
}

/** Sets the lane of eight coefficients in one vector of a block, in both directions. `layer` is how many zetas the layer has. */
function setLane(n: i32, block: i32, vector: i32, lane: i32, layer: i32, index: i32): void {
  const at = block * 56 + vector * 8 + lane
  setFactor(lastZetas(n), lastReciprocals(n), at, load<i16>(ZETAS + (layer + index) * 2))
  // An inverse layer with n zetas reads them downwards from 2n - 1.
  const inverse = load<i16>(NEGATED + (2 * layer - 1 - index) * 2)
  setFactor(inverseFirstZetas(n), inverseFirstReciprocals(n), at, inverse)
}

function computeBlocks(n: i32): void {
  for (let i = 0; i < n / 8; i++) {
    const block = i >> 3
    const lane = i & 7
    setLane(n, block, 0, lane, n / 8, i)
    for (let j = 0; j < 2; j++) setLane(n, block, 1 + j, lane, n / 4, 2 * i + j)
    for (let j = 0; j < 4; j++) setLane(n, block, 3 + j, lane, n / 2, 4 * i + j)
  }
}

computeZetas()
computeBlocks(512)
computeBlocks(1024)
