/** Sets of small integers as bitmaps: marking is one write, and draining yields ascending order without a sort. */

/** Marks an integer below 32 times the bitmap's length. */
export function addMark(bits: Uint32Array, index: number): void {
  bits[index >>> 5] = (bits[index >>> 5] ?? 0) | (1 << (index & 31))
}

/** Removes all marks in words `from` to `to` of the bitmap and returns them in ascending order. */
export function drainMarks(bits: Uint32Array, from = 0, to = bits.length): Uint32Array {
  let total = 0
  for (let at = from; at < to; at++) if (bits[at] !== 0) total += onesOf(bits[at] ?? 0)
  const drained = new Uint32Array(total)
  let count = 0
  for (let at = from; at < to; at++) {
    let word = bits[at] ?? 0
    if (word === 0) continue
    bits[at] = 0
    for (; word !== 0; word &= word - 1) drained[count++] = at * 32 + 31 - Math.clz32(word & -word)
  }
  return drained
}

/** Bits that are set in 32 (Warren, Hacker's Delight, figure 5-2). */
function onesOf(word: number): number {
  let ones = word - ((word >>> 1) & 0x5555_5555)
  ones = (ones & 0x3333_3333) + ((ones >>> 2) & 0x3333_3333)
  ones = (ones + (ones >>> 4)) & 0x0f0f_0f0f
  return Math.imul(ones, 0x0101_0101) >>> 24
}
