/** What a verification thread is asked, and what it answers. @module */

/** Bytes of a transaction's identifier, which is what was signed. */
export const ID_BYTES = 32

/** Words in the layout for each claim, and what each of them holds. */
export const CLAIM_WORDS = 5
export const ClaimWord = {
  /** The thread's slot with the signer's policy, counted from 1; 0 where nobody knows a policy, so that the authorization must carry it. */
  slot: 0,
  /** 1 when it is the payer's signatures that count, 0 for the sender's. */
  isPayer: 1,
  /** Where in the bytes the transaction ends; it begins after the identifier. */
  transactionEnd: 2,
  /** Where the claim ends: what stands between is the policy that the slot is to hold from now on. */
  end: 3,
  /** The thread's answer where the claim holds: the weight of the transaction's calls. */
  weight: 4,
} as const

/** Most claims of a request: enough to hide the cost of the message, few enough to answer quickly. */
export const MOST_CLAIMS = 256
const LAYOUT_BYTES = MOST_CLAIMS * CLAIM_WORDS * Uint32Array.BYTES_PER_ELEMENT
/** The largest transaction and the largest policy are a quarter of it. */
const ROOM_BYTES = 2 ** 20

/**
 * Memory that asker and thread share, so that nothing is allocated, cloned or handed over for a request: one claim after the other,
 * identifier (32 bytes), signed transaction, and, when the thread does not have it yet, the signer's policy (SSZ). Only one of the two uses
 * it at a time: the asker writes into it again when what stands in it is answered.
 */
export interface ClaimRoom {
  readonly memory: SharedArrayBuffer
  readonly layout: Uint32Array
  readonly bytes: Uint8Array
}

/** The room in some memory; new memory when none is given. */
export function claimRoom(memory = new SharedArrayBuffer(LAYOUT_BYTES + ROOM_BYTES)): ClaimRoom {
  return {
    memory,
    layout: new Uint32Array(memory, 0, MOST_CLAIMS * CLAIM_WORDS),
    bytes: new Uint8Array(memory, LAYOUT_BYTES),
  }
}

/** That so many claims stand in the room. */
export interface VerifyRequest {
  readonly memory: SharedArrayBuffer
  readonly claims: number
}

/** A claim that does not hold, and why. */
export interface Refusal {
  readonly at: number
  /** Whether the rule that was broken is a module's and not the ledger's. */
  readonly isModules: boolean
  readonly code: string
  readonly message: string
}

/** The claims that do not hold, in their order; all others do. And what it took, ms of the thread. */
export interface VerifyResponse {
  readonly refusals: readonly Refusal[]
  readonly busyMs: number
}
