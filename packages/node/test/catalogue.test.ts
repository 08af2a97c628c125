import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { methods, type ParamsOf, type ResultOf } from '@demiurge/api'
import { canonicalJson, createMetadata, parseCheckpoint, parseNote } from '@demiurge/art'
import { type Codec, encode, formatAddress, fromJson, type Json, toHex, toJson } from '@demiurge/codec'
import { encodeTransaction, transactionId, transactionMessage } from '@demiurge/ledger'
import { balances, collectionId, demiurge, itemId, nft } from '@demiurge/modules'
import { forgetIndex } from '@demiurge/node'
import { openStore } from '@demiurge/store'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rangeOf } from '../src/index/keys.ts'
import { testSigner } from './chain-client.ts'
import { startTestNode, type TestNode } from './running.ts'

let running: TestNode
const data = mkdtempSync(join(tmpdir(), 'demiurge-catalogue-'))
const ada = testSigner(0)
const bob = testSigner(1)
const hash = (n: number): string => `0x${n.toString(16).padStart(64, '0')}`
const collection = collectionId(ada.address, hash(1))
const item = (serial: number): string => itemId(collection, BigInt(serial))
let nonce = 0n

type Methods = typeof methods

/** Calls a method of the contract with values, not JSON. */
async function ask<K extends keyof Methods>(
  name: K,
  params: Partial<ParamsOf<Methods[K]>> = {},
): Promise<ResultOf<Methods[K]>> {
  const codec = methods[name].params as Codec<unknown> & { fields: Record<string, Codec<unknown>> }
  const whole = Object.fromEntries(Object.keys(codec.fields).map((field) => [field, null]))
  const json = await running.call(name, toJson(codec, { ...whole, ...params }))
  return fromJson(methods[name].result as Codec<unknown>, json as Json) as ResultOf<Methods[K]>
}

function codecOf(method: string): Codec<unknown> {
  const [module, name = ''] = method.split('.')
  const calls = Object(demiurge.modules.find((each) => each.name === module)).calls
  return (calls[name] as { readonly params: Codec<unknown> }).params
}

/** Sends one transaction of ada's and waits until it is final and the index has it. */
async function send(...calls: readonly (readonly [method: string, params: unknown])[]): Promise<string> {
  const { anchor } = await ask('chain_getHead')
  const now = BigInt(Date.now())
  const transaction = {
    ...{ chainId: 'demiurge-dev', sender: ada.address, lane: 0, nonce: nonce++ },
    ...{ validFrom: now - 240_000n, validUntil: now + 240_000n, anchor },
    ...{ tip: 0n, maxFee: 1_000_000_000n, payer: null },
    calls: calls.map(([method, params]) => ({
      method,
      params: encode(codecOf(method), params),
    })),
  }
  const id = transactionId(transaction)
  const authorization = {
    policy: nonce === 1n ? ada.policy : null,
    signatures: [...ada.sign(transactionMessage(id))],
  }
  const bytes = encodeTransaction({ transaction, authorization, payerAuthorization: null })
  await running.call('tx_submit', { transaction: toHex(bytes) })
  for (;;) {
    const { stage, height, receipt } = await ask('tx_getStatus', { id })
    if (stage !== 'final' && stage !== 'certified') await new Promise((resolve) => setTimeout(resolve, 5))
    else {
      expect(receipt?.outcome).toMatchObject({ kind: 'applied' })
      await untilIndexed(height ?? 0n)
      return id
    }
  }
}

