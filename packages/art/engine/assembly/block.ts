/**
 * Blocks of deflate with Huffman codes of their own (RFC 1951 3.2.7): symbols are counted, codes built, the header written. What a block
 * is made of is the matter of those who write it.
 * @module
 */
import { finishBits, flushBits, outAt, putBits, startBits } from './bits.ts'
import { assignCodes, buildBits } from './huffman.ts'
import {
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
  MORE_COUNTS,
  SEQUENCE,
  setTable32,
  table32,
} from './workspace.ts'

export const END_OF_BLOCK: usize = 256
export const LONGEST: i32 = 258

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
/* @inline */ export function distanceSymbol(distance: u32): u32 {
  if (distance <= 4) return distance - 1
  const top: u32 = 31 - clz(distance - 1)
  return (top << 1) + (((distance - 1) >> (top - 1)) & 1)
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
/* @inline */ export function distanceBits(distance: u32): u64 {
  const symbol = distanceSymbol(distance)
  const code = table32(DISTANCE_CODES, symbol)
  const bits = code >> 16
  const extra = extraBitsOf(symbol)
  const value = (code & 0xffff) | (((distance - 1) & ((1 << extra) - 1)) << bits)
  return (value as u64) | (((bits + extra) as u64) << 32)
}

/** Code and extra bits of a match length, in the same form. */
/* @inline */ export function lengthBits(length: i32): u64 {
  const entry = table32(LENGTH_TABLE, length)
  const code = table32(LITERAL_CODES, 257 + (entry & 255))
  const bits = code >> 16
  const value = (code & 0xffff) | ((length - (entry >> 16)) << bits)
  return (value as u64) | (((bits + ((entry >> 8) & 255)) as u64) << 32)
}

/** Counts a match. */
/* @inline */ export function countMatch(length: i32, distanceOf: u32): void {
  countUp(LITERAL_COUNTS, 257 + (table32(LENGTH_TABLE, length) & 255))
  countUp(DISTANCE_COUNTS, distanceOf)
}

/** Forgets what was counted: at the beginning of a block. */
export function clearCounts(): void {
  memory.fill(base + LITERAL_COUNTS, 0, (LITERALS as usize) << 2)
  memory.fill(base + DISTANCE_COUNTS, 0, (DISTANCES as usize) << 2)
  memory.fill(base + MORE_COUNTS, 0, 3072)
}

/** Adds up the tables in which literals were counted. */
function joinCounts(): void {
  for (let symbol: usize = 0; symbol < 256; symbol++) {
    const more = table32(MORE_COUNTS, symbol) + table32(MORE_COUNTS + 1024, symbol)
    const all = table32(LITERAL_COUNTS, symbol) + more + table32(MORE_COUNTS + 2048, symbol)
    setTable32(LITERAL_COUNTS, symbol, all)
  }
}

/** Writes the header of a block of what was counted. */
export function openBlock(isLast: bool): void {
  joinCounts()
  setTable32(LITERAL_COUNTS, END_OF_BLOCK, 1)
  writeHeader(isLast)
}

/** Ends a block and begins to count anew. */
export function closeBlock(): void {
  const end = table32(LITERAL_CODES, END_OF_BLOCK)
  putBits(end & 0xffff, end >> 16)
  flushBits()
  clearCounts()
}

/** Begins a zlib stream (RFC 1950 2.2): deflate with a window of 32 KiB, fastest level, no dictionary. */
export function openStream(to: usize): void {
  store<u8>(to, 0x78)
  store<u8>(to, 0x01, 1)
  startBits(to + 2)
  clearCounts()
}

/** Ends it with the checksum of everything in it; returns its end. */
export function closeStream(checksum: u32): usize {
  finishBits()
  store<u32>(outAt, bswap(checksum))
  return outAt + 4
}
