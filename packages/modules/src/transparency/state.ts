import { address, hash, type Infer, struct, text, u64 } from '@demiurge/codec'
import { stateMap } from '@demiurge/runtime'

/** The longest name of a log, in bytes of UTF-8. */
export const MAX_ORIGIN = 128

/** Who put the heads of which log on the chain: `log` is the SHA3-256 of its name. */
export const AnchorKey = struct({ by: address, log: hash })
export type AnchorKey = Infer<typeof AnchorKey>

/** The head of a log (its size and Merkle root), as an account put it on the chain in the commit `height`. */
export const Anchor = struct({ by: address, origin: text(MAX_ORIGIN), size: u64, root: hash, height: u64 })
export type Anchor = Infer<typeof Anchor>

/** The latest head of each log by each account. */
export const anchors = stateMap('transparency/anchors', AnchorKey, Anchor)
