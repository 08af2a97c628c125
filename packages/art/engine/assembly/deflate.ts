/**
 * Deflate for rows of pixels (RFC 1950, 1951): matches are looked for at two distances only, one pixel to the left and one row above,
 * where drawn pictures repeat themselves; each block has Huffman codes of its own. No search, no hash table.
 * @module
 */
import { adler32 } from './adler.ts'
import { finishBits, flushBits, outAt, pending, pendingBits, putBits, resumeBits, startBits } from './bits.ts'
import { assignCodes, buildBits } from './huffman.ts'
import {
  BLOCK_TOKENS,
  base,
  CODE_BITS,
  CODE_CODES,
  CODE_COUNTS,
  CODE_LENGTHS,
  countUp,
  DISTANCE_BITS,
  DISTANCE_CODES,
  DISTANCE_COUNTS,
  DISTANCES,
  LENGTH_TABLE,
  LITERAL_BITS,
  LITERAL_CODES,
  LITERAL_COUNTS,
  LITERALS,
  SEQUENCE,
  setTable32,
  TOKENS,
  table32,
} from './workspace.ts'

const END_OF_BLOCK: usize = 256
const LONGEST: i32 = 258
/** A token below this is a literal; above, the match's length from bit 9 on and which of the two distances in bit 0. */
const MATCH: u32 = 256

/** Fills the table of match lengths (RFC 1951 3.2.5). */
export function setUpLengths(): void {
  let length = 3
  for (let symbol = 0; symbol < 28; symbol++) {
    const extra = symbol < 8 ? 0 : (symbol - 4) >> 2
    const first = length
    for (let i = 0; i < 1 << extra; i++)
      setTable32(LENGTH_TABLE, length++, (symbol | (extra << 8) | (first << 16)) as u32)
  }
  // The longest has a symbol of its own.
  setTable32(LENGTH_TABLE, LONGEST, (28 | (LONGEST << 16)) as u32)
}

/** Symbol of a distance (RFC 1951 3.2.5). */
/* @inline */ function distanceSymbol(distance: u32): u32 {
  if (distance <= 4) return distance - 1
  const top: u32 = 31 - clz(distance - 1)
  return (top << 1) + (((distance - 1) >> (top - 1)) & 1)
}

/** How many bytes are the same at both addresses, at most `most`. */
/* @inline */ function matchLength(a: usize, b: usize, most: i32): i32 {
  let length = 0
  while (length + 16 <= most) {
    const same = i8x16.bitmask(i8x16.eq(v128.load(a + length), v128.load(b + length)))
    if (same !== 0xffff) return length + ctz(~same)
    length += 16
  }
  while (length < most && load<u8>(a + length) === load<u8>(b + length)) length++
  return length
}

/** Adds one run of equal code lengths to the sequence (RFC 1951 3.2.7); returns the new number of entries. */
function addRun(entries: i32, bits: u32, times: i32): i32 {
  let left = times
  if (bits !== 0) {
    addEntry(entries++, bits, 0)
    left--
  }
  while (left >= 3) {
    const most = bits === 0 ? 138 : 6
    const take = min(left, most)
    if (bits !== 0) addEntry(entries++, 16, take - 3)
    else if (take <= 10) addEntry(entries++, 17, take - 3)
    else addEntry(entries++, 18, take - 11)
    left -= take
  }
  for (; left > 0; left--) addEntry(entries++, bits, 0)
  return entries
}

/* @inline */ function addEntry(at: i32, symbol: u32, extra: i32): void {
  setTable32(SEQUENCE, at, symbol | ((extra as u32) << 8))
  countUp(CODE_COUNTS, symbol)
}

/** Literal and distance code lengths in a row, as the header has them. */
/* @inline */ function headerBits(i: i32, literals: i32): u32 {
  const at = i < literals ? LITERAL_BITS + i : DISTANCE_BITS + (i - literals)
  return load<u8>(base + at) as u32
}

function buildSequence(literals: i32, total: i32): i32 {
  memory.fill(base + CODE_COUNTS, 0, 128)
  let entries = 0
  for (let i = 0; i < total; ) {
    const bits = headerBits(i, literals)
    const from = i
    while (i < total && headerBits(i, literals) === bits) i++
    entries = addRun(entries, bits, i - from)
  }
  return entries
}

