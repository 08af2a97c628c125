import { encode } from '@demiurge/codec'
import { deriveSigner, mnemonicToSeed, type Signer } from '@demiurge/crypto'
import { nativeSuites } from '@demiurge/crypto/native'
import {
  encodeTransaction,
  type Transaction,
  type TransactionCall,
  transactionId,
  transactionMessage,
} from '@demiurge/ledger'
import { balances } from '@demiurge/modules'
import { DEVELOPMENT_MNEMONIC } from '@demiurge/node'

/** Signers of the development mnemonic: number 0 is the funded account, the others are strangers. */
export function testSigner(account: number, suite = 'ml-dsa-65'): Signer {
  return deriveSigner(mnemonicToSeed(DEVELOPMENT_MNEMONIC), [{ suite, account, index: 0 }], {
    suites: nativeSuites,
  })
}

/** What a transaction needs beside its calls. */
export interface TransactionOptions {
  readonly nonce: bigint
  readonly anchor: string
  readonly chainId?: string
  readonly lane?: number
  readonly tip?: bigint
  readonly maxFee?: bigint
  readonly withPolicy?: boolean
  readonly nowMs?: number
}

/** What a transfer needs beside its amount. */
export interface TransferOptions extends TransactionOptions {
  readonly to: string
  readonly amount: bigint
}

/** A signed transfer as canonical bytes. */
export function signedTransfer(
  signer: Signer,
  { to, amount, ...options }: TransferOptions,
): { readonly id: string; readonly bytes: Uint8Array } {
  const params = encode(balances.calls.transfer.params, { to, amount })
  return signedCall(signer, { method: 'balances.transfer', params }, options)
}

/** A signed transaction of one call as canonical bytes. */
export function signedCall(
  signer: Signer,
  call: TransactionCall,
  options: TransactionOptions,
): { readonly id: string; readonly bytes: Uint8Array } {
  return signedCalls(signer, [call], options)
}

/** A signed transaction as canonical bytes, made from the ledger's own parts: what a client in another language would do. */
export function signedCalls(
  signer: Signer,
  calls: readonly TransactionCall[],
  options: TransactionOptions,
): { readonly id: string; readonly bytes: Uint8Array } {
  const {
    nonce,
    anchor,
    chainId = 'demiurge-dev',
    lane = 0,
    tip = 0n,
    maxFee = 10_000_000n,
    withPolicy = nonce === 0n,
  } = options
  const now = BigInt(options.nowMs ?? Date.now())
  const transaction: Transaction = {
    chainId,
    sender: signer.address,
    lane,
    nonce,
    validFrom: now - 240_000n,
    validUntil: now + 240_000n,
    anchor,
    tip,
    maxFee,
    payer: null,
    calls,
  }
  const id = transactionId(transaction)
  const signatures = [...signer.sign(transactionMessage(id))]
  const authorization = { policy: withPolicy ? signer.policy : null, signatures }
  return { id, bytes: encodeTransaction({ transaction, authorization, payerAuthorization: null }) }
}
