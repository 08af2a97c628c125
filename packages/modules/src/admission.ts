import { type CarriedTransaction, checkInContext, LedgerError } from '@demiurge/ledger'
import { type Admission, type Context, type ExecutableTransaction, RuntimeError } from '@demiurge/runtime'
import { chargeFee, spendable } from './balances/port.ts'
import { feeOf, nextNonce, rememberPolicy, useNonce } from './system/port.ts'

/** A verified transaction as the chain executes it. The ledger's VerifiedTransaction fits, with the answer about its anchor added. */
export interface ChainTransaction extends ExecutableTransaction {
  /** Without signatures: they were verified. */
  readonly signed: CarriedTransaction
  /** Canonical bytes of the signed transaction, of which the number is part of the fee: it is all that is asked for. */
  readonly bytes: { readonly length: number }
  /** Whether the anchor is the digest of a recent checkpoint; the node answers from the checkpoints it has, the same on every node. */
  readonly anchorKnown: boolean
}

/** The chain's admission: the ledger's checks where the transaction came in the order, then nonce, keys and fee. */
export const admission: Admission<ChainTransaction> = {
  errors: {
    'tx.Expired': 'The window had closed.',
    'tx.TooEarly': 'The window had not opened.',
    'tx.NonceUsed': 'The nonce was used before.',
    'tx.NonceGap': 'An earlier nonce of the lane is missing.',
    'tx.UnknownAnchor': 'The anchor is not a recent checkpoint of this chain.',
    'tx.FeeTooLow': 'The transaction costs more than its maxFee.',
    'tx.CannotPay': 'The payer cannot pay the fee and keep the existential deposit.',
  },
  admit,
}

function admit(ctx: Context, { signed, bytes, prepared, anchorKnown }: ChainTransaction): bigint {
  const { transaction, authorization, payerAuthorization } = signed
  const { sender, nonce, tip } = transaction
  const payer = transaction.payer ?? sender
  const lane = { account: sender, lane: transaction.lane }
  const fee = feeOf(ctx, { weight: prepared.weight, bytes: bytes.length, tip })
  const nextOfLane = nextNonce(ctx, lane)
  const balance = spendable(ctx, payer)
  try {
    checkInContext(transaction, { timeMs: ctx.timeMs, nextNonce: nextOfLane, fee, balance, anchorKnown })
  } catch (error) {
    if (error instanceof LedgerError) throw new RuntimeError(error.code, error.message)
    throw error
  }
  useNonce(ctx, lane, nonce)
  // A policy that comes along was held against its account when the signatures were verified.
  if (authorization.policy !== null) rememberPolicy(ctx, sender, authorization.policy)
  if (payerAuthorization !== null && payerAuthorization.policy !== null)
    rememberPolicy(ctx, payer, payerAuthorization.policy)
  chargeFee(ctx, payer, fee)
  return fee
}
