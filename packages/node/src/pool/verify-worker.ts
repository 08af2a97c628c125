import { parentPort } from 'node:worker_threads'
import { decode } from '@demiurge/codec'
import { type Authorization, CryptoError, checkAuthorization, checkPolicy, Policy } from '@demiurge/crypto'
import { nativeSuites } from '@demiurge/crypto/native'
import { decodeTransaction, transactionMessage } from '@demiurge/ledger'
import type { VerifyRequest, VerifyResponse } from './verifier.ts'

/** Verifies batches of transactions: the only work of the node that costs a hundred microseconds, off its main thread. */
parentPort?.on('message', (batch: readonly VerifyRequest[]) => {
  parentPort?.postMessage(batch.map(answer))
})

function answer({ ticket, id, bytes, policy, payerPolicy }: VerifyRequest): VerifyResponse {
  try {
    const { authorization, payerAuthorization } = decodeTransaction(bytes)
    const message = transactionMessage(id)
    verify(authorization, policy, message)
    if (payerAuthorization !== null) verify(payerAuthorization, payerPolicy, message)
    return { ticket }
  } catch (error) {
    if (error instanceof CryptoError) return { ticket, refusal: { code: error.code, message: error.message } }
    return { ticket, refusal: { code: 'tx.BadAuthorization', message: String(error) } }
  }
}

function verify(authorization: Authorization, stored: Uint8Array | undefined, message: Uint8Array): void {
  const policy = authorization.policy ?? (stored === undefined ? undefined : decode(Policy, stored))
  if (policy === undefined)
    throw new CryptoError('policy.BadThreshold', 'no policy was given for the account')
  if (authorization.policy !== null) checkPolicy(policy, nativeSuites)
  checkAuthorization(policy, message, authorization.signatures, nativeSuites)
}