/** The order in which code length code lengths are written (RFC 1951 3.2.7), four bits short of a table in memory. */
/* @inline */ function codeLengthOrder(i: i32): usize {
  if (i < 4) return i === 3 ? 0 : 16 + i
  // 8 7 9 6 10 5 11 4 12 3 13 2 14 1 15: alternately up and down from 8.
  const step = (i - 3) >> 1
  return (i & 1) === 1 ? 8 - step : 8 + step
}

/** Number of symbols up to the last that has a code, at least `least`. */
function usedSymbols(bits: usize, symbols: i32, least: i32): i32 {
  let used = symbols
  while (used > least && load<u8>(base + bits + used - 1) === 0) used--
  return used
}

/** Builds the codes of a block and writes its header (RFC 1951 3.2.7). */
function writeHeader(isLast: bool): void {
  buildBits(LITERAL_COUNTS, LITERALS, 15, LITERAL_BITS)
  buildBits(DISTANCE_COUNTS, DISTANCES, 15, DISTANCE_BITS)
  assignCodes(LITERAL_BITS, LITERALS, LITERAL_CODES)
  assignCodes(DISTANCE_BITS, DISTANCES, DISTANCE_CODES)
  const literals = usedSymbols(LITERAL_BITS, LITERALS, 257)
  const distances = usedSymbols(DISTANCE_BITS, DISTANCES, 1)
  const entries = buildSequence(literals, literals + distances)
  buildBits(CODE_COUNTS, CODE_LENGTHS, 7, CODE_BITS)
  assignCodes(CODE_BITS, CODE_LENGTHS, CODE_CODES)
  let lengths = CODE_LENGTHS
  while (lengths > 4 && load<u8>(base + CODE_BITS + codeLengthOrder(lengths - 1)) === 0) lengths--
  putBits((isLast ? 1 : 0) | (2 << 1), 3)
  putBits(literals - 257, 5)
  putBits(distances - 1, 5)
  putBits(lengths - 4, 4)
  flushBits()
  for (let i = 0; i < lengths; i++) {
    putBits(load<u8>(base + CODE_BITS + codeLengthOrder(i)) as u32, 3)
    flushBits()
  }
  for (let i = 0; i < entries; i++) writeEntry(table32(SEQUENCE, i))
}

function writeEntry(entry: u32): void {
  const symbol = entry & 255
  const code = table32(CODE_CODES, symbol)
  putBits(code & 0xffff, code >> 16)
  if (symbol >= 16) putBits(entry >> 8, symbol === 16 ? 2 : symbol === 17 ? 3 : 7)
  flushBits()
}

/* @inline */ function extraBitsOf(symbol: u32): u32 {
  return symbol < 4 ? 0 : (symbol >> 1) - 1
}

/** Code and extra bits of a distance as one value: bits in the low half, their number in the high half. */
/* @inline */ function distanceBits(distance: u32): u64 {
  const symbol = distanceSymbol(distance)
  const code = table32(DISTANCE_CODES, symbol)
  const bits = code >> 16
  const extra = extraBitsOf(symbol)
  const value = (code & 0xffff) | (((distance - 1) & ((1 << extra) - 1)) << bits)
  return (value as u64) | (((bits + extra) as u64) << 32)
}

/** Writes the tokens of a block. The bit writer lives in locals here: this loop is half of the time of a picture. */
function writeTokens(tokens: i32): void {
  const nearBits = distanceBits(near)
  const farBits = distanceBits(far)
  const codes = base + LITERAL_CODES
  let bits = pending
  let count = pendingBits
  let to = outAt
  let from = base + TOKENS
  const end = from + ((tokens as usize) << 2)
  // No literal: the runs below end here without asking for it.
  store<u32>(end, MATCH)
  while (from < end) {
    let token = load<u32>(from)
    if (token < MATCH) {
      // Up to three literals between two stores: 45 bits at most beside the 7 that may be pending.
      for (let i = 0; i < 3 && token < MATCH; i++) {
        const code = load<u32>(codes + ((token as usize) << 2))
        bits |= ((code & 0xffff) as u64) << count
        count += code >> 16
        from += 4
        token = load<u32>(from)
      }
    } else {
      const length = token >> 9
      const entry = table32(LENGTH_TABLE, length)
      const code = load<u32>(codes + (((257 + (entry & 255)) as usize) << 2))
      bits |= ((code & 0xffff) as u64) << count
      count += code >> 16
      bits |= ((length - (entry >> 16)) as u64) << count
      count += (entry >> 8) & 255
      const distance = (token & 1) === 1 ? farBits : nearBits
      bits |= (distance & 0xffffffff) << count
      count += (distance >> 32) as u32
      from += 4
    }
    store<u64>(to, bits)
    to += (count >> 3) as usize
    bits >>= (count & ~7) as u64
    count &= 7
  }
  resumeBits(bits, count, to)
}

