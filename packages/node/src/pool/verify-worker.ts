import { parentPort } from 'node:worker_threads'
import { decode } from '@demiurge/codec'
import { Authorization, CryptoError, checkAuthorization, checkPolicy, Policy } from '@demiurge/crypto'
import { nativeSuites } from '@demiurge/crypto/native'
import { transactionMessage } from '@demiurge/ledger'
import {
  CLAIM_WORDS,
  ClaimWord,
  claimRoom,
  ID_BYTES,
  type Refusal,
  type VerifyRequest,
  type VerifyResponse,
} from './verify-claims.ts'

/** Policies by slot; which account a slot stands for is the asker's affair. */
const policies: Policy[] = []

/** Memory of our own for what is verified: what the room holds must not change while it is read, and not everything reads shared memory. */
let own = new Uint8Array(0)

/** Verifies batches of claims: the only work of the node that costs tens of microseconds, off its main thread. */
parentPort?.on('message', ({ memory, claims }: VerifyRequest) => {
  const startMs = performance.now()
  const { layout, bytes: shared } = claimRoom(memory)
  const size = layout[(claims - 1) * CLAIM_WORDS + ClaimWord.end] ?? 0
  if (own.length < size) own = new Uint8Array(shared.length)
  own.set(shared.subarray(0, size))
  const refusals: Refusal[] = []
  let start = 0
  for (let i = 0; i < claims; i++) {
    const slot = layout[i * CLAIM_WORDS + ClaimWord.slot] ?? 0
    const authorizationEnd = layout[i * CLAIM_WORDS + ClaimWord.authorizationEnd] ?? 0
    const end = layout[i * CLAIM_WORDS + ClaimWord.end] ?? 0
    if (end > authorizationEnd) policies[slot] = decode(Policy, own.subarray(authorizationEnd, end))
    const id = own.subarray(start, start + ID_BYTES)
    const refusal = refusalOf(id, own.subarray(start + ID_BYTES, authorizationEnd), policies[slot])
    if (refusal !== undefined) refusals.push({ at: i, ...refusal })
    start = end
  }
  const response: VerifyResponse = { refusals, busyMs: performance.now() - startMs }
  parentPort?.postMessage(response)
})

function refusalOf(
  id: Uint8Array,
  bytes: Uint8Array,
  stored: Policy | undefined,
): { readonly code: string; readonly message: string } | undefined {
  try {
    const authorization = decode(Authorization, bytes)
    const policy = authorization.policy ?? stored
    if (policy === undefined)
      throw new CryptoError('policy.BadThreshold', 'no policy was given for the account')
    // A policy from state passed this check when it came in.
    if (authorization.policy !== null) checkPolicy(policy, nativeSuites)
    checkAuthorization(policy, transactionMessage(id), authorization.signatures, nativeSuites)
    return undefined
  } catch (error) {
    if (error instanceof CryptoError) return { code: error.code, message: error.message }
    return { code: 'tx.BadAuthorization', message: String(error) }
  }
}
