import type { VerifiedBlock } from '@demiurge/consensus'
import type { Policy } from '@demiurge/crypto'
import { merkleHasher, nativeHashes } from '@demiurge/crypto/native'
import {
  type CheckedTransaction,
  checkInIsolation,
  LedgerError,
  type PolicyOf,
  payloadRoot,
  policyFor,
  type VerifiedTransaction,
  verifyTransaction,
} from '@demiurge/ledger'
import { demiurge } from '@demiurge/modules'
import { type PreparedCalls, RuntimeError } from '@demiurge/runtime'
import type { OrderedBlock } from '../../../packages/node/src/chain/chain.ts'
import { fastSuites } from '../suites.ts'
import { CHAIN_ID } from './genesis.ts'

type Checked = CheckedTransaction<PreparedCalls>

/** What blocks carry, by root: a payload travels with its block, so that whoever has the one has the other. */
export interface Payloads {
  /** Files a payload and answers with its root. */
  file(payload: readonly Uint8Array[]): string
  of(root: string): readonly Uint8Array[]
  /**
   * The blocks of a commit as a node runs them: what cannot be read or has not its sender's signatures has no effect. Keys come from the
   * state before the commit or from earlier in the order, as in the node.
   */
  ordered(blocks: readonly VerifiedBlock[], policyOf: PolicyOf): readonly OrderedBlock[]
}

export function createPayloads(): Payloads {
  const filed = new Map<string, readonly Uint8Array[]>()
  /** Form is the same for everybody: it is looked at once. */
  const read = new WeakMap<Uint8Array, { readonly checked: Checked | undefined }>()

  const checkedOf = (bytes: Uint8Array): Checked | undefined => {
    const known = read.get(bytes) ?? { checked: readTransaction(bytes) }
    read.set(bytes, known)
    return known.checked
  }

  const of = (root: string): readonly Uint8Array[] => filed.get(root) ?? []
  return {
    of,
    file(payload) {
      const root = payloadRoot(payload, merkleHasher)
      filed.set(root, payload)
      return root
    },
    ordered(blocks, policyOf) {
      const carried = new Map<string, Policy>()
      const known: PolicyOf = (account) => policyOf(account) ?? carried.get(account)
      return blocks.map(({ id, header, signature }) => {
        const payload = of(header.payloadRoot)
        const transactions: VerifiedTransaction[] = []
        for (const bytes of payload) {
          const checked = checkedOf(bytes)
          if (checked === undefined) continue
          const verified = verifiedOrNot(checked, known)
          if (verified !== undefined) transactions.push(verified)
          remember(checked, carried)
        }
        return { id, signed: { header, signature }, payload, transactions }
      })
    },
  }
}

function readTransaction(bytes: Uint8Array): Checked | undefined {
  const { digest } = nativeHashes['sha3-256']
  try {
    return checkInIsolation(bytes, { chainId: CHAIN_ID, prepare: demiurge.prepare, digest })
  } catch (error) {
    if (error instanceof LedgerError || error instanceof RuntimeError) return undefined
    throw error
  }
}

function verifiedOrNot(checked: Checked, known: PolicyOf): VerifiedTransaction | undefined {
  try {
    return verifyTransaction(checked, known, fastSuites)
  } catch (error) {
    if (error instanceof LedgerError) return undefined
    throw error
  }
}

function remember({ signed }: Checked, carried: Map<string, Policy>): void {
  const { transaction, authorization } = signed
  if (authorization.policy === null || carried.has(transaction.sender)) return
  try {
    carried.set(
      transaction.sender,
      policyFor(transaction.sender, authorization, () => undefined),
    )
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
  }
}
