/** Huffman codes of bounded length, canonical as deflate wants them (RFC 1951 3.2.2). Ties break by symbol, so the result is the same everywhere. @module */
import {
  base,
  DEPTHS,
  NEXT_CODE,
  PARENTS,
  PER_LENGTH,
  SORTED,
  setTable32,
  table32,
  WEIGHTS,
} from './workspace.ts'

/** Used symbols in the order of their numbers; returns how many. */
function collectUsed(counts: usize, symbols: i32, bits: usize): i32 {
  let used = 0
  for (let symbol = 0; symbol < symbols; symbol++) {
    store<u8>(base + bits + symbol, 0)
    if (table32(counts, symbol) === 0) continue
    setTable32(SORTED, used, symbol)
    used++
  }
  return used
}

/* @inline */ function comesAfter(counts: usize, a: u32, b: u32): bool {
  const countA = table32(counts, a)
  const countB = table32(counts, b)
  return countA > countB || (countA === countB && a > b)
}

/** Moves one symbol to its place among those `gap` apart. */
function sink(counts: usize, from: i32, gap: i32): void {
  const symbol = table32(SORTED, from)
  let i = from
  while (i >= gap && comesAfter(counts, table32(SORTED, i - gap), symbol)) {
    setTable32(SORTED, i, table32(SORTED, i - gap))
    i -= gap
  }
  setTable32(SORTED, i, symbol)
}

/** Shell sort by count, then symbol: 286 symbols at most. */
function sortByCount(counts: usize, used: i32): void {
  for (let gap = 121; gap > 0; gap = gap / 3) for (let i = gap; i < used; i++) sink(counts, i, gap)
}

/** Joins the two lightest nodes until one is left (two queues, since both leaves and new nodes come in order of weight). */
function buildTree(used: i32): void {
  let leaf = 0
  let inner = used
  for (let node = used; node < 2 * used - 1; node++) {
    let sum: u32 = 0
    for (let side = 0; side < 2; side++) {
      const isInner = inner < node && (leaf >= used || table32(WEIGHTS, inner) < table32(WEIGHTS, leaf))
      const child = isInner ? inner++ : leaf++
      sum += table32(WEIGHTS, child)
      setTable32(PARENTS, child, node)
    }
    setTable32(WEIGHTS, node, sum)
  }
}

/** Depth of each leaf into `bits`; returns the greatest. */
function measureDepths(used: i32, bits: usize): u32 {
  let deepest: u32 = 0
  setTable32(DEPTHS, 2 * used - 2, 0)
  for (let node = 2 * used - 3; node >= 0; node--) {
    const depth = table32(DEPTHS, table32(PARENTS, node)) + 1
    setTable32(DEPTHS, node, depth)
    if (node >= used) continue
    store<u8>(base + bits + table32(SORTED, node), depth as u8)
    if (depth > deepest) deepest = depth
  }
  return deepest
}

/**
 * Bits of each symbol's code from how often it occurs, at most `limit`. A code that is too deep is built again from halved counts:
 * within a hundredth of the best code, and simpler than package-merge.
 */
export function buildBits(counts: usize, symbols: i32, limit: u32, bits: usize): void {
  const used = collectUsed(counts, symbols, bits)
  // RFC 1951 3.2.7: one distance code of one bit where there are no distances at all.
  if (used < 2) {
    store<u8>(base + bits + (used === 0 ? 0 : table32(SORTED, 0)), 1)
    return
  }
  sortByCount(counts, used)
  for (let shift = 0; ; shift++) {
    for (let i = 0; i < used; i++) {
      const count = table32(counts, table32(SORTED, i)) >> shift
      setTable32(WEIGHTS, i, count === 0 ? 1 : count)
    }
    buildTree(used)
    if (measureDepths(used, bits) <= limit) return
  }
}

/** Deflate writes a Huffman code from its highest bit on, into bytes that fill from their lowest. */
function reversed(code: u32, bits: u32): u32 {
  let result: u32 = 0
  for (let i: u32 = 0; i < bits; i++) result |= ((code >> i) & 1) << (bits - 1 - i)
  return result
}

/** Codes from bits (RFC 1951 3.2.2). */
export function assignCodes(bits: usize, symbols: i32, codes: usize): void {
  memory.fill(base + PER_LENGTH, 0, 64)
  for (let symbol = 0; symbol < symbols; symbol++) {
    const length = load<u8>(base + bits + symbol) as usize
    setTable32(PER_LENGTH, length, table32(PER_LENGTH, length) + 1)
  }
  setTable32(PER_LENGTH, 0, 0)
  let code: u32 = 0
  for (let length: usize = 1; length <= 15; length++) {
    code = (code + table32(PER_LENGTH, length - 1)) << 1
    setTable32(NEXT_CODE, length, code)
  }
  for (let symbol = 0; symbol < symbols; symbol++) {
    const length = load<u8>(base + bits + symbol) as u32
    const next = table32(NEXT_CODE, length)
    if (length > 0) setTable32(NEXT_CODE, length, next + 1)
    setTable32(codes, symbol, length === 0 ? 0 : reversed(next, length) | (length << 16))
  }
}
