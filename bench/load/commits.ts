/** Commits as a node has them before they are executed: verified transactions that nobody has read yet. @module */
import { encode, toHex } from '@demiurge/codec'
import {
  asVerified,
  encodeTransaction,
  receiveTransaction,
  type VerifiedTransaction as Transaction,
} from '@demiurge/ledger'
import { balances, collectionId, nft } from '@demiurge/modules'
import type { EncodedCall } from '@demiurge/runtime'
import { addressAt, createGround, type Ground } from './transfers.ts'

/** What a benchmark executes again and again. */
export interface Workload {
  readonly ground: Ground
  /** Transactions that must be executed first, in one commit. */
  readonly first: readonly Transaction[]
  /** The transactions of the next commit. */
  readonly next: () => readonly Transaction[]
  /** Transfers or items in one of them. */
  readonly perTransaction: number
}

const ANCHOR = toHex(new Uint8Array(32))
const TERMS = {
  validFrom: 0n,
  validUntil: 600_000n,
  anchor: ANCHOR,
  tip: 0n,
  maxFee: 10n ** 13n,
  payer: null,
}
const ACCOUNTS = 100_000
/** Creators with a collection each, in which items are minted. */
const CREATORS = 1_000
/** Transfers in one transaction: LIMITS.calls. */
const BATCH = 1_024
/** What an ML-DSA-65 signature takes: it travels with the rest. */
const SIGNATURE = new Uint8Array(3_309)

let seed = 2_463_534_242
/** xorshift32: the same transactions in every run. */
function random(below: number): number {
  seed ^= seed << 13
  seed ^= seed >>> 17
  seed ^= seed << 5
  return (seed >>> 0) % below
}

/** A transaction as it waits in a pool. */
function transactionOf(
  { nonces }: Ground,
  from: number,
  calls: readonly EncodedCall[],
  weight: number,
): Transaction {
  const nonce = BigInt(nonces[from] ?? 0)
  nonces[from] = Number(nonce) + 1
  const bytes = encodeTransaction({
    transaction: { ...TERMS, chainId: 'bench', sender: addressAt(from), lane: 0, nonce, calls },
    authorization: { policy: null, signatures: [{ member: 0, key: 0, signature: SIGNATURE }] },
    payerAuthorization: null,
  })
  return asVerified(receiveTransaction(bytes), weight)
}

const pay = (to: number): EncodedCall => ({
  method: 'balances.transfer',
  params: encode(balances.calls.transfer.params, { to: addressAt(to), amount: BigInt(1 + random(1_000)) }),
})

/** Single transfers between any of 100,000 accounts. */
export function plainTransfers(count: number): Workload {
  const ground = createGround(ACCOUNTS)
  const one = (): Transaction => transactionOf(ground, random(ACCOUNTS), [pay(random(ACCOUNTS))], 1_000)
  return { ground, first: [], perTransaction: 1, next: () => Array.from({ length: count }, one) }
}

/** Transactions of 1,024 transfers each; none has a receiver that another one of the commit has. */
export function batches(count: number): Workload {
  const ground = createGround(ACCOUNTS)
  const one = (_: unknown, index: number): Transaction => {
    const calls = Array.from({ length: BATCH }, (_, i) =>
      pay(count + ((index * BATCH + i) % (ACCOUNTS - count))),
    )
    return transactionOf(ground, index, calls, 1_000 * BATCH)
  }
  return { ground, first: [], perTransaction: BATCH, next: () => Array.from({ length: count }, one) }
}

/** Items with metadata, minted by a thousand creators in a collection of each. */
export function mints(count: number): Workload {
  const ground = createGround(ACCOUNTS)
  let minted = 0
  const open = (_: unknown, creator: number): Transaction => {
    const params = encode(nft.calls.createCollection.params, {
      ...{ salt: ANCHOR, name: 'Nocturnes', description: 'Drawings of the same night.' },
      ...{ metadataUri: `demiurge://bench/${addressAt(creator)}`, metadataHash: ANCHOR, maxSupply: null },
      ...{ editions: 1, royaltyBps: 500, soulbound: false, mutableMetadata: false },
    })
    return transactionOf(ground, creator, [{ method: 'nft.createCollection', params }], 10_000)
  }
  const one = (_: unknown, index: number): Transaction => {
    const creator = index % CREATORS
    const content = addressAt(ACCOUNTS + minted++)
    const params = encode(nft.calls.mint.params, {
      ...{ collection: collectionId(addressAt(creator), ANCHOR), to: addressAt(creator), royaltyBps: null },
      ...{ soulbound: false, metadataUri: `demiurge://bench/assets/${content}`, metadataHash: content },
      ...{ contentHash: content, provenanceHash: content },
    })
    return transactionOf(ground, creator, [{ method: 'nft.mint', params }], 6_000)
  }
  const first = Array.from({ length: CREATORS }, open)
  return { ground, first, perTransaction: 1, next: () => Array.from({ length: count }, one) }
}
