import type { Head, TransactionStatus } from '@demiurge/api'
import type { Authorization, Signer } from '@demiurge/crypto'
import {
  encodeTransaction,
  LIMITS,
  type Transaction,
  type TransactionCall,
  transactionId,
  transactionMessage,
} from '@demiurge/ledger'
import { demiurge } from '@demiurge/modules'
import type { ClientContext } from '../context.ts'
import { SdkError } from '../error.ts'
import { estimateFee, type FeeEstimate, placeholder, signedBytes } from './fee.ts'
import { type WatchOptions, watchTransaction } from './watch.ts'
import { DEFAULT_VALIDITY_MS, windowAt } from './window.ts'

/** How a draft becomes a transaction. Amounts in sparks. */
export interface SignOptions {
  /** Independent sequences of one account; 0 when not given. */
  readonly lane?: number
  /** The next one of the lane when not given; transactions signed earlier by this client count. */
  readonly nonce?: bigint
  readonly tip?: bigint
  /** Twice the fee of now when not given. */
  readonly maxFee?: bigint
  /** How long it may be included; 120,000 ms when not given. */
  readonly validForMs?: number
  /** Pays instead of the sender, and signs as well. */
  readonly payer?: Signer
}

/** An account, and who must sign for it. */
export type Account = Pick<Signer, 'address' | 'policy'>

/** Calls that are not signed yet. They were decoded and checked as the node will check them. */
export interface Draft {
  readonly calls: readonly TransactionCall[]
  readonly weight: number
  /** What it would cost the signer now. Takes no nonce. */
  estimate(signer: Signer, options?: Pick<SignOptions, 'lane' | 'tip' | 'payer'>): Promise<FeeEstimate>
  /** The transaction of an account whose owners sign elsewhere, and later. Takes no nonce: the next one of the lane is written in it. */
  prepare(account: Account, options?: Omit<SignOptions, 'payer'>): Promise<Transaction>
  /** Signs. `draft.sign(signer).submit().watch()` may be written in one go. */
  sign(signer: Signer, options?: SignOptions): Signing
}

/** A signed transaction that nobody has seen yet. */
export interface SignedDraft {
  readonly id: string
  readonly bytes: Uint8Array
  readonly transaction: Transaction
  /** Hands it to the node. Throws ApiError with the rule's code when the node refuses it. */
  submit(): Submitting
}

/** A transaction that the node has taken. */
export interface Submitted {
  readonly id: string
  /** Waits until it is final. Throws TransactionError when it has no effect. */
  watch(options?: WatchOptions): Promise<TransactionStatus>
}

/** A signing under way, whose result can be submitted without waiting in between. */
export type Signing = Promise<SignedDraft> & { submit(): Submitting }

/** A submission under way, whose result can be watched without waiting in between. */
export type Submitting = Promise<Submitted> & { watch(options?: WatchOptions): Promise<TransactionStatus> }

/** A draft of calls. Throws RuntimeError or CodecError when one breaks a rule that needs no state, SdkError `tx.TooManyCalls`. */
export function createDraft(context: ClientContext, calls: readonly TransactionCall[]): Draft {
  if (calls.length > LIMITS.calls)
    throw new SdkError(
      'tx.TooManyCalls',
      `${calls.length} calls are too many, a transaction has at most ${LIMITS.calls}`,
    )
  const { weight } = demiurge.prepare(calls)
  return {
    calls,
    weight,
    async estimate(signer, options = {}) {
      const accounts = await askNode(context, signer, options)
      return priceOf(context, { calls, weight }, accounts, options).estimate
    },
    async prepare(account, options = {}) {
      const situation = await askNode(context, account, options)
      const { transaction } = priceOf(context, { calls, weight }, situation, options)
      return { ...transaction, nonce: options.nonce ?? situation.nonce }
    },
    sign(signer, options = {}) {
      const signed = signDraft(context, { calls, weight }, signer, options)
      return Object.assign(signed, { submit: () => submitting(signed.then((draft) => draft.submit())) })
    },
  }
}

