import { bool, hash, type Infer, list, struct, u64, variant } from '@demiurge/codec'
import { SignedHeader } from '@demiurge/ledger'

/** The most blocks that one pull asks for, and the most that one answer brings. */
export const MAX_PULL_IDS = 64
export const MAX_ANSWER_BLOCKS = 512

/**
 * What validators say to each other (PROTOCOL section 2). `block` travels with its payload, which the node attaches. `advance`: the
 * sender has entered `round`, and whether somebody waits there (`hurry`). `pull`: send these blocks and those of their ancestors above round `floor`. `pullRounds`: send all
 * blocks of the rounds `from` to `to`. Answers are `block` messages, lowest round first.
 */
export const Message = variant({
  block: SignedHeader,
  advance: struct({ epoch: u64, round: u64, hurry: bool }),
  pull: struct({ ids: list(hash, MAX_PULL_IDS), floor: u64 }),
  pullRounds: struct({ from: u64, to: u64 }),
})
export type Message = Infer<typeof Message>

/** Messages that the core reads itself; a `block` is verified by the node first and comes in by `onBlock`. */
export type ControlMessage = Exclude<Message, { readonly kind: 'block' }>

/** Messages that ask for blocks. */
export type PullMessage = Exclude<ControlMessage, { readonly kind: 'advance' }>
