import type { Verification } from '@demiurge/sdk'

/** What can be verified. A bundle is the text of a sidecar file. */
export type VerifyTarget =
  | { readonly kind: 'item'; readonly id: string }
  | { readonly kind: 'transaction'; readonly id: string }
  | { readonly kind: 'file'; readonly file: Uint8Array; readonly bundle?: string }

/** What the page asks its worker. */
export interface VerifyRequest {
  /** The node's API. */
  readonly api: string
  readonly target: VerifyTarget
}

/** A verification, how long the browser worked on it, and where its trust in the chain begins. */
export interface Verified {
  readonly verification: Verification
  readonly elapsedMs: number
  readonly trust: 'given' | 'first-use'
}

/** What the worker answers. */
export type VerifyReply =
  | { readonly ok: true; readonly verified: Verified }
  | { readonly ok: false; readonly message: string }
