import { address, hash, type Infer, list, optional, struct, u32, u64 } from '@demiurge/codec'
import { Drop, Sale } from '@demiurge/modules'

/**
 * A collection's drop, from the node's newest state. `startingIndex` (from 0) and the `seed` that it follows from are null until they are
 * drawn; `drawnFromMs` is when that is to be expected at the earliest, by commit time (Unix ms), null while the sale goes on.
 */
export const DropView = struct({
  collection: hash,
  creator: address,
  drop: Drop,
  sale: Sale,
  startingIndex: optional(u32),
  seed: optional(hash),
  drawnFromMs: optional(u64),
})
export type DropView = Infer<typeof DropView>

/** What an account has claimed in a phase, and may still claim at most: an allowlist, which only its proof shows, may grant less. */
export const PhaseClaims = struct({ claimed: u32, left: u32 })
export type PhaseClaims = Infer<typeof PhaseClaims>

/** An account's part in a drop, phase by phase, whether a phase is open or not. */
export const ClaimsView = struct({ phases: list(PhaseClaims, 16) })
export type ClaimsView = Infer<typeof ClaimsView>
