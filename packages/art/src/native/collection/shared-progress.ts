/** @module The memory in which workers take pieces and tell what became of them; nothing is posted back and forth. */

/** Bytes of a SHA-256, and of a binary IPFS identifier. */
const DIGEST_BYTES = 32
const CID_BYTES = 36

const NEXT = 0
const STOP = 1
const DONE = 2
const KEPT = 3

/** What became of a piece: its picture's SHA-256, IPFS identifier and length. */
export interface PieceResult {
  readonly index: number
  readonly digest: Uint8Array
  readonly cid: Uint8Array
  readonly bytes: number
}

/** The shared memory itself: plain views, as workers are given them. */
export interface ProgressMemory {
  readonly words: Int32Array
  /** Pieces in the order in which they were done, each as its index and 1. */
  readonly order: Int32Array
  readonly digests: Uint8Array
  readonly cids: Uint8Array
  readonly lengths: Uint32Array
}

/** Memory for `count` pieces. */
export function createProgress(count: number): ProgressMemory {
  return {
    words: new Int32Array(new SharedArrayBuffer(16)),
    order: new Int32Array(new SharedArrayBuffer(count * 4)),
    digests: new Uint8Array(new SharedArrayBuffer(count * DIGEST_BYTES)),
    cids: new Uint8Array(new SharedArrayBuffer(count * CID_BYTES)),
    lengths: new Uint32Array(new SharedArrayBuffer(count * 4)),
  }
}

/** The next piece that nobody has taken, from 0; undefined when there is none or the run is to stop. */
export function takePiece({ words, order }: ProgressMemory): number | undefined {
  if (Atomics.load(words, STOP) !== 0) return undefined
  const index = Atomics.add(words, NEXT, 1)
  return index < order.length ? index : undefined
}

/** Tells what became of a piece; `kept` when an earlier run had finished it. */
export function tellPiece(
  memory: ProgressMemory,
  { index, digest, cid, bytes }: PieceResult,
  kept: boolean,
): void {
  memory.digests.set(digest, index * DIGEST_BYTES)
  memory.cids.set(cid, index * CID_BYTES)
  memory.lengths[index] = bytes
  if (kept) Atomics.add(memory.words, KEPT, 1)
  // Last: whoever reads this place finds everything else written.
  Atomics.store(memory.order, Atomics.add(memory.words, DONE, 1), index + 1)
}

/** The `nth` piece that was done; undefined as long as there are not so many. */
export function nthDone(
  { order, digests, cids, lengths }: ProgressMemory,
  nth: number,
): PieceResult | undefined {
  const index = nth < order.length ? Atomics.load(order, nth) - 1 : -1
  if (index < 0) return undefined
  return {
    index,
    digest: digests.slice(index * DIGEST_BYTES, (index + 1) * DIGEST_BYTES),
    cid: cids.slice(index * CID_BYTES, (index + 1) * CID_BYTES),
    bytes: lengths[index] ?? 0,
  }
}

/** Pieces done that an earlier run had finished. */
export function keptPieces({ words }: ProgressMemory): number {
  return Atomics.load(words, KEPT)
}

/** Lets every worker end after the piece under way. */
export function stopAll({ words }: ProgressMemory): void {
  Atomics.store(words, STOP, 1)
}
