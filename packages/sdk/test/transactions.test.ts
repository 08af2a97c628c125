import { ApiError } from '@demiurge/api'
import type { Json } from '@demiurge/codec'
import { decodeTransaction } from '@demiurge/ledger'
import { itemId, nftState } from '@demiurge/modules'
import { RuntimeError } from '@demiurge/runtime'
import { defaultCollectionOf, SdkError, type Subscription, TransactionError } from '@demiurge/sdk'
import { expect, expectTypeOf, test } from 'vitest'
import { estimateFee } from '../src/tx/fee.ts'
import { ada, bob, ChainDouble, person } from './chain-double.ts'

const DEM = 1_000_000_000n

test('a payment is signed, submitted and watched in one line', async () => {
  const client = new ChainDouble().client()
  const stages: string[] = []
  const status = await client.tx.balances
    .transfer({ to: bob.address, amount: 5n * DEM })
    .sign(ada)
    .submit()
    .watch({ onStatus: ({ stage }) => stages.push(stage) })
  expect(status.receipt?.outcome.kind).toBe('applied')
  expect(stages).toEqual(['pending', 'final'])
  const { value } = await client.proveAccount(bob.address)
  expect(value?.free).toBe(10n ** 15n + 5n * DEM)
})

test('the fee that was estimated is the fee that is charged, and maxFee has room for rising prices', async () => {
  const client = new ChainDouble().client()
  const draft = client.tx.balances.transfer({ to: bob.address, amount: DEM })
  const { fee, maxFee, bytes } = await draft.estimate(ada, { tip: 3n })
  const signed = await draft.sign(ada, { tip: 3n })
  expect(signed.bytes).toHaveLength(bytes)
  expect(signed.transaction.maxFee).toBe(maxFee)
  expect(maxFee).toBe(2n * (fee - 3n) + 3n)
  const { receipt } = await signed.submit().watch()
  expect(receipt?.fee).toBe(fee)
})

test('a part of a thousand weight units is paid as a whole spark', () => {
  const prices = { weightPrice: 100n, bytePrice: 2n }
  expect(estimateFee(prices, { weight: 1, bytes: 10 }, 0n).fee).toBe(21n)
  expect(estimateFee(prices, { weight: 1_001, bytes: 0 }, 5n).fee).toBe(106n)
})

test('the public key travels once', async () => {
  const client = new ChainDouble().client()
  const pay = () => client.tx.balances.transfer({ to: bob.address, amount: DEM }).sign(ada)
  const first = await pay()
  expect(decodeTransaction(first.bytes).authorization.policy).toEqual(ada.policy)
  await first.submit()
  const second = await pay()
  expect(decodeTransaction(second.bytes).authorization.policy).toBeNull()
  expect(first.bytes.length - second.bytes.length).toBeGreaterThan(1_312)
  await second.submit().watch()
})

test('what is submitted in the same turn travels in binary batches, and each transaction has its own outcome', async () => {
  const chain = new ChainDouble()
  const client = chain.client()
  const draft = client.tx.balances.transfer({ to: bob.address, amount: DEM })
  const forger = { ...ada, sign: () => ada.sign(new Uint8Array(1)) }
  const signed = await Promise.all([draft.sign(ada), draft.sign(ada), draft.sign(forger)])
  const outcomes = await Promise.allSettled(signed.map((each) => each.submit()))
  expect(chain.batches).toEqual([3])
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
  expect(outcomes[2]).toMatchObject({ reason: { name: 'ApiError', code: 'tx.BadAuthorization' } })
  await (await draft.sign(ada)).submit()
  expect(chain.batches).toEqual([3])
})

test('an answer that does not tell of every transaction of a batch is none', async () => {
  const chain = new ChainDouble()
  const transport = {
    request: (body: Json) => chain.request(body),
    submit: async (): Promise<Json> => ({ accepted: 1, refused: [] }),
    upload: (bytes: Uint8Array, mediaType: string) => chain.upload(bytes, mediaType),
    download: (path: string) => chain.download(path),
    open: (subscription: Subscription) => chain.open(subscription),
  }
  const draft = chain.client({ transport }).tx.balances.transfer({ to: bob.address, amount: DEM })
  const signed = await Promise.all([draft.sign(ada), draft.sign(ada)])
  for (const outcome of await Promise.allSettled(signed.map((each) => each.submit())))
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'transport.BadAnswer' } })
})

test('several transactions go out without waiting for each other, in lanes of their own', async () => {
  const client = new ChainDouble().client()
  const draft = client.tx.balances.transfer({ to: bob.address, amount: DEM })
  const signed = await Promise.all([1, 2, 3].map(() => draft.sign(ada)))
  expect(signed.map(({ transaction }) => transaction.nonce)).toEqual([0n, 1n, 2n])
  const aside = await draft.sign(ada, { lane: 7 })
  expect(aside.transaction).toMatchObject({ lane: 7, nonce: 0n })
  const submitted = await Promise.all([...signed, aside].map((each) => each.submit()))
  await Promise.all(submitted.map(({ watch }) => watch()))
  // A refused nonce is not skipped: the node is asked again.
  await expect(draft.sign(ada, { nonce: 9n }).submit().watch()).rejects.toMatchObject({ code: 'tx.NonceGap' })
  expect((await draft.sign(ada)).transaction.nonce).toBe(3n)
})