function submitting(submitted: Promise<Submitted>): Submitting {
  return Object.assign(submitted, {
    watch: async (options?: WatchOptions) => (await submitted).watch(options),
  })
}

/** What the node says about those who take part. */
interface Situation {
  readonly chainId: string
  readonly head: Head
  readonly signer: Account
  readonly nonce: bigint
  readonly registered: boolean
  readonly payerRegistered: boolean
}

async function askNode(
  { caller, trust }: ClientContext,
  signer: Account,
  { lane, payer }: Pick<SignOptions, 'lane' | 'payer'>,
): Promise<Situation> {
  const [known, head, account, payerAccount] = await Promise.all([
    trust(),
    caller.request('chain_getHead'),
    caller.request('account_get', { address: signer.address, lane: lane ?? 0 }),
    payer === undefined ? undefined : caller.request('account_get', { address: payer.address }),
  ])
  return {
    chainId: known.chain.chainId,
    head,
    signer,
    nonce: account.nonce,
    registered: account.registered,
    payerRegistered: payerAccount?.registered === true,
  }
}

interface Size {
  readonly calls: readonly TransactionCall[]
  readonly weight: number
}

/** The transaction but for its nonce, and what it costs. */
function priceOf(
  { environment, suites }: ClientContext,
  { calls, weight }: Size,
  { chainId, head, signer, registered, payerRegistered }: Situation,
  { lane, tip = 0n, maxFee, validForMs = DEFAULT_VALIDITY_MS, payer }: SignOptions,
): { readonly estimate: FeeEstimate; readonly transaction: Transaction } {
  const transaction = {
    chainId,
    sender: signer.address,
    lane: lane ?? 0,
    nonce: 0n,
    ...windowAt(environment.nowMs(), head.timestampMs, validForMs),
    anchor: head.anchor,
    tip,
    maxFee: 0n,
    payer: payer?.address ?? null,
    calls,
  }
  const bytes = signedBytes(
    { transaction },
    placeholder(signer.policy, registered, suites),
    payer === undefined ? null : placeholder(payer.policy, payerRegistered, suites),
  )
  const estimate = estimateFee(head, { weight, bytes }, tip)
  return { estimate, transaction: { ...transaction, maxFee: maxFee ?? estimate.maxFee } }
}

async function signDraft(
  context: ClientContext,
  size: Size,
  signer: Signer,
  options: SignOptions,
): Promise<SignedDraft> {
  const situation = await askNode(context, signer, options)
  const { transaction: unnumbered } = priceOf(context, size, situation, options)
  const { lane } = unnumbered
  const nonce = options.nonce ?? context.nonces.take(signer.address, lane, situation.nonce)
  const transaction = { ...unnumbered, nonce }
  const id = transactionId(transaction)
  const message = transactionMessage(id)
  const { payer } = options
  const bytes = encodeTransaction({
    transaction,
    authorization: authorize(signer, message, situation.registered),
    payerAuthorization: payer === undefined ? null : authorize(payer, message, situation.payerRegistered),
  })
  const release = (): void => context.nonces.forget(signer.address, lane)
  return {
    id,
    bytes,
    transaction,
    submit: () => submitting(submit(context, { id, bytes }, release)),
  }
}

function authorize(signer: Signer, message: Uint8Array, registered: boolean): Authorization {
  return { policy: registered ? null : signer.policy, signatures: signer.sign(message) }
}

async function submit(
  { caller, submitter }: ClientContext,
  { id, bytes }: { readonly id: string; readonly bytes: Uint8Array },
  release: () => void,
): Promise<Submitted> {
  const releasing = (error: unknown): never => {
    release()
    throw error
  }
  await submitter(bytes).catch(releasing)
  return { id, watch: (options) => watchTransaction(caller, id, options).catch(releasing) }
}
