import { nativeHashes, nativeSuites } from '@demiurge/crypto/native'
import {
  type BlockHeader,
  checkInIsolation,
  type LedgerError,
  type PolicyOf,
  type ReceivedTransaction,
  verifyTransaction,
  ZERO_HASH,
} from '@demiurge/ledger'
import { demiurge } from '@demiurge/modules'
import { expect, test } from 'vitest'
import type { Verdict } from '../src/pool/claim-queue.ts'
import { Payloads } from '../src/validator/payloads.ts'
import { signedTransfer, testSigner } from './chain-client.ts'

const ada = testSigner(1)
const eve = testSigner(2)
const transfer = (signer: typeof ada, nonce: bigint, withPolicy: boolean): Uint8Array =>
  signedTransfer(signer, { to: eve.address, amount: 1n, nonce, anchor: ZERO_HASH, withPolicy }).bytes
const blockOf = (id: string, round = 1) => ({ id, round, header: { epoch: 0n } as BlockHeader })

function create(known: PolicyOf = () => undefined): { payloads: Payloads; verified: () => number } {
  let verified = 0
  const payloads = new Payloads({
    chainId: 'demiurge-dev',
    verify: (received, policyOf) => {
      verified += received.length
      // As the worker threads do: the refusal comes later.
      return Promise.resolve().then(() => received.map((each) => verdictOn(each, policyOf)))
    },
    inPool: () => undefined,
    policyOf: known,
    digest: nativeHashes['sha3-256'].digest,
  })
  return { payloads, verified: () => verified }
}

function verdictOn({ bytes }: ReceivedTransaction, policyOf: PolicyOf): Verdict {
  try {
    const rules = { chainId: 'demiurge-dev', prepare: demiurge.prepare }
    return verifyTransaction(checkInIsolation(bytes, rules), policyOf, nativeSuites)
  } catch (error) {
    return error as LedgerError
  }
}

const noncesOf = (payloads: Payloads, block: string): bigint[] =>
  payloads.of(block).transactions.map(({ envelope }) => envelope.nonce)

test('what cannot be read or is badly signed has no effect, and the rest of the block has', async () => {
  const { payloads } = create()
  const forged = Uint8Array.from(transfer(ada, 7n, true))
  forged[forged.length - 40] = (forged[forged.length - 40] ?? 0) ^ 1
  payloads.add(blockOf('b'), [
    new Uint8Array([1, 2, 3]),
    transfer(ada, 0n, true),
    forged,
    transfer(ada, 1n, true),
  ])
  await payloads.settle(['b'])
  expect(noncesOf(payloads, 'b')).toEqual([0n, 1n])
  expect(payloads.of('b').bytes).toHaveLength(4)
  expect(payloads.settle(['b'])).toBeUndefined()
})

test('keys may come with an earlier transaction of the commit, but not with a later one', async () => {
  const { payloads } = create()
  payloads.add(blockOf('late'), [transfer(ada, 1n, false)])
  payloads.add(blockOf('first'), [transfer(ada, 0n, true)])
  await payloads.settle(['late', 'first'])
  expect([noncesOf(payloads, 'late'), noncesOf(payloads, 'first')]).toEqual([[], [0n]])

  const again = create().payloads
  again.add(blockOf('late'), [transfer(ada, 1n, false)])
  again.add(blockOf('first'), [transfer(ada, 0n, true)])
  await again.settle(['first', 'late'])
  expect([noncesOf(again, 'first'), noncesOf(again, 'late')]).toEqual([[0n], [1n]])
})

test('keys in the state are enough, and keys of somebody else are not', async () => {
  const { payloads } = create((account) => (account === ada.address ? ada.policy : undefined))
  payloads.add(blockOf('b'), [transfer(ada, 3n, false), transfer(eve, 0n, false)])
  await payloads.settle(['b'])
  expect(noncesOf(payloads, 'b')).toEqual([3n])
})

test('payloads of blocks that never came into the order are forgotten', () => {
  const { payloads } = create()
  payloads.add(blockOf('old', 3), [transfer(ada, 0n, true)])
  payloads.add(blockOf('new', 9), [transfer(ada, 0n, true)])
  payloads.forget(0n, 5)
  expect([payloads.has('old'), payloads.has('new')]).toEqual([false, true])
  payloads.forget(1n, 0)
  expect(payloads.has('new')).toBe(false)
})