async function untilIndexed(height: bigint): Promise<void> {
  for (;;) {
    const status = await ask('index_getStatus')
    expect(status.failure).toBeNull()
    if (!status.isRebuilding && status.height >= height) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

async function metadataOf(
  name: string,
  description: string,
  traits: Record<string, string>,
): Promise<string> {
  const document = createMetadata({
    ...{ name, description, uuid: '018f3d2c-6c1e-7b3a-9c5d-1f2e3a4b5c6d', createdAt: '2026-01-31T12:00:00Z' },
    mediaType: 'image/png',
    image: `demiurge://demiurge-dev/assets/${'0'.repeat(64)}`,
    attributes: Object.entries(traits).map(([trait_type, value]) => ({ trait_type, value })),
  })
  const body = canonicalJson(document)
  const response = await fetch(`${running.node.http}/api/v1/assets`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  return ((await response.json()) as { sha256: string }).sha256
}

const mint = (serial: number, metadataHash: string, to = ada.address): readonly [string, unknown] => [
  `${nft.name}.mint`,
  {
    ...{ collection, to, royaltyBps: null, soulbound: false, metadataUri: '', metadataHash },
    ...{ contentHash: hash(200 + serial), provenanceHash: hash(0) },
  },
]

beforeAll(async () => {
  running = await startTestNode({ store: 'rocksdb' }, data)
  const skies = ['Dawn', 'Dawn', 'Night', 'Dawn']
  const hashes: string[] = []
  for (const [i, sky] of skies.entries())
    hashes.push(
      await metadataOf(`Tide ${i + 1}`, i === 2 ? 'A lighthouse keeps watch.' : 'Water.', {
        Sky: sky,
        Sea: i === 3 ? 'Storm' : 'Calm',
      }),
    )
  const opening = {
    ...{ salt: hash(1), name: 'Tides', description: 'Four views of the shore', metadataUri: '' },
    ...{ metadataHash: hash(0), maxSupply: null, editions: 1, royaltyBps: 500 },
    ...{ soulbound: false, mutableMetadata: false },
  }
  await send(
    [`${nft.name}.createCollection`, opening],
    ...hashes.map((metadata, i) => mint(i + 1, metadata, i === 1 ? bob.address : ada.address)),
  )
  await send([`${nft.name}.transfer`, { item: item(1), to: bob.address }])
  await send([`${balances.name}.transfer`, { to: bob.address, amount: 7_000_000_000n }])
  await send([`${nft.name}.setTrait`, { item: item(4), name: 'Mood', value: 'Wild' }])
})
afterAll(async () => {
  await running[Symbol.asyncDispose]()
  rmSync(data, { recursive: true, force: true })
})

const titles = async (query: string, kinds: string[] | null = null): Promise<string[]> =>
  (await ask('search_find', { query, kinds, limit: 20 })).results.map(({ title }) => title)

test('works are found by the words of their name, description, traits and collection', async () => {
  expect(await titles('lighthouse')).toEqual(['Tide 3'])
  expect(await titles('storm ')).toEqual(['Tide 4'])
  expect(await titles('wild mood ')).toEqual(['Tide 4'])
  expect((await titles('tides')).slice(0, 1)).toEqual(['Tides'])
  expect(new Set(await titles('tide', ['item']))).toEqual(new Set(['Tide 1', 'Tide 2', 'Tide 3', 'Tide 4']))
  expect(await titles('shore', ['item'])).toEqual([])
  const [found] = (await ask('search_find', { query: 'watch', limit: 5 })).results
  expect(found).toMatchObject({ kind: 'item', id: item(3), context: 'Tides', field: 'description' })
  expect(found?.marks).toEqual([{ from: 19, to: 24 }])
})

test('everything is found by the beginning of its identifier', async () => {
  const kinds = async (query: string): Promise<string[]> =>
    (await ask('search_find', { query, limit: 20 })).results.map(({ kind }) => kind)
  expect(await kinds(item(2).slice(0, 13))).toEqual(['item'])
  expect(await kinds(collection.slice(2, 12))).toEqual(['collection'])
  expect(await kinds(formatAddress(bob.address).slice(0, 20))).toEqual(['account'])
  expect(await kinds(formatAddress(bob.address))).toEqual(['account'])
  expect(await kinds('1')).toContain('commit')
  expect(await kinds('dem1ooo')).toEqual([])
})

test('pages of results meet without gap or overlap', async () => {
  const seen: string[] = []
  let before: bigint | null = null
  do {
    const page: ResultOf<Methods['search_find']> = await ask('search_find', {
      query: 'tide',
      before,
      limit: 2,
    })
    seen.push(...page.results.map(({ id }) => id))
    before = page.next
  } while (before !== null)
  expect(seen).toHaveLength(5)
  expect(new Set(seen).size).toBe(5)
})

test('a collection is filtered by traits and sorted by rarity', async () => {
  const names = async (sort: string, traits: { name: string; value: string }[] = []): Promise<string[]> =>
    (await ask('nft_findItems', { collection, sort, traits, limit: 10 })).items.map(({ view }) => view.name)
  expect(await names('oldest')).toEqual(['Tide 1', 'Tide 2', 'Tide 3', 'Tide 4'])
  expect((await names('rarest'))[0]).toBe('Tide 4')
  expect(await names('newest', [{ name: 'Sky', value: 'Dawn' }])).toEqual(['Tide 4', 'Tide 2', 'Tide 1'])
  const either = [
    { name: 'Sky', value: 'Night' },
    { name: 'Sky', value: 'Dawn' },
    { name: 'Sea', value: 'Calm' },
  ]
  expect(await names('oldest', either)).toEqual(['Tide 1', 'Tide 2', 'Tide 3'])
  expect(await names('oldest', [{ name: 'Hat', value: 'Red' }])).toEqual([])
  await expect(names('best')).rejects.toThrow(/nft\.UnknownSort: sort is "best"/)

  const { total, facets } = await ask('nft_listTraits', {
    collection,
    traits: [{ name: 'Sky', value: 'Night' }],
  })
  expect(total).toBe(1)
  // A trait's own choice leaves its other values to choose from; the others are narrowed.
  expect(facets.find(({ name }) => name === 'Sky')?.values).toEqual([
    { value: 'Dawn', items: 3 },
    { value: 'Night', items: 1 },
  ])
  expect(facets.find(({ name }) => name === 'Sea')?.values).toEqual([{ value: 'Calm', items: 1 }])
  const rarity = await ask('nft_getRarity', { id: item(4) })
  expect(rarity).toMatchObject({ rank: 1, of: 4 })
  expect(rarity?.traits).toContainEqual({ name: 'Mood', value: 'Wild', items: 1 })
})

test('statistics, holders and timeline say what happened', async () => {
  const statistics = await ask('nft_getStatistics', { id: collection })
  expect(statistics).toMatchObject({
    items: 4,
    minted: 4n,
    burned: 0n,
    transfers: 1n,
    holders: 2,
    largest: 2,
  })
  expect(statistics.distribution[1]).toEqual({ from: 2, to: 3, holders: 2 })
  const { bucketMs, buckets } = await ask('nft_getTimeline', { id: collection })
  expect(bucketMs).toBe(3_600_000n)
  expect(buckets.reduce((sum, { minted }) => sum + minted, 0)).toBe(4)
  const first = await ask('nft_listHolders', { collection, limit: 1 })
  const second = await ask('nft_listHolders', { collection, limit: 1, after: first.next })
  const holders = [...first.holders, ...second.holders].map(({ address }) => address)
  expect(new Set(holders)).toEqual(new Set([ada.address, bob.address]))
  expect([second.next, first.total]).toEqual([null, 2])
})

test('an item, a collection and an account each have their story, page by page', async () => {
  const story = await ask('nft_listEvents', { item: item(1), limit: 10 })
  expect(story.events.map(({ entry }) => entry.kind)).toEqual(['transferred', 'minted'])
  const all = await ask('nft_listEvents', { collection, limit: 4 })
  const rest = await ask('nft_listEvents', { collection, limit: 4, after: all.next })
  expect([...all.events, ...rest.events].map(({ name, entry }) => `${name} ${entry.kind}`)).toEqual([
    'Tide 4 traitChanged',
    'Tide 1 transferred',
    ...['Tide 4 minted', 'Tide 3 minted', 'Tide 2 minted', 'Tide 1 minted'],
  ])
  const moved = await ask('nft_listEvents', { collection, kinds: ['transferred'], limit: 4 })
  expect(moved.events).toHaveLength(1)
  const activity = await ask('account_listActivity', { address: bob.address, limit: 10 })
  expect(activity.entries.map(({ kind, name, amount }) => [kind, name, amount])).toEqual([
    ['received', '', 7_000_000_000n],
    ['taken', 'Tide 1', null],
    ['taken', 'Tide 2', null],
  ])
  const coins = await ask('account_listActivity', { address: ada.address, kinds: ['sent'], limit: 10 })
  expect(coins.entries.map(({ other }) => other)).toEqual([bob.address])
  await expect(ask('nft_listEvents', { limit: 1 })).rejects.toThrow(/nft\.OneFilter/)
})

test('hostile questions get a clear error or an answer, never a failure', async () => {
  const names = [
    'search_find',
    'nft_findItems',
    'nft_listHolders',
    'nft_listEvents',
    'account_listActivity',
  ] as const
  const anything = fc.dictionary(
    fc.constantFrom(
      'query',
      'collection',
      'item',
      'address',
      'kinds',
      'after',
      'before',
      'limit',
      'sort',
      'traits',
      'from',
    ),
    fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom(
        collection,
        item(1),
        formatAddress(ada.address),
        `0x${'ff'.repeat(16)}`,
        0,
        100,
        65_535,
      ),
    ),
  )
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), anything, async (name, params) => {
      await running.call(name, params).catch((error: unknown) => {
        expect(String(error)).not.toMatch(/internal/)
      })
    }),
    { numRuns: 150 },
  )
})