function clearCounts(): void {
  memory.fill(base + LITERAL_COUNTS, 0, (LITERALS as usize) << 2)
  memory.fill(base + DISTANCE_COUNTS, 0, (DISTANCES as usize) << 2)
}

function writeBlock(tokens: i32, isLast: bool): void {
  setTable32(LITERAL_COUNTS, END_OF_BLOCK, 1)
  writeHeader(isLast)
  writeTokens(tokens)
  const end = table32(LITERAL_CODES, END_OF_BLOCK)
  putBits(end & 0xffff, end >> 16)
  flushBits()
  clearCounts()
}

/** The two distances at which matches are looked for, and the shortest match worth taking at each. */
let near: u32 = 1
let far: u32 = 1
let leastNear: i32 = 4
let leastFar: i32 = 4

/** Sets where matches lie (`farther` at most 32,768) and how long they must be; a `longFar` above 258 looks near only. */
export function lookAt(nearer: u32, farther: u32, longNear: i32, longFar: i32): void {
  near = nearer
  far = farther
  leastNear = longNear
  leastFar = longFar
}

/** The token of the best match at `from`, which lies `i` bytes behind the beginning and has `most` bytes before the end; 0 for none. */
/* @inline */ function findMatch(from: usize, i: usize, most: i32): u32 {
  if (most < 4) return 0
  const word = load<u32>(from)
  let nearLength = 0
  let farLength = 0
  if (i >= near && word === load<u32>(from - near)) nearLength = matchLength(from, from - near, most)
  if (leastFar <= LONGEST && nearLength < LONGEST && i >= far && word === load<u32>(from - far))
    farLength = matchLength(from, from - far, most)
  // The far distance costs more bits: it must be longer by two.
  if (nearLength >= leastNear && nearLength + 1 >= farLength) return ((nearLength << 9) as u32) | MATCH
  return farLength >= leastFar ? ((farLength << 9) as u32) | MATCH | 1 : 0
}

/** Writes `bytes` bytes as a zlib stream to `to` and returns its end. */
export function deflate(at: usize, bytes: usize, to: usize): usize {
  // RFC 1950 2.2: deflate with a window of 32 KiB, fastest level, no dictionary.
  store<u8>(to, 0x78)
  store<u8>(to, 0x01, 1)
  startBits(to + 2)
  clearCounts()
  const nearSymbol = distanceSymbol(near)
  const farSymbol = distanceSymbol(far)
  const tokens = base + TOKENS
  let count = 0
  for (let i: usize = 0; i < bytes; ) {
    const from = at + i
    const match = findMatch(from, i, min(LONGEST as usize, bytes - i) as i32)
    if (match !== 0) {
      store<u32>(tokens + ((count as usize) << 2), match)
      countUp(LITERAL_COUNTS, 257 + (table32(LENGTH_TABLE, match >> 9) & 255))
      countUp(DISTANCE_COUNTS, (match & 1) === 1 ? farSymbol : nearSymbol)
      i += (match >> 9) as usize
    } else {
      const literal = load<u8>(from) as usize
      store<u32>(tokens + ((count as usize) << 2), literal as u32)
      countUp(LITERAL_COUNTS, literal)
      i++
    }
    count++
    if (count === BLOCK_TOKENS && i < bytes) {
      writeBlock(count, false)
      count = 0
    }
  }
  writeBlock(count, true)
  finishBits()
  store<u32>(outAt, bswap(adler32(at, bytes)))
  return outAt + 4
}
