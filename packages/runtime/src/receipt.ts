import { byteList, hash, type Infer, list, struct, text, u16, u32, u128, variant } from '@demiurge/codec'

const MESSAGE_BYTES = 512

/** An event in a receipt: `module.name` and the canonical bytes of its data. */
export const EventRecord = struct({ name: text(64), data: byteList(65_536) })
export type EventRecord = Infer<typeof EventRecord>

/**
 * What became of a transaction. `applied`: every call ran. `failed`: call number `call` broke a rule, nothing but the fee happened.
 * `dropped`: it could not be included where it came in the order (used nonce, passed window, unpaid fee), and nothing happened at all.
 */
export const Outcome = variant({
  applied: struct({ events: list(EventRecord, 65_536) }),
  failed: struct({ call: u16, code: text(64), message: text(MESSAGE_BYTES) }),
  dropped: struct({ code: text(64), message: text(MESSAGE_BYTES) }),
})
export type Outcome = Infer<typeof Outcome>

/** The result of one transaction; `fee` in sparks, `weight` in weight units. */
export const Receipt = struct({ transaction: hash, fee: u128, weight: u32, outcome: Outcome })
export type Receipt = Infer<typeof Receipt>

/** A message as a receipt can hold it: a long one is cut. Without this a parameter that is quoted in an error could stop the node. */
export function fitReceipt(message: string): string {
  const formed = message.toWellFormed()
  // No UTF-16 code unit takes more than three bytes.
  const limit = Math.floor(MESSAGE_BYTES / 3)
  if (formed.length <= limit) return formed
  const bytes = new TextEncoder().encode(formed)
  return bytes.length <= MESSAGE_BYTES ? formed : `${formed.slice(0, limit - 1).toWellFormed()}…`
}