test('what the node counts can be read by Prometheus', async () => {
  const response = await fetch(`${running.node.http}/metrics`)
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
  const lines = (await response.text()).trimEnd().split('\n')
  for (const line of lines)
    expect(line).toMatch(/^(# (HELP|TYPE) demiurge_\w+ .+|demiurge_\w+(\{\w+="\w+"\})? \d+(\.\d+)?(e-\d+)?)$/)
  expect(lines).toContain('demiurge_ready 1')
  expect(lines.some((line) => line.startsWith('demiurge_stage_seconds{stage="execute"} '))).toBe(true)
})

test('a head of the log on the chain counts when it is one of this log, and only while it is', async () => {
  const { note } = await ask('provenance_getCheckpoint')
  const { origin, size, root } = parseCheckpoint(parseNote(note).text)
  const anchor = (of: bigint, to: string) =>
    send(['transparency.anchor', { origin, size: of, root: to }] as [string, unknown])
  expect(await ask('provenance_getAnchor')).toBeNull()
  await send(['transparency.anchor', { origin: 'another log', size: 1n, root: toHex(root) }])
  expect(await ask('provenance_getAnchor')).toBeNull()
  await anchor(BigInt(size), toHex(root))
  const head = { origin, by: ada.address, size: BigInt(size), root: toHex(root) }
  expect(await ask('provenance_getAnchor')).toMatchObject(head)
  // The account tells of entries that the log never had: what it said before is gone from the state.
  await anchor(BigInt(size) + 5n, `0x${'11'.repeat(32)}`)
  expect(await ask('provenance_getAnchor')).toBeNull()
})

test('the dashboard for Grafana asks for what the node counts, and for all of it', async () => {
  const told = await (await fetch(`${running.node.http}/metrics`)).text()
  const families = new Map(
    Array.from(told.matchAll(/^# TYPE (demiurge_\w+) (\w+)$/gm), ([, n = '', t]) => [n, t]),
  )
  const labels = new Map(
    Array.from(told.matchAll(/^(demiurge_\w+)\{(\w+)=/gm), ([, n = '', l = '']) => [n, l]),
  )
  const { panels } = JSON.parse(readFileSync('ops/grafana/demiurge.json', 'utf8')) as { panels: Panel[] }
  const queries = panels.flatMap(({ targets = [] }) => targets)
  const asked = queries.flatMap(({ expr }) => Array.from(expr.matchAll(/demiurge_\w+/g), ([name]) => name))
  expect([...new Set(asked)].toSorted()).toEqual([...families.keys()].toSorted())
  for (const { expr, legendFormat } of queries) {
    const names = Array.from(expr.matchAll(/demiurge_\w+/g), ([name]) => name)
    // A counter is of use by its rate only; a legend can name only what a sample is labelled with.
    for (const name of names) if (families.get(name) === 'counter') expect(expr).toContain(`rate(${name}{`)
    for (const [, label = ''] of legendFormat.matchAll(/\{\{(\w+)\}\}/g))
      expect(['instance', ...names.map((name) => labels.get(name))]).toContain(label)
  }
  const ids = panels.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const { gridPos } of panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24)
})

/** A panel of a Grafana dashboard, as far as it is looked at here. */
interface Panel {
  readonly id: number
  readonly gridPos: { readonly x: number; readonly w: number }
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[]
}

test('a transaction with more events than one step of the index takes is taken in whole, once', async () => {
  const transfers = Array.from({ length: 700 }, () => [
    `${balances.name}.transfer`,
    { to: bob.address, amount: 1_000_000n },
  ])
  await send(...(transfers as [string, unknown][]))
  await send(...(transfers.slice(0, 40) as [string, unknown][]))
  let [seen, after]: [number, string | null] = [0, null]
  do {
    const page: ResultOf<Methods['account_listActivity']> = await ask('account_listActivity', {
      ...{ address: bob.address, kinds: ['received'], after, limit: 100 },
    })
    seen += page.entries.length
    after = page.next
  } while (after !== null)
  expect(seen).toBe(741)
})

test('built anew from the chain the index is the same, entry by entry', async () => {
  await running.node.close()
  const read = async (): Promise<string[]> => {
    const store = await openStore({ directory: join(data, 'store'), engine: 'rocksdb' })
    const entries: string[] = []
    for (const table of ['f', 'g'] as const)
      for await (const [key, value] of store.iterate(rangeOf(table)))
        entries.push(`${key.toHex()} ${value.toHex()}`)
    await store.close()
    return entries
  }
  const followed = await read()
  expect(followed.length).toBeGreaterThan(50)
  await forgetIndex({ data, store: 'rocksdb', storeUrl: '', storeSchema: 'auto', storeCacheMegabytes: 8 })
  running = await startTestNode({ store: 'rocksdb' }, data)
  await untilIndexed((await ask('chain_getHead')).height)
  expect(await titles('lighthouse')).toEqual(['Tide 3'])
  await running.node.close()
  expect(await read()).toEqual(followed)
  running = await startTestNode({ store: 'rocksdb' }, data)
})
