import {
  addressOf,
  createSigner,
  type KeyPair,
  type Policy,
  portableSuites,
  publicKeyOf,
  singleKeyPolicy,
} from '@demiurge/crypto'
import {
  encodeTransaction,
  type IsolationRules,
  type Prepared,
  type SignedTransaction,
  type Transaction,
  transactionId,
  transactionMessage,
} from '../src/index.ts'

export const CHAIN_ID = 'demiurge-test'

/** An account with an Ed25519 key of its own. */
export interface Account {
  readonly address: string
  readonly policy: Policy
  readonly keyPair: KeyPair
}

export function account(seed: number): Account {
  const keyPair = portableSuites.get('ed25519').keyPairFromSeed(new Uint8Array(32).fill(seed))
  const policy = singleKeyPolicy(publicKeyOf(keyPair, portableSuites))
  return { address: addressOf(policy), policy, keyPair }
}

export const alice: Account = account(1)
export const bob: Account = account(2)

/** A plain transaction of alice's, changed as said. */
export function transaction(changed: Partial<Transaction> = {}): Transaction {
  return {
    chainId: CHAIN_ID,
    sender: alice.address,
    lane: 0,
    nonce: 4n,
    validFrom: 1_000n,
    validUntil: 61_000n,
    anchor: `0x${'ab'.repeat(32)}`,
    tip: 0n,
    maxFee: 1_000_000n,
    payer: null,
    calls: [{ method: 'balances.transfer', params: new Uint8Array([1, 2, 3]) }],
    ...changed,
  }
}

/** Signs as the first use of both accounts does: with the policies inside. */
export function sign(unsigned: Transaction, sender = alice, payer?: Account): SignedTransaction {
  const message = transactionMessage(transactionId(unsigned))
  const authorise = ({ policy, keyPair }: Account) => ({
    policy,
    signatures: createSigner({ suites: portableSuites, policy, keyPairs: [keyPair] }).sign(message),
  })
  return {
    transaction: unsigned,
    authorization: authorise(sender),
    payerAuthorization: payer === undefined ? null : authorise(payer),
  }
}

export function bytesOf(changed: Partial<Transaction> = {}): Uint8Array {
  return encodeTransaction(sign(transaction(changed)))
}

/** Rules whose runtime gives every call the weight of its parameters' length. */
export const rules: IsolationRules<Prepared> = {
  chainId: CHAIN_ID,
  prepare: (calls) => ({ weight: calls.reduce((sum, { params }) => sum + params.length, 0) }),
}

/** The code of the error that an action throws, or undefined. */
export function codeOf(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error
  }
  return undefined
}
