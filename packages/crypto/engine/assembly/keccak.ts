/** SHAKE128 and SHAKE256 (FIPS 202): one sponge for messages, and a pair of them for expanding matrices. @module */
import { permute, permutePair } from './keccak-rounds.ts'

/** Bytes of the state that SHAKE256 absorbs or squeezes between two permutations. */
export const SHAKE256_RATE: usize = 136
/** The same of SHAKE128. */
export const SHAKE128_RATE: usize = 168

/** State of the one sponge; while squeezing, its first SHAKE256_RATE bytes are output. */
export const STATE: usize = memory.data(200, 64)
/** Two states whose 8-byte lanes alternate. */
const PAIR: usize = memory.data(400, 64)

/** Where in the block the next byte is absorbed. */
let position: usize = 0

/* @inline */ function xorByte(at: usize, value: u8): void {
  store<u8>(at, load<u8>(at) ^ value)
}

/** Starts SHAKE256 anew; nothing of what was absorbed before is left. */
export function startShake256(): void {
  memory.fill(STATE, 0, 200)
  position = 0
}

/** Absorbs bytes; any number of calls gives the same as one with all the bytes. */
export function absorb(from: usize, bytes: usize): void {
  while (bytes > 0) {
    const taken = min<usize>(SHAKE256_RATE - position, bytes)
    const to = STATE + position
    let i: usize = 0
    for (; i + 8 <= taken; i += 8) store<u64>(to + i, load<u64>(to + i) ^ load<u64>(from + i))
    for (; i < taken; i++) xorByte(to + i, load<u8>(from + i))
    position += taken
    from += taken
    bytes -= taken
    if (position === SHAKE256_RATE) {
      permute(STATE)
      position = 0
    }
  }
}

/** Ends the message (domain bits 1111 and padding 10*1, FIPS 202 6.2): STATE then holds the first block of output. */
export function finishShake256(): void {
  xorByte(STATE + position, 0x1f)
  xorByte(STATE + SHAKE256_RATE - 1, 0x80)
  permute(STATE)
}

/** The next block of output in STATE. */
export function squeezeBlock(): void {
  permute(STATE)
}

/** SHAKE256 of one run of bytes; at most SHAKE256_RATE bytes of output. */
export function shake256(from: usize, bytes: usize, to: usize, outputBytes: usize): void {
  startShake256()
  absorb(from, bytes)
  finishShake256()
  memory.copy(to, STATE, outputBytes)
}

/**
 * Starts two SHAKE128 sponges, each with the same 32 bytes and then two bytes of its own (little-endian in `first`, `second`). The
 * first output comes with the first `squeezeShake128Pair`.
 */
export function startShake128Pair(seed: usize, first: u64, second: u64): void {
  memory.fill(PAIR, 0, 400)
  for (let i: usize = 0; i < 4; i++) v128.store(PAIR + i * 16, v128.load64_splat(seed + i * 8))
  // Byte 34 starts the padding, byte 167 ends it.
  v128.store(PAIR + 64, i64x2(first | 0x1f0000, second | 0x1f0000))
  v128.store(PAIR + 20 * 16, i64x2.splat(0x8000000000000000))
}

/** The next SHAKE128_RATE bytes of both sponges, to two places. */
export function squeezeShake128Pair(first: usize, second: usize): void {
  permutePair(PAIR)
  for (let i: usize = 0; i < SHAKE128_RATE; i += 8) {
    store<u64>(first + i, load<u64>(PAIR + i * 2))
    store<u64>(second + i, load<u64>(PAIR + i * 2, 8))
  }
}
