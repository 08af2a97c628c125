import { TRANSACTIONS_TYPE, TransactionBatch } from '@demiurge/api'
import { encode } from '@demiurge/codec'
import { balances, nft } from '@demiurge/modules'
import { expect, test } from 'vitest'
import { signedCalls, testSigner } from './chain-client.ts'
import { startTestNode, type TestNode } from './running.ts'

/** What the test looks at of `node_getProfile`. */
interface Profile {
  readonly transactions: string
  readonly execution: {
    readonly threads: number
    readonly lanes: readonly { readonly shards: number }[]
    readonly speculated: string
    readonly splits: string
    readonly failures: string
  }
}

const funder = testSigner(0)
const payers = Array.from({ length: 6 }, (_, i) => testSigner(1 + i))

const pay = (to: string, amount: bigint) => ({
  method: 'balances.transfer',
  params: encode(balances.calls.transfer.params, { to, amount }),
})

const openCollection = (salt: string) => ({
  method: 'nft.createCollection',
  params: encode(nft.calls.createCollection.params, {
    ...{ salt, name: 'Load', description: '', metadataUri: 'ipfs://c', metadataHash: salt },
    ...{ maxSupply: null, editions: 1, royaltyBps: 0, soulbound: false, mutableMetadata: false },
  }),
})

/** Submits transactions in one batch and waits until so many are final. */
async function submit(node: TestNode, transactions: readonly Uint8Array[], final: number): Promise<Profile> {
  const response = await fetch(`${node.node.http}/api/v1/transactions`, {
    method: 'POST',
    headers: { 'content-type': TRANSACTIONS_TYPE },
    body: new Uint8Array(encode(TransactionBatch, transactions)),
  })
  expect(response.status).toBe(202)
  const answers = JSON.stringify(await response.json())
  expect(answers).not.toContain('error')
  for (;;) {
    const profile = (await node.call('node_getProfile')) as Profile
    if (Number(profile.transactions) >= final) return profile
  }
}

test('a node with a thread to spare executes its load in two lanes and tells of it', async () => {
  await using node = await startTestNode({ executionThreads: '1' })
  const head = async () => (await node.call('chain_getHead')) as { anchor: string; stateRoot: string }
  const options = async (nonce: bigint) => ({ nonce, maxFee: 10n ** 13n, anchor: (await head()).anchor })
  const gifts = payers.map(({ address }) => pay(address, 10n ** 14n))
  let profile = await submit(node, [signedCalls(funder, gifts, await options(0n)).bytes], 1)
  expect(profile.execution).toMatchObject({ threads: 1, lanes: [{ shards: 256 }], splits: '0' })
  for (let round = 0; Number(profile.execution.speculated) === 0; round++) {
    expect(round).toBeLessThan(30)
    const terms = await options(BigInt(round))
    const many = Array.from({ length: 300 }, (_, i) =>
      openCollection(`0x${(round * 300 + i).toString(16).padStart(64, '0')}`),
    )
    const batch = payers.map((each) => signedCalls(each, many, terms).bytes)
    profile = await submit(node, batch, 1 + payers.length * (round + 1))
  }
  expect(Number(profile.execution.splits)).toBeGreaterThan(0)
  expect(profile.execution.failures).toBe('0')
}, 60_000)
