import {
  LogEntry,
  leafHash,
  logEntryBytes,
  parseNoteKey,
  verifyCheckpoint,
  verifyInclusion,
} from '@demiurge/art'
import { type Codec, decode, encode, formatAddress, toHex } from '@demiurge/codec'
import { nativeSuites } from '@demiurge/crypto/native'
import { encodeTransaction, transactionId, transactionMessage } from '@demiurge/ledger'
import { collectionId, itemId, nft } from '@demiurge/modules'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testSigner } from './chain-client.ts'
import { startTestNode, type TestNode } from './running.ts'

let running: TestNode
const ada = testSigner(0)
const bob = testSigner(1)
const hash = (n: number): string => `0x${n.toString(16).padStart(64, '0')}`
const collection = collectionId(ada.address, hash(1))
const first = itemId(collection, 1n)

beforeAll(async () => {
  running = await startTestNode()
})
afterAll(() => running[Symbol.asyncDispose]())

type Calls = typeof nft.calls

/** Sends one transaction of ada's and waits until it is final. */
async function send(nonce: bigint, ...calls: readonly (readonly [keyof Calls, unknown])[]): Promise<string> {
  const { anchor } = (await running.call('chain_getHead')) as { anchor: string }
  const now = BigInt(Date.now())
  const transaction = {
    chainId: 'demiurge-dev',
    sender: ada.address,
    lane: 0,
    nonce,
    validFrom: now - 240_000n,
    validUntil: now + 240_000n,
    anchor,
    tip: 0n,
    maxFee: 1_000_000_000n,
    payer: null,
    calls: calls.map(([name, params]) => ({
      method: `nft.${name}`,
      params: encode(nft.calls[name].params as Codec<unknown>, params),
    })),
  }
  const id = transactionId(transaction)
  const signatures = [...ada.sign(transactionMessage(id))]
  const authorization = { policy: nonce === 0n ? ada.policy : null, signatures }
  await running.call('tx_submit', {
    transaction: toHex(encodeTransaction({ transaction, authorization, payerAuthorization: null })),
  })
  for (;;) {
    const { stage, receipt } = (await running.call('tx_getStatus', { id })) as {
      stage: string
      receipt: { outcome: { kind: string } }
    }
    if (stage === 'final' || stage === 'certified') {
      expect(receipt.outcome.kind).toBe('applied')
      return id
    }
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

const item = (n: number): Record<string, unknown> => ({
  metadataUri: '',
  metadataHash: hash(100 + n),
  contentHash: hash(200 + n),
  provenanceHash: hash(0),
})

test('a collection without a drop says so, and one that does not exist as well', async () => {
  const other = { id: hash(77) }
  await expect(running.call('nft_getDrop', other)).rejects.toThrow(/nft\.UnknownCollection/)
  const of = { collection: hash(77), account: formatAddress(ada.address) }
  await expect(running.call('nft_getClaims', of)).rejects.toThrow(/nft\.NoDrop/)
})

test('lists and histories follow what happens to items', async () => {
  await send(
    0n,
    [
      'createCollection',
      {
        salt: hash(1),
        name: 'Tests',
        description: '',
        metadataUri: '',
        metadataHash: hash(0),
        maxSupply: null,
        editions: 1,
        royaltyBps: 500,
        soulbound: false,
        mutableMetadata: false,
      },
    ],
    ['mint', { collection, to: ada.address, royaltyBps: null, soulbound: false, ...item(1) }],
    ['mint', { collection, to: ada.address, royaltyBps: null, soulbound: false, ...item(2) }],
  )
  await send(
    1n,
    ['setTrait', { item: first, name: 'level', value: '7' }],
    ['transfer', { item: first, to: bob.address }],
  )
  await send(2n, ['burn', { item: itemId(collection, 2n) }])

  const detail = (await running.call('nft_getItem', { id: first })) as {
    view: { item: { owner: string }; collectionName: string }
    traits: { name: string; value: string }[]
    history: { kind: string }[]
  }
  expect(detail.view.item.owner).toBe(formatAddress(bob.address))
  expect(detail.view.collectionName).toBe('Tests')
  expect(detail.traits).toMatchObject([{ name: 'level', value: '7' }])
  expect(detail.history.map(({ kind }) => kind)).toEqual(['minted', 'traitChanged', 'transferred'])

  const page = async (params: object): Promise<string[]> =>
    (
      (await running.call('nft_listItems', { limit: 10, ...params })) as { items: { id: string }[] }
    ).items.map(({ id }) => id)
  expect(await page({ owner: formatAddress(bob.address) })).toEqual([first])
  expect(await page({ owner: formatAddress(ada.address) })).toEqual([])
  expect(await page({ collection })).toEqual([itemId(collection, 2n), first])
  const view = (await running.call('nft_getCollection', { id: collection })) as {
    items: number
    owners: number
  }
  expect([view.items, view.owners]).toEqual([1, 1])
  expect(await running.call('nft_findByContent', { sha256: hash(201) })).toBe(first)
  await expect(running.call('nft_getItem', { id: hash(9) })).rejects.toThrow(/nft\.UnknownItem/)
})

test('pages of a list meet without gap or overlap', async () => {
  const seen: string[] = []
  let before: string | null = null
  do {
    const page = (await running.call('nft_listItems', { limit: 1, before })) as {
      items: { id: string }[]
      next: string | null
    }
    seen.push(...page.items.map(({ id }) => id))
    before = page.next
  } while (before !== null)
  expect(new Set(seen).size).toBe(seen.length)
  expect(seen).toHaveLength(2)
})

test('the provenance log holds every step, and any tlog client can check it', async () => {
  const { http } = running.node
  const note = await (await fetch(`${http}/log/checkpoint`)).text()
  const { logKeys, logOrigin } = (await running.call('chain_getInfo')) as {
    logKeys: string[]
    logOrigin: string
  }
  const { checkpoint, signatures } = verifyCheckpoint(note, logKeys.map(parseNoteKey), {
    suites: nativeSuites,
    origin: logOrigin,
  })
  expect(signatures.map(({ algorithm }) => algorithm)).toEqual(['ed25519', 'ml-dsa-44'])
  // minted, minted, traitChanged, transferred, burned
  expect(checkpoint.size).toBe(5)

  const tile = new Uint8Array(await (await fetch(`${http}/log/tile/0/000.p/5`)).arrayBuffer())
  const bundle = new Uint8Array(await (await fetch(`${http}/log/tile/entries/000.p/5`)).arrayBuffer())
  let at = 0
  const kinds = Array.from({ length: 5 }, (_, i) => {
    const length = ((bundle[at] ?? 0) << 8) | (bundle[at + 1] ?? 0)
    const entry = decode(LogEntry, bundle.subarray(at + 2, at + 2 + length))
    at += 2 + length
    expect(toHex(leafHash(logEntryBytes(entry)))).toBe(toHex(tile.subarray(i * 32, i * 32 + 32)))
    return entry.kind
  })
  expect(kinds).toEqual(['minted', 'minted', 'traitChanged', 'transferred', 'burned'])
  const leaves = Array.from({ length: 5 }, (_, i) => tile.subarray(i * 32, i * 32 + 32))
  const claim = {
    index: 4,
    size: 5,
    leafHash: leaves[4] ?? new Uint8Array(),
    proof: [],
    root: checkpoint.root,
  }
  expect(verifyInclusion(claim)).toBe(false)
  expect((await fetch(`${http}/log/tile/0/000.p/6`)).status).toBe(404)
  expect((await fetch(`${http}/log/tile/x`)).status).toBe(404)
})

test('search finds things by what people know of them', async () => {
  const kinds = async (query: string): Promise<string[]> =>
    ((await running.call('search', { query })) as { kind: string }[]).map(({ kind }) => kind)
  expect(await kinds(first)).toEqual(['item'])
  // The index of words follows the chain by itself.
  while ((await kinds('tests')).length < 2) await new Promise((resolve) => setTimeout(resolve, 5))
  expect(await kinds('tests')).toEqual(['collection', 'item'])
  expect(await kinds('1')).toEqual(['commit'])
  expect(await kinds(formatAddress(bob.address))).toEqual(['account'])
  expect(await kinds('dem1nonsense')).toEqual([])
  expect(await kinds('')).toEqual([])
})

test('verifications are counted', async () => {
  await running.call('provenance_countVerification', { id: first, valid: true, source: 'cli' })
  const count = await running.call('provenance_countVerification', {
    id: first,
    valid: false,
    source: 'dashboard',
  })
  expect(count).toMatchObject({ verified: 1, failed: 1, sources: 2 })
})
