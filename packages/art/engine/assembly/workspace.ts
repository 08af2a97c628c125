/**
 * Where an instance keeps its tables and tokens. All instances share one memory, so nothing may lie at a fixed address: each is given
 * a region of its own, and every address here is an offset into it.
 * @module
 */

/** Symbols of one deflate block; a run of literals fits 16 bits. */
export const BLOCK_SYMBOLS: i32 = 65535
/** Symbols of the alphabets (RFC 1951 3.2.5, 3.2.7). */
export const LITERALS: i32 = 286
export const DISTANCES: i32 = 30
export const CODE_LENGTHS: i32 = 19

export const RECORDS: usize = 0
/** So many records have room. */
export const BLOCK_RECORDS: i32 = 65536
export const LITERAL_COUNTS: usize = 262144
export const DISTANCE_COUNTS: usize = LITERAL_COUNTS + 1152
export const CODE_COUNTS: usize = DISTANCE_COUNTS + 128
/** Bits of each symbol's code, a byte each. */
export const LITERAL_BITS: usize = CODE_COUNTS + 128
export const DISTANCE_BITS: usize = LITERAL_BITS + 288
export const CODE_BITS: usize = DISTANCE_BITS + 32
/** Codes as they are written: the reversed code, and its bits from bit 16 on. */
export const LITERAL_CODES: usize = CODE_BITS + 32
export const DISTANCE_CODES: usize = LITERAL_CODES + 1152
export const CODE_CODES: usize = DISTANCE_CODES + 128
/** For each match length 0 to 258: symbol less 257, extra bits from bit 8 on, first length of the symbol from bit 16 on. */
export const LENGTH_TABLE: usize = CODE_CODES + 128
/** Run-length coded code lengths of a block: symbol, extra value from bit 8 on. */
export const SEQUENCE: usize = LENGTH_TABLE + 1040
/** For building a code: symbols by frequency, weights and parents of the tree's nodes, depths. */
export const SORTED: usize = SEQUENCE + 1312
export const WEIGHTS: usize = SORTED + 1152
export const PARENTS: usize = WEIGHTS + 2304
export const DEPTHS: usize = PARENTS + 2304
/** For assigning codes: how many codes of each length, and the next of each. */
export const PER_LENGTH: usize = DEPTHS + 2304
export const NEXT_CODE: usize = PER_LENGTH + 64
/** Three more tables in which literals are counted, so that equal ones in a row do not wait for each other. */
export const MORE_COUNTS: usize = NEXT_CODE + 64
/** For pictures of flat colours: which pixels of a row are as the one to their left, and as the one above; 8,192 bits and room to look behind them. */
export const LEFT_MASK: usize = MORE_COUNTS + 3072
export const ABOVE_MASK: usize = LEFT_MASK + 1088
/** For each number of pixels, 0 to 86, the bits of length and distance together: to the left, above, above with the filter byte. */
export const TOKENS: usize = ABOVE_MASK + 1088
export const TOKEN_BYTES: usize = 704
export const WORKSPACE_BYTES: usize = TOKENS + 3 * TOKEN_BYTES

/** The first address of this instance's region. */
export let base: usize = 0

/** Gives this instance its region of WORKSPACE_BYTES, a multiple of 16. */
export function moveWorkspace(to: usize): void {
  base = to
}

/* @inline */ export function table32(table: usize, index: usize): u32 {
  return load<u32>(base + table + (index << 2))
}

/* @inline */ export function setTable32(table: usize, index: usize, value: u32): void {
  store<u32>(base + table + (index << 2), value)
}

/* @inline */ export function countUp(table: usize, index: usize): void {
  const at = base + table + (index << 2)
  store<u32>(at, load<u32>(at) + 1)
}
