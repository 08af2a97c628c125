/**
 * Deflate for filtered rows of painted pictures (RFC 1951): matches are looked for at distance 1 only, where the filter leaves runs of one
 * difference. No search, no hash table.
 * @module
 */
import { adler32 } from './adler.ts'
import { outAt, pending, pendingBits, resumeBits } from './bits.ts'
import {
  closeBlock,
  closeStream,
  countMatch,
  distanceBits,
  LONGEST,
  lengthBits,
  openBlock,
  openStream,
} from './block.ts'
import {
  BLOCK_SYMBOLS,
  base,
  countUp,
  LITERAL_CODES,
  LITERAL_COUNTS,
  MORE_COUNTS,
  RECORDS,
} from './workspace.ts'

/** The shortest run worth a match. */
const LEAST: i32 = 8

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

/** A record: how many literals, and from bit 16 on the length of the run behind them, 0 for none. */

/** Writes the records of a block, whose literals are at `from`. The bit writer lives in locals here: this loop is most of the time of a painted picture. */
function writeRecords(records: i32, from: usize): void {
  const distance = distanceBits(1)
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
    const lengthCode = lengthBits(length)
    bits |= (lengthCode & 0xffffffff) << count
    count += (lengthCode >> 32) as u32
    bits |= (distance & 0xffffffff) << count
    count += (distance >> 32) as u32
    store<u64>(to, bits)
    to += (count >> 3) as usize
    bits >>= (count & ~7) as u64
    count &= 7
  }
  resumeBits(bits, count, to)
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

/** How many bytes from here on begin no run, 13 at most: found 16 bytes at a time. */
/* @inline */ function literalsAhead(from: usize): usize {
  const same = i8x16.bitmask(i8x16.eq(v128.load(from), v128.load(from - 1)))
  const pairs = same & (same >> 1)
  const starts = pairs & (pairs >> 2)
  return starts === 0 ? 13 : (ctz(starts) as usize)
}

/* @inline */ function putRecord(records: i32, record: u32): void {
  store<u32>(base + RECORDS + ((records as usize) << 2), record)
}

function writeBlock(records: i32, from: usize, isLast: bool): void {
  openBlock(isLast)
  writeRecords(records, from)
  closeBlock()
}

/** Writes `bytes` bytes as a zlib stream to `to` and returns its end. Reads up to 16 bytes behind them and one before. */
export function deflate(at: usize, bytes: usize, to: usize): usize {
  openStream(to)
  let blockFrom = at
  let records = 0
  let run: u32 = 0
  let symbols = 0
  for (let i: usize = 0; i < bytes; ) {
    const from = at + i
    const most = bytes - i
    // The first byte has none before it that it could repeat.
    let literals = i === 0 ? 1 : min(literalsAhead(from), most)
    const length = literals > 0 ? 0 : matchLength(from, from - 1, min(LONGEST as usize, most) as i32)
    if (length >= LEAST) {
      putRecord(records, run | ((length << 16) as u32))
      countMatch(length, 0)
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
  return closeStream(adler32(at, bytes))
}
