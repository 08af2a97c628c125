import { hash, type Infer, struct, text, u64 } from '@demiurge/codec'
import { transactionBody } from '@demiurge/ledger'
import type { StateImage } from '@demiurge/state'

/** What the two threads of an execution lane tell each other in shared numbers, by position. */
export const SIGNALS = {
  /** Tasks that were begun. */
  begun: 0,
  /** Tasks that are done; -1 when the lane has failed. */
  done: 1,
  /** Grows with everything that the lane has to tell: what is waited for. */
  progress: 2,
  /** Results of the present task that are there, and where they end. */
  results: 3,
  resultsEnd: 4,
  /** Bytes of the record that comes first in the task. */
  recordLength: 5,
  /** Transactions of the task, and where they end. */
  transactions: 6,
  transactionsEnd: 7,
} as const

/** Room for each: it is taken from the system only where it is written to. */
const ROOM_BYTES = 2 ** 26

/** Memory that a lane shares with the main thread. */
export interface LaneMemory {
  readonly signals: Int32Array<SharedArrayBuffer>
  /** What commits changed, for the lane's copy of the state (`Overlay.record`). */
  readonly records: Uint8Array<SharedArrayBuffer>
  /** A commit: `LaneCommit`, then transactions as `TRANSACTION` says. */
  readonly tasks: Uint8Array<SharedArrayBuffer>
  /** Results as `Speculation` writes them. */
  readonly results: Uint8Array<SharedArrayBuffer>
}

/** What a lane's thread begins with. */
export interface LaneStart {
  readonly memory: LaneMemory
  readonly image: StateImage
}

/**
 * Where parts of a transaction stand in a task: u8 whether its anchor is known, u8 whether only the part that is signed follows,
 * identifier, u32 number of bytes with signatures, u32 number of those that follow, bytes.
 */
export const TRANSACTION = { anchorKnown: 0, isBody: 1, id: 2, size: 34, length: 38, bytes: 42 } as const

/** What a lane must know of a commit. */
export const LaneCommit = struct({
  chainId: text(32),
  height: u64,
  timeMs: u64,
  epoch: u64,
  randomness: hash,
})
export type LaneCommit = Infer<typeof LaneCommit>

/** Fresh memory; a lane that ended may still be writing to its own. */
export function laneMemory(roomBytes: number = ROOM_BYTES): LaneMemory {
  const room = (): Uint8Array<SharedArrayBuffer> => new Uint8Array(new SharedArrayBuffer(roomBytes))
  return {
    signals: new Int32Array(new SharedArrayBuffer(8 * Int32Array.BYTES_PER_ELEMENT)),
    records: room(),
    tasks: room(),
    results: room(),
  }
}

/**
 * What execution needs of a signed transaction: signatures are most of it, and verified. That is the part that is signed, where nothing but
 * signatures comes with it; all of it where a policy or a payer does.
 */
export function executedPart(bytes: Uint8Array): { readonly isBody: boolean; readonly part: Uint8Array } {
  const authorization = offsetAt(bytes, 4)
  // Both are optional: a first byte of 0 says that there is none.
  const hasPolicy = bytes[authorization + 8] !== 0
  const hasPayer = bytes[offsetAt(bytes, 8)] !== 0
  if (hasPolicy || hasPayer) return { isBody: false, part: bytes }
  return { isBody: true, part: transactionBody(bytes) }
}

function offsetAt(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24)
  )
}
