import { parentPort, workerData } from 'node:worker_threads'
import { decode } from '@demiurge/codec'
import { Policy } from '@demiurge/crypto'
import { nativeSuites } from '@demiurge/crypto/native'
import { checkForm, LedgerError, transactionMessage, verifySigner } from '@demiurge/ledger'
import { demiurge } from '@demiurge/modules'
import { RuntimeError } from '@demiurge/runtime'
import { letOthersGoFirst } from '../thread-priority.ts'
import {
  CLAIM_WORDS,
  ClaimWord,
  claimRoom,
  ID_BYTES,
  type Refusal,
  type VerifyRequest,
  type VerifyResponse,
} from './verify-claims.ts'

/** What a thread is told when it starts. */
export interface VerifyWorkerData {
  readonly chainId: string
}

const { chainId } = workerData as VerifyWorkerData

const rules = { chainId, prepare: demiurge.prepare }

letOthersGoFirst()

/** Policies by slot; which account a slot stands for is the asker's affair. */
const policies: Policy[] = []

/** What is signed, of whichever transaction is verified: its end is the identifier. */
const message = transactionMessage(new Uint8Array(ID_BYTES))

/** Memory of our own for what is verified: what the room holds must not change while it is read, and not everything reads shared memory. */
let own = new Uint8Array(0)

/** Checks everything about a transaction that needs no state, its signatures above all: what costs, off the node's main thread. */
parentPort?.on('message', ({ memory, claims }: VerifyRequest) => {
  const startMs = performance.now()
  const { layout, bytes: shared } = claimRoom(memory)
  const size = layout[(claims - 1) * CLAIM_WORDS + ClaimWord.end] ?? 0
  if (own.length < size) own = new Uint8Array(shared.length)
  own.set(shared.subarray(0, size))
  const refusals: Refusal[] = []
  let start = 0
  for (let i = 0; i < claims; i++) {
    const words = i * CLAIM_WORDS
    const slot = layout[words + ClaimWord.slot] ?? 0
    const transactionEnd = layout[words + ClaimWord.transactionEnd] ?? 0
    const end = layout[words + ClaimWord.end] ?? 0
    if (end > transactionEnd) policies[slot] = decode(Policy, own.subarray(transactionEnd, end))
    try {
      layout[words + ClaimWord.weight] = weigh({
        id: own.subarray(start, start + ID_BYTES),
        bytes: own.subarray(start + ID_BYTES, transactionEnd),
        role: layout[words + ClaimWord.isPayer] === 1 ? 'payer' : 'sender',
        stored: slot === 0 ? undefined : policies[slot],
      })
    } catch (error) {
      refusals.push({ at: i, ...refusalOf(error) })
    }
    start = end
  }
  const response: VerifyResponse = { refusals, busyMs: performance.now() - startMs }
  parentPort?.postMessage(response)
})

/** The weight of a transaction whose form and signatures of one signer are right. Throws LedgerError or RuntimeError. */
function weigh(claim: {
  readonly id: Uint8Array
  readonly bytes: Uint8Array
  readonly role: 'sender' | 'payer'
  readonly stored: Policy | undefined
}): number {
  const { id, bytes, role, stored } = claim
  const { signed, prepared } = checkForm(bytes, rules)
  message.set(id, message.length - ID_BYTES)
  verifySigner({ signed, message }, role, () => stored, nativeSuites)
  return prepared.weight
}

function refusalOf(error: unknown): Omit<Refusal, 'at'> {
  if (error instanceof RuntimeError) return { isModules: true, code: error.code, message: error.message }
  if (error instanceof LedgerError) return { isModules: false, code: error.code, message: error.message }
  return { isModules: false, code: 'tx.BadAuthorization', message: String(error) }
}
