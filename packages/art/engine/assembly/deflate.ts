/**
 * Deflate for rows of pixels (RFC 1950, 1951): matches are looked for at two distances only, one pixel to the left and one row above,
 * where drawn pictures repeat themselves; each block has Huffman codes of its own. No search, no hash table.
 * @module
 */
import { adler32 } from './adler.ts'
import { finishBits, flushBits, outAt, pending, pendingBits, putBits, resumeBits, startBits } from './bits.ts'
import { assignCodes, buildBits } from './huffman.ts'
import {
  BLOCK_SYMBOLS,
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
  RECORDS,
  SEQUENCE,
  setTable32,
  table32,
} from './workspace.ts'

const END_OF_BLOCK: usize = 256
const LONGEST: i32 = 258
/** A record: how many literals, and the match behind them: its length from bit 16 on, 0 for none, and whether it is the far one. */
const FAR: u32 = 1 << 25

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

/** Writes the records of a block, whose literals are at `from`. The bit writer lives in locals here: this loop is most of the time of a painted picture. */
function writeRecords(records: i32, from: usize): void {
  const nearBits = distanceBits(near)
  const farBits = distanceBits(far)
  const codes = base + LITERAL_CODES
  let bits = pending
  let count = pendingBits
  let to = outAt
  const end = base + RECORDS + ((records as usize) << 2)
  for (let at = base + RECORDS; at < end; at += 4) {
    const record = load<u32>(at)
    let left = record & 0xffff
    // Three literals between two stores: 45 bits at most beside the 7 that may be pending.
    for (; left >= 3; left -= 3) {
      const first = load<u32>(codes + ((load<u8>(from) as usize) << 2))
      const second = load<u32>(codes + ((load<u8>(from, 1) as usize) << 2))
      const third = load<u32>(codes + ((load<u8>(from, 2) as usize) << 2))
      from += 3
      bits |= ((first & 0xffff) as u64) << count
      count += first >> 16
      bits |= ((second & 0xffff) as u64) << count
      count += second >> 16
      bits |= ((third & 0xffff) as u64) << count
      count += third >> 16
      store<u64>(to, bits)
      to += (count >> 3) as usize
      bits >>= (count & ~7) as u64
      count &= 7
    }
    for (; left > 0; left--) {
      const code = load<u32>(codes + ((load<u8>(from) as usize) << 2))
      from++
      bits |= ((code & 0xffff) as u64) << count
      count += code >> 16
    }
    store<u64>(to, bits)
    to += (count >> 3) as usize
    bits >>= (count & ~7) as u64
    count &= 7
    const length = (record >> 16) & 511
    if (length === 0) continue
    from += length as usize
    const entry = table32(LENGTH_TABLE, length)
    const code = load<u32>(codes + (((257 + (entry & 255)) as usize) << 2))
    bits |= ((code & 0xffff) as u64) << count
    count += code >> 16
    bits |= ((length - (entry >> 16)) as u64) << count
    count += (entry >> 8) & 255
    const distance = (record & FAR) !== 0 ? farBits : nearBits
    bits |= (distance & 0xffffffff) << count
    count += (distance >> 32) as u32
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
  memory.fill(base + MORE_COUNTS, 0, 3072)
}

/** Counts literals, each of four in a row in a table of its own. */
/* @inline */ function countLiterals(from: usize, many: usize): void {
  const fours = from + (many & ~3)
  for (; from < fours; from += 4) {
    const word = load<u32>(from)
    countUp(LITERAL_COUNTS, word & 255)
    countUp(MORE_COUNTS, (word >> 8) & 255)
    countUp(MORE_COUNTS + 1024, (word >> 16) & 255)
    countUp(MORE_COUNTS + 2048, word >> 24)
  }
  for (let left = many & 3; left > 0; left--) {
    countUp(LITERAL_COUNTS, load<u8>(from) as usize)
    from++
  }
}

function joinCounts(): void {
  for (let symbol: usize = 0; symbol < 256; symbol++) {
    const more = table32(MORE_COUNTS, symbol) + table32(MORE_COUNTS + 1024, symbol)
    const all = table32(LITERAL_COUNTS, symbol) + more + table32(MORE_COUNTS + 2048, symbol)
    setTable32(LITERAL_COUNTS, symbol, all)
  }
}

function writeBlock(records: i32, from: usize, isLast: bool): void {
  joinCounts()
  setTable32(LITERAL_COUNTS, END_OF_BLOCK, 1)
  writeHeader(isLast)
  writeRecords(records, from)
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

/** The best match at `from`, which lies `i` bytes behind the beginning and has `most` bytes before the end, as in a record; 0 for none. */
/* @inline */ function findMatch(from: usize, i: usize, most: i32): u32 {
  if (most < 4) return 0
  const word = load<u32>(from)
  let nearLength = 0
  let farLength = 0
  if (i >= near && word === load<u32>(from - near)) nearLength = matchLength(from, from - near, most)
  if (leastFar <= LONGEST && nearLength < LONGEST && i >= far && word === load<u32>(from - far))
    farLength = matchLength(from, from - far, most)
  // The far distance costs more bits: it must be longer by two.
  if (nearLength >= leastNear && nearLength + 1 >= farLength) return (nearLength << 16) as u32
  return farLength >= leastFar ? ((farLength << 16) as u32) | FAR : 0
}

/** Where in 16 bytes four in a row are the same at both addresses: bit by bit, for the first 13. */
/* @inline */ function foursAt(a: usize, b: usize): i32 {
  const same = i8x16.bitmask(i8x16.eq(v128.load(a), v128.load(b)))
  const pairs = same & (same >> 1)
  return pairs & (pairs >> 2)
}

/** How many bytes from here on begin no match, 13 at most: found 16 bytes at a time. */
/* @inline */ function literalsAhead(from: usize, i: usize): usize {
  if (i < near) return 0
  let starts = foursAt(from, from - near)
  if (leastFar <= LONGEST && i >= far) starts |= foursAt(from, from - far)
  return starts === 0 ? 13 : (ctz(starts) as usize)
}

/* @inline */ function putRecord(records: i32, record: u32): void {
  store<u32>(base + RECORDS + ((records as usize) << 2), record)
}

/** Writes `bytes` bytes as a zlib stream to `to` and returns its end. Reads up to 16 bytes behind them. */
export function deflate(at: usize, bytes: usize, to: usize): usize {
  // RFC 1950 2.2: deflate with a window of 32 KiB, fastest level, no dictionary.
  store<u8>(to, 0x78)
  store<u8>(to, 0x01, 1)
  startBits(to + 2)
  clearCounts()
  const nearSymbol = distanceSymbol(near)
  const farSymbol = distanceSymbol(far)
  let blockFrom = at
  let records = 0
  let run: u32 = 0
  let symbols = 0
  for (let i: usize = 0; i < bytes; ) {
    const from = at + i
    const most = bytes - i
    let literals = min(literalsAhead(from, i), most)
    const match = literals > 0 ? 0 : findMatch(from, i, min(LONGEST as usize, most) as i32)
    if (match !== 0) {
      const length = (match >> 16) & 511
      putRecord(records, run | match)
      countUp(LITERAL_COUNTS, 257 + (table32(LENGTH_TABLE, length) & 255))
      countUp(DISTANCE_COUNTS, (match & FAR) !== 0 ? farSymbol : nearSymbol)
      records++
      symbols++
      run = 0
      i += length as usize
    } else {
      if (literals === 0) literals = 1
      countLiterals(from, literals)
      run += literals as u32
      symbols += literals as i32
      i += literals
    }
    if (symbols > BLOCK_SYMBOLS - 16 && i < bytes) {
      putRecord(records, run)
      writeBlock(records + 1, blockFrom, false)
      blockFrom = at + i
      records = 0
      run = 0
      symbols = 0
    }
  }
  putRecord(records, run)
  writeBlock(records + 1, blockFrom, true)
  finishBits()
  store<u32>(outAt, bswap(adler32(at, bytes)))
  return outAt + 4
}
