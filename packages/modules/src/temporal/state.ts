import {
  address,
  bool,
  byteList,
  hash,
  type Infer,
  list,
  optional,
  struct,
  u16,
  u32,
  u64,
} from '@demiurge/codec'
import { MAX_SEGMENTS } from '@demiurge/ledger'
import { stateMap, stateValue } from '@demiurge/runtime'

/**
 * How long the delay is: `segments` links of `iterations` steps each; and how long reveals count before the mix is fixed, in basis points
 * of the epoch.
 */
export const Parameters = struct({ segments: u16, iterations: u32, revealBps: u16 })
export type Parameters = Infer<typeof Parameters>

/**
 * A validator's hash chain. `link` is the last one that was revealed, or the tip; its preimage is revealed next. `next` takes its place
 * from an epoch on.
 */
export const RevealChain = struct({
  link: hash,
  next: optional(struct({ tip: hash, fromEpoch: u64 })),
})
export type RevealChain = Infer<typeof RevealChain>

/**
 * The ends of all links, the validator that says so with its signature over the claim, and the commit that they came with; `upheld` are links that were
 * disputed and hold.
 */
export const Publication = struct({
  publisher: address,
  height: u64,
  ends: list(hash, MAX_SEGMENTS),
  signature: byteList(4_627),
  upheld: list(u16, MAX_SEGMENTS),
})
export type Publication = Infer<typeof Publication>

/** What happens in an epoch: reveals are mixed, the mix is fixed, somebody publishes what the delay makes of it. */
export const Window = struct({
  epoch: u64,
  /** Everything revealed so far; from `isFixed` on, where the delay begins. */
  mix: hash,
  /** One bit for each seat that has revealed. */
  revealed: u64,
  isFixed: bool,
  /** Seats that have published; each may once. */
  published: u64,
  publication: optional(Publication),
})
export type Window = Infer<typeof Window>

/** How the seed of the present epoch came about: by the beacon, with what anybody needs to check it; or not. */
export const Outcome = struct({ epoch: u64, mix: hash, publication: optional(Publication) })
export type Outcome = Infer<typeof Outcome>

export const parameters = stateValue('temporal/parameters', Parameters)
export const chains = stateMap('temporal/chains', address, RevealChain)
export const window = stateValue('temporal/window', Window)
export const outcome = stateValue('temporal/outcome', Outcome)
