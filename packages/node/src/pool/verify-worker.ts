import { parentPort } from 'node:worker_threads'
import { decode } from '@demiurge/codec'
import { type Authorization, CryptoError, checkAuthorization, checkPolicy, Policy } from '@demiurge/crypto'
import { nativeHashes, nativeSuites } from '@demiurge/crypto/native'
import { decodeTransaction, transactionId, transactionMessage } from '@demiurge/ledger'
import type { VerifyRequest, VerifyResponse } from './verifier.ts'

const { digest } = nativeHashes['sha3-256']

/** Verifies batches of transactions: the only work of the node that costs a hundred microseconds, off its main thread. */
parentPort?.on('message', ({ bytes, ends, policies, payerPolicies }: VerifyRequest) => {
  const response: VerifyResponse = ends.map((end, i) =>
    answer(bytes.subarray(ends[i - 1] ?? 0, end), policies[i], payerPolicies[i]),
  )
  parentPort?.postMessage(response)
})

function answer(
  bytes: Uint8Array,
  policy: Uint8Array | undefined,
  payerPolicy: Uint8Array | undefined,
): VerifyResponse[number] {
  try {
    const { transaction, authorization, payerAuthorization } = decodeTransaction(bytes)
    const message = transactionMessage(transactionId(transaction, digest))
    verify(authorization, policy, message)
    if (payerAuthorization !== null) verify(payerAuthorization, payerPolicy, message)
    return null
  } catch (error) {
    if (error instanceof CryptoError) return { code: error.code, message: error.message }
    return { code: 'tx.BadAuthorization', message: String(error) }
  }
}

function verify(authorization: Authorization, stored: Uint8Array | undefined, message: Uint8Array): void {
  const policy = authorization.policy ?? (stored === undefined ? undefined : decode(Policy, stored))
  if (policy === undefined)
    throw new CryptoError('policy.BadThreshold', 'no policy was given for the account')
  if (authorization.policy !== null) checkPolicy(policy, nativeSuites)
  checkAuthorization(policy, message, authorization.signatures, nativeSuites)
}
