/** Swaps rows and columns of 8 by 8 coefficients, so that the partners of the innermost layers come into different vectors. @module */

/* @inline */ function low16(a: v128, b: v128): v128 {
  return v128.shuffle<i16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
}
/* @inline */ function high16(a: v128, b: v128): v128 {
  return v128.shuffle<i16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15)
}
/* @inline */ function low32(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 0, 4, 1, 5)
}
/* @inline */ function high32(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 2, 6, 3, 7)
}
/* @inline */ function low64(a: v128, b: v128): v128 {
  return v128.shuffle<i64>(a, b, 0, 2)
}
/* @inline */ function high64(a: v128, b: v128): v128 {
  return v128.shuffle<i64>(a, b, 1, 3)
}

/** Transposes the 64 coefficients at `block` in place; doing it twice changes nothing. */
/* @inline */ export function transpose(block: usize): void {
  const a0 = v128.load(block)
  const a1 = v128.load(block, 16)
  const a2 = v128.load(block, 32)
  const a3 = v128.load(block, 48)
  const a4 = v128.load(block, 64)
  const a5 = v128.load(block, 80)
  const a6 = v128.load(block, 96)
  const a7 = v128.load(block, 112)
  const b0 = low16(a0, a1)
  const b1 = high16(a0, a1)
  const b2 = low16(a2, a3)
  const b3 = high16(a2, a3)
  const b4 = low16(a4, a5)
  const b5 = high16(a4, a5)
  const b6 = low16(a6, a7)
  const b7 = high16(a6, a7)
  const c0 = low32(b0, b2)
  const c1 = high32(b0, b2)
  const c2 = low32(b1, b3)
  const c3 = high32(b1, b3)
  const c4 = low32(b4, b6)
  const c5 = high32(b4, b6)
  const c6 = low32(b5, b7)
  const c7 = high32(b5, b7)
  v128.store(block, low64(c0, c4))
  v128.store(block, high64(c0, c4), 16)
  v128.store(block, low64(c1, c5), 32)
  v128.store(block, high64(c1, c5), 48)
  v128.store(block, low64(c2, c6), 64)
  v128.store(block, high64(c2, c6), 80)
  v128.store(block, low64(c3, c7), 96)
  v128.store(block, high64(c3, c7), 112)
}
