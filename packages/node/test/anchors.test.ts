import { decode, encode, formatAddress, fromHex, toHex } from '@demiurge/codec'
import { collectionId, nft, transparency } from '@demiurge/modules'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signedCalls, testSigner } from './chain-client.ts'
import { createTestNetwork, type TestNetwork, until } from './network-of-nodes.ts'

let network: TestNetwork
const ada = testSigner(0)
const hash = (n: number): string => `0x${n.toString(16).padStart(64, '0')}`
const collection = collectionId(ada.address, hash(1))
const nothing = { metadataUri: '', metadataHash: hash(0), soulbound: false }

beforeAll(async () => {
  network = await createTestNetwork({
    validators: 3,
    settings: { anchorEvery: '8', idleRoundMs: '50', snapshotEvery: '16' },
  })
  await Promise.all([0, 1, 2, 3].map((number) => network.start(number)))
}, 60_000)
afterAll(() => network[Symbol.asyncDispose]())

/** Mints the item of this number, the first one with its collection. */
async function mint(number: number): Promise<void> {
  const { anchor } = await network.call<{ anchor: string }>(0, 'chain_getHead')
  const opening = {
    ...{ salt: hash(1), name: 'Tests', description: '', maxSupply: null, editions: 1, royaltyBps: 0 },
    ...{ ...nothing, mutableMetadata: false },
  }
  const item = {
    ...{ collection, to: ada.address, royaltyBps: null, contentHash: hash(100 + number) },
    ...{ ...nothing, provenanceHash: hash(0) },
  }
  const create = encode(nft.calls.createCollection.params, opening)
  const minting = { method: 'nft.mint', params: encode(nft.calls.mint.params, item) }
  const calls = number === 0 ? [{ method: 'nft.createCollection', params: create }, minting] : [minting]
  const { bytes } = signedCalls(ada, calls, { nonce: BigInt(number), anchor, chainId: 'network-test' })
  await network.call(0, 'tx_submit', { transaction: toHex(bytes) })
}

const anchorAt = (node: number) =>
  network.call<{ size: string; by: string } | null>(node, 'provenance_getAnchor')

/** Sizes of the log in all anchors that validators have put on the chain, in the chain's order. */
async function allAnchors(): Promise<readonly bigint[]> {
  const found: { readonly height: number; readonly size: bigint }[] = []
  for (const { account } of network.keys) {
    const { transactions } = await network.call<{
      transactions: readonly { id: string; height: string; methods: readonly string[] }[]
    }>(3, 'account_listTransactions', { address: formatAddress(account), before: null, limit: 100 })
    for (const { id, height, methods } of transactions) {
      if (!methods.includes('transparency.anchor')) continue
      const events = await network.call<readonly { event: { name: string; data: string } }[]>(
        3,
        'tx_getEvents',
        { id },
      )
      for (const { event } of events)
        if (event.name === 'transparency.anchored')
          found.push({
            height: Number(height),
            size: decode(transparency.events.anchored.data, fromHex(event.data)).size,
          })
    }
  }
  return found.toSorted((a, b) => a.height - b.height).map(({ size }) => size)
}

test('validators anchor the log that all of them keep: each head once, and everyone knows it', async () => {
  for (let number = 0; number < 4; number++) {
    await mint(number)
    await until(
      async () => Number((await anchorAt(number))?.size ?? 0) === number + 1,
      `node ${number} knows an anchor of ${number + 1} entries`,
    )
  }
  // A while in which the other validators' turns come, too.
  const { height } = network.node(3)
  const later = height() + 64n
  await until(() => height() >= later, 'their turns have passed')
  expect(await allAnchors()).toEqual([1n, 2n, 3n, 4n])
  const posts = await Promise.all(
    [0, 1, 2, 3].map(async (node) => {
      const { provenance } = await network.call<{
        provenance: { entries: string; anchored: string; anchoredAt: string; posted: string }
      }>(node, 'node_getProfile')
      expect(provenance).toMatchObject({ entries: '4', anchored: '4', anchoredAt: expect.any(String) })
      return Number(provenance.posted)
    }),
  )
  expect(posts.reduce((sum, each) => sum + each, 0)).toBe(4)
  // Who has no seat posts nothing.
  expect(posts[3]).toBe(0)
}, 60_000)

test('a node that joins by a snapshot knows the anchor from the state, though it saw nobody post it', async () => {
  await network.start(4, { join: 'snapshot' })
  await expect(network.call(4, 'chain_getCommit', { height: '1' })).rejects.toThrow(/commits from [0-9]+ on/)
  expect(await anchorAt(4)).toEqual(await anchorAt(0))
}, 60_000)
