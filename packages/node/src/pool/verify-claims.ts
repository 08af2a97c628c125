/** What a verification thread is asked, and what it answers. @module */

/** Bytes of a transaction's identifier, which is what was signed. */
export const ID_BYTES = 32

/** Words in the layout for each claim, and what each of them holds. */
export const CLAIM_WORDS = 3
export const ClaimWord = {
  /** The thread's slot with the account's policy; of no meaning where the authorization carries the policy. */
  slot: 0,
  /** Where in the bytes the authorization ends; it begins after the identifier. */
  authorizationEnd: 1,
  /** Where the claim ends: what stands between is the policy that the slot is to hold from now on. */
  end: 2,
} as const

/**
 * Claims one after the other in one piece of memory, which is handed over instead of being cloned: identifier (32 bytes), authorization,
 * and, when the thread does not have it yet, the account's policy (SSZ).
 */
export interface VerifyRequest {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly layout: Uint32Array<ArrayBuffer>
}

/** A claim that does not hold, and why. */
export interface Refusal {
  readonly at: number
  readonly code: string
  readonly message: string
}

/** The claims that do not hold, in their order; all others do. And what it took, ms of the thread. */
export interface VerifyResponse {
  readonly refusals: readonly Refusal[]
  readonly busyMs: number
}