test('somebody else may pay, and signs as well', async () => {
  const client = new ChainDouble().client()
  const eve = person('eve')
  const status = await client.tx.system
    .remark({ text: 'I have no coins' })
    .sign(eve, { payer: bob })
    .submit()
    .watch()
  const { value } = await client.proveAccount(bob.address)
  expect(value?.free).toBe(10n ** 15n - (status.receipt?.fee ?? 0n))
  expect((await client.proveAccount(eve.address)).value).toBeUndefined()
})

test('a batch takes effect as a whole or not at all', async () => {
  const client = new ChainDouble().client()
  const collection = defaultCollectionOf(ada.address)
  const terms = { metadataUri: '', metadataHash: `0x${'00'.repeat(32)}`, soulbound: false }
  const work = (contentHash: string) =>
    client.tx.nft.mint({
      ...terms,
      collection,
      to: ada.address,
      contentHash,
      provenanceHash: terms.metadataHash,
    })
  const open = client.tx.nft.createCollection({
    ...terms,
    salt: `0x${'01'.repeat(32)}`,
    name: 'Studies',
    description: '',
    editions: 1,
    royaltyBps: 0,
    mutableMetadata: false,
  })
  const failing = client
    .batch([open, work(`0x${'22'.repeat(32)}`)])
    .sign(ada)
    .submit()
    .watch()
  await expect(failing).rejects.toThrow(TransactionError)
  await expect(failing).rejects.toMatchObject({ code: 'nft.UnknownCollection', call: 1 })
  const { entries } = await client.prove([nftState.items.keyOf(itemId(collection, 1n))])
  expect(entries[0]?.value).toBeUndefined()
})

test('a call that breaks a rule is refused before anything is signed', () => {
  const client = new ChainDouble().client()
  expect(() => client.tx.balances.transfer({ to: bob.address, amount: 0n })).toThrow(RuntimeError)
  const remark = client.tx.system.remark({ text: 'again' })
  expect(() => client.batch(Array.from({ length: 1_025 }, () => remark))).toThrow(SdkError)
})

test('what the node refuses comes with its code', async () => {
  const client = new ChainDouble().client()
  const stranger = person('stranger')
  const refused = client.tx.system.remark({ text: 'let me in' }).sign(stranger).submit().watch()
  await expect(refused).rejects.toMatchObject({
    name: 'TransactionError',
    code: 'tx.CannotPay',
    call: undefined,
  })
  await expect(client.request('nft_getCollection', { id: `0x${'00'.repeat(32)}` })).rejects.toThrow(ApiError)
})

test('the window follows the chain’s clock, and ours when the chain has slept', async () => {
  const chain = new ChainDouble()
  const client = chain.client()
  const draft = client.tx.balances.transfer({ to: bob.address, amount: DEM })
  const windowOf = async (validForMs?: number) => {
    const { transaction } = await draft.sign(ada, validForMs === undefined ? {} : { validForMs })
    return [Number(transaction.validFrom) - chain.nowMs, Number(transaction.validUntil) - chain.nowMs]
  }
  chain.chainTimeMs = chain.nowMs - 2_000
  expect(await windowOf()).toEqual([-2_000, 120_000])
  expect(await windowOf(3_600_000)).toEqual([-2_000, 598_000])
  chain.chainTimeMs = chain.nowMs + 60_000
  expect(await windowOf()).toEqual([60_000, 180_000])
  chain.chainTimeMs = chain.nowMs - 86_400_000
  expect(await windowOf()).toEqual([-10_000, 120_000])
})

test('a transaction that the node does not know is lost, and says so', async () => {
  const client = new ChainDouble().client()
  await expect(client.watch(`0x${'ab'.repeat(32)}`)).rejects.toMatchObject({ code: 'tx.Lost' })
})

test('calls, parameters and results are typed by the chain', async () => {
  const client = new ChainDouble().client()
  type Transfer = Parameters<typeof client.tx.balances.transfer>[0]
  type Minting = Parameters<typeof client.tx.nft.mint>[0]
  expectTypeOf<Transfer['amount']>().toEqualTypeOf<bigint>()
  expectTypeOf<Minting['royaltyBps']>().toEqualTypeOf<number | null | undefined>()
  expectTypeOf<Minting['contentHash']>().toEqualTypeOf<string>()
  // @ts-expect-error: there is no such call
  expect(() => client.tx.nft.burnEverything({})).toThrow()
  // @ts-expect-error: an amount is a bigint
  expect(() => client.tx.balances.transfer({ to: bob.address, amount: 7 })).toThrow()
  const head = await client.request('chain_getHead')
  expectTypeOf(head.height).toEqualTypeOf<bigint>()
  // @ts-expect-error: the address is missing
  await expect(client.request('account_get', {})).rejects.toThrow()
})
