import {
  address,
  byteView,
  decode,
  encode,
  hash,
  type Infer,
  list,
  optional,
  struct,
  text,
  toHex,
  u16,
  u64,
  u128,
} from '@demiurge/codec'
import { Authorization, H } from '@demiurge/crypto'
import { LIMITS } from './limits.ts'

/** One call of a module: `module.name` and the canonical bytes of its parameters. */
export const TransactionCall = struct({ method: text(64), params: byteView(LIMITS.transactionBytes) })
export type TransactionCall = Infer<typeof TransactionCall>

/**
 * What an account asks the chain to do: an atomic batch of calls (PROTOCOL section 1). `lane` and `nonce` order an account's own
 * transactions; `[validFrom, validUntil]` (Unix ms) is the window in which it may be executed, at most 600 s; `anchor` is the digest
 * of a recent checkpoint and ties it to this history. `tip` (sparks) goes on top of the fee; weight, bytes and tip together must not
 * cost more than `maxFee` (sparks). `payer`, when present, pays and must sign as well.
 */
export const Transaction = struct({
  chainId: text(32),
  sender: address,
  lane: u16,
  nonce: u64,
  validFrom: u64,
  validUntil: u64,
  anchor: hash,
  tip: u64,
  maxFee: u128,
  payer: optional(address),
  calls: list(TransactionCall, LIMITS.calls),
})
export type Transaction = Infer<typeof Transaction>

/** A transaction and its witnesses. The witnesses are outside of what is signed and can be pruned once it is final. */
export const SignedTransaction = struct({
  transaction: Transaction,
  authorization: Authorization,
  payerAuthorization: optional(Authorization),
})
export type SignedTransaction = Infer<typeof SignedTransaction>

const utf8 = new TextEncoder()
const DOMAIN = utf8.encode('demiurge.transaction.1')

/** SHA3-256 of some bytes; a node may bring a faster one than `H`. */
export type Digest = (bytes: Uint8Array) => Uint8Array

/** Identifier of a transaction, 0x hex: SHA3-256 of its canonical bytes, signatures left out. */
export function transactionId(transaction: Transaction, digest: Digest = H): string {
  return toHex(digest(encode(Transaction, transaction)))
}

/** The bytes that sender and payer sign: the domain `demiurge.transaction.1` and the 32-byte identifier, given as 0x hex or as bytes. */
export function transactionMessage(id: string | Uint8Array): Uint8Array {
  const message = new Uint8Array(DOMAIN.length + 32)
  message.set(DOMAIN)
  if (typeof id === 'string') message.subarray(DOMAIN.length).setFromHex(id.slice(2))
  else message.set(id, DOMAIN.length)
  return message
}

/** Canonical bytes of a signed transaction, as they travel. */
export function encodeTransaction(signed: SignedTransaction): Uint8Array {
  return encode(SignedTransaction, signed)
}

/**
 * The canonical bytes of the part that is signed, in place: the first of the three variable-size fields, whose offsets stand at the
 * beginning (SSZ Container). The bytes must be those of a signed transaction that was read before.
 */
export function transactionBody(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(offsetAt(bytes, 0), offsetAt(bytes, 4))
}

/** Where the sender's authorization begins, and where the payer's, an optional, does. The bytes must be those of a signed transaction. */
export function authorizationsOf(bytes: Uint8Array): readonly [own: number, payers: number] {
  return [offsetAt(bytes, 4), offsetAt(bytes, 8)]
}

function offsetAt(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24)
  )
}

/** Reads a signed transaction in place: signatures and parameters are views of `bytes`, which must stay as they are. Throws CodecError. */
export function decodeTransaction(bytes: Uint8Array): SignedTransaction {
  return decode(SignedTransaction, bytes)
}
