import { SignedStatement } from '@demiurge/art'
import { decode, encode, formatAddress } from '@demiurge/codec'
import {
  addressOf,
  CryptoError,
  combineSignatures,
  memberSigner,
  multisigPolicy,
  type Policy,
  type Signer,
} from '@demiurge/crypto'
import { merkleHasher, nativeSuites as suites } from '@demiurge/crypto/native'
import { LIMITS, transactionMessage } from '@demiurge/ledger'
import { nft } from '@demiurge/modules'
import {
  type Client,
  combineRequests,
  cosign,
  createJointAccount,
  credentialRole,
  explainCalls,
  fetchRequestedWork,
  formatJointAccount,
  formatPublicKey,
  formatRequest,
  jointAddress,
  parseJointAccount,
  parsePublicKey,
  parseRequest,
  type ReadRequest,
  readRequest,
  refreshRequest,
  remainingMs,
  requestCalls,
  requestMint,
  SdkError,
  SigningRequest,
  submitRequest,
  verifyWork,
} from '@demiurge/sdk'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ada, bob, ChainDouble, person } from './chain-double.ts'

const cleo = person('cleo', 'ml-dsa-65')
const eve = person('eve')
const keysOf = (signer: Signer) => parsePublicKey(formatPublicKey(signer.policy), suites).member.keys
/** Any two of Ada, Bob and Cleo. */
const trio: Policy = multisigPolicy(2, [ada, bob, cleo].map(keysOf))
const DEM = 1_000_000_000n
const code = (expected: string) => expect.objectContaining({ name: 'SdkError', code: expected })
/** What one hands to the next: text, read and checked anew. */
const passOn = (read: ReadRequest): ReadRequest => parseRequest(formatRequest(read.request), suites)

async function funded(): Promise<{ chain: ChainDouble; client: Client }> {
  const chain = new ChainDouble()
  const client = chain.client()
  await client.tx.balances
    .transfer({ to: addressOf(trio), amount: 100n * DEM })
    .sign(ada)
    .submit()
    .watch()
  return { chain, client }
}

const payment = (client: Client) => client.tx.balances.transfer({ to: eve.address, amount: DEM })
const dawn = {
  file: new TextEncoder().encode('a picture of dawn'),
  mediaType: 'text/plain',
  name: 'Dawn',
  royaltyBps: 500,
}

describe('an account of three, two of whom must sign', () => {
  test('mints a work that all can verify, and who signed is told', async () => {
    const { chain, client } = await funded()
    const drafted = await requestMint(client, trio, dawn, suites)
    const first = await cosign(client, drafted, ada, { suites })
    expect(first).toMatchObject({ signed: ['statement'], read: { phase: 'statement', statementBy: [0] } })
    // Cleo is elsewhere: her own client, and nothing but the text and the node.
    const seen = passOn(first.read)
    const work = await fetchRequestedWork(chain.client(), seen, suites)
    expect(work?.metadata).toMatchObject({ name: 'Dawn' })
    expect(work?.file).toEqual(dawn.file)
    expect(work?.checks.every(({ ok }) => ok)).toBe(true)
    expect(explainCalls(seen).map(({ method }) => method)).toEqual(['nft.createCollection', 'nft.mint'])
    expect(explainCalls(seen)[1]?.params).toMatchObject({ royaltyBps: 500 })
    const second = await cosign(chain.client(), seen, cleo, { suites })
    expect(second).toMatchObject({ signed: ['statement', 'transaction'], refreshed: false })
    expect(second.read).toMatchObject({ phase: 'transaction', statementBy: [0, 2], transactionBy: [2] })
    await expect(submitRequest(client, second.read)).rejects.toThrow(code('request.NotSigned'))
    const third = await cosign(client, passOn(second.read), ada, { suites })
    expect(third.read.phase).toBe('complete')
    // Anybody may submit it.
    const submitted = await submitRequest(chain.client(), passOn(third.read))
    const status = await submitted.watch()
    expect(status.receipt?.outcome.kind).toBe('applied')
    const item = (await client.request('nft_findByContent', { sha256: mintOf(third.read).contentHash })) ?? ''
    const bundle = await client.fetchBundle(item)
    const { verdict, checks, proven } = verifyWork({
      file: dawn.file,
      bundle,
      trusted: chain.trusted,
      suites,
      hasher: merkleHasher,
    })
    expect(verdict).toBe('authentic')
    // Credentials in a file are of one person: each of the three speaks for the account, and nobody else does.
    if (proven === undefined) throw new Error('the item is proved')
    expect([ada, bob, cleo, eve].map(({ address }) => credentialRole(address, proven))).toEqual([
      ...['member', 'member', 'member', 'other'],
    ])
    expect(credentialRole(addressOf(trio), proven)).toBe('creator')
    expect(checks.find(({ name }) => name === 'signature')?.detail).toContain(
      `signed by 2 of 3 creators, 2 of whom must sign: ${formatAddress(ada.address)} (ML-DSA-44), ${formatAddress(cleo.address)} (ML-DSA-65)`,
    )
    expect((await client.proveItem(item)).value).toMatchObject({ creator: addressOf(trio) })
  })

  test('pays when two have signed copies of their own and somebody combines them', async () => {
    const { client } = await funded()
    const drafted = await requestCalls(client, trio, payment(client), suites)
    const open = passOn(await refreshRequest(client, drafted, suites))
    const parts = await Promise.all(
      [bob, cleo].map(async (who) => (await cosign(client, open, who, { suites })).read),
    )
    const all = combineRequests(parts, suites)
    expect(all).toMatchObject({ phase: 'complete', transactionBy: [1, 2] })
    await (await submitRequest(client, all)).watch()
    expect((await client.proveAccount(eve.address)).value?.free).toBe(DEM)
    // The account is known to the chain now: the next transaction carries signatures only.
    const again = await cosign(client, await requestCalls(client, trio, payment(client), suites), ada, {
      suites,
    })
    await (await submitRequest(client, (await cosign(client, again.read, bob, { suites })).read)).watch()
    expect((await client.proveAccount(eve.address)).value?.free).toBe(2n * DEM)
  })

  test('a request lives ten minutes; then it is refreshed, and nobody’s word of before counts', async () => {
    const { chain, client } = await funded()
    const one = (
      await cosign(client, await requestCalls(client, trio, payment(client), suites), ada, { suites })
    ).read
    expect(remainingMs(one, chain.nowMs)).toBe(LIMITS.windowMs)
    chain.nowMs += LIMITS.windowMs + 1
    expect(remainingMs(one, chain.nowMs)).toBe(0)
    const two = await cosign(client, one, bob, { suites })
    expect(two).toMatchObject({ refreshed: true, read: { phase: 'transaction', transactionBy: [1] } })
    expect(() => combineRequests([one, two.read], suites)).toThrow(code('request.Refreshed'))
    const three = (await cosign(client, two.read, ada, { suites })).read
    chain.nowMs += LIMITS.windowMs + 1
    await expect(submitRequest(client, three)).rejects.toThrow(code('request.Expired'))
    // Another transaction may have used the nonce: it can be made anew before its time is over.
    const anew = await cosign(client, three, cleo, { suites, renew: true })
    expect(anew).toMatchObject({
      refreshed: true,
      read: { transactionBy: [three.request.policy.value.members.length - 1] },
    })
    await expect(cosign(client, one, eve, { suites })).rejects.toThrow(
      expect.objectContaining({ code: 'policy.UnknownSigner' }),
    )
  })

  test('who has signed cannot sign twice, and another chain’s request is refused', async () => {
    const { client } = await funded()
    const one = (await cosign(client, await requestMint(client, trio, dawn, suites), ada, { suites })).read
    await expect(cosign(client, one, ada, { suites })).rejects.toThrow(code('request.Signed'))
    const other = readRequest({ ...one.request, statement: null, chainId: 'elsewhere' }, suites)
    await expect(cosign(client, other, bob, { suites })).rejects.toThrow(code('request.OtherChain'))
  })
})

describe('what people are shown is what they sign', () => {
  test('a statement of another work, a hidden statement, a false signature: all refused with the reason', async () => {
    const { client } = await funded()
    const { request } = (await cosign(client, await requestMint(client, trio, dawn, suites), ada, { suites }))
      .read
    const other = await requestMint(client, trio, { ...dawn, file: new Uint8Array([1, 2, 3]) }, suites)
    const read = (changed: Partial<SigningRequest>) => () => readRequest({ ...request, ...changed }, suites)
    expect(read({ statement: other.request.statement })).toThrow(/differ in the file, the metadata/)
    expect(read({ calls: request.calls.slice(0, 1) })).toThrow(code('request.Mismatch'))
    expect(read({ calls: [...request.calls, ...request.calls] })).toThrow(code('request.Mismatch'))
    expect(read({ calls: [] })).toThrow(code('request.BadCall'))
    expect(read({ version: 2 })).toThrow(/has version 2, this program reads 1: update/)
    expect(read({ policy: multisigPolicy(4, [keysOf(ada)]) })).toThrow(code('request.BadPolicy'))
    const { statement } = request
    if (statement === null) throw new Error('a minting has a statement')
    const changed = { ...statement, statement: { ...statement.statement, note: 'and all rights to Eve' } }
    expect(read({ statement: changed })).toThrow(/ML-DSA-44 signature of key 0 of member 0 does not fit/)
    const doubled = { ...statement, signatures: [...statement.signatures, ...statement.signatures] }
    expect(read({ statement: doubled })).toThrow(/key 0 of member 0 is repeated or out of order/)
    const foreign = { ...statement, signatures: statement.signatures.map((each) => ({ ...each, member: 9 })) }
    expect(read({ statement: foreign })).toThrow(/the policy has no key 0 of member 9/)
  })

  test('calls that nobody expects stand in the list for all to see', async () => {
    const { client } = await funded()
    const { request } = await requestMint(client, trio, dawn, suites)
    const calls = [...request.calls, ...payment(client).calls]
    expect(explainCalls(readRequest({ ...request, calls }, suites)).at(-1)).toMatchObject({
      method: 'balances.transfer',
      params: { amount: String(DEM) },
    })
  })

  test('the minting names the signed statement, and no other', async () => {
    const { client } = await funded()
    let read = (await cosign(client, await requestMint(client, trio, dawn, suites), ada, { suites })).read
    read = (await cosign(client, read, bob, { suites })).read
    const { signedStatement } = read
    if (signedStatement === undefined) throw new Error('two have signed')
    const { provenanceHash } = mintOf(read)
    const bytes = encode(SignedStatement, signedStatement)
    expect(provenanceHash).toBe(`0x${merkleHasher.sha256(bytes).toHex()}`)
  })
})

test('no set of fewer than M passes, whoever they are and however often they sign', async () => {
  const { client } = await funded()
  const people = [ada, bob, cleo, eve]
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.subarray([0, 1, 2, 3]),
      fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }),
      async (threshold, chosen, repeated) => {
        const policy = multisigPolicy(threshold, people.map(keysOf))
        const { request } = await refreshRequest(
          client,
          await requestCalls(client, policy, payment(client), suites),
          suites,
        )
        const empty = readRequest(request, suites)
        const message = transactionMessage(empty.id ?? '')
        const parts = [...chosen, ...repeated.filter((each) => chosen.includes(each))].map((index) => {
          const signer = memberSigner(people[index] ?? eve, policy, suites)
          const signatures = [...combineSignatures(policy, signer.sign(message))]
          if (request.envelope === null) throw new Error('it was prepared')
          return readRequest({ ...request, envelope: { ...request.envelope, signatures } }, suites)
        })
        const { phase } = combineRequests([empty, ...parts], suites)
        expect(phase).toBe(chosen.length >= threshold ? 'complete' : 'transaction')
      },
    ),
    { numRuns: 40 },
  )
})

test('public keys and requests survive the text that carries them, with words around it', async () => {
  const { client } = await funded()
  const { request } = await requestCalls(client, trio, payment(client), suites)
  const carried = `Dear Bob,\r\n\r\nplease sign:\n${formatRequest(request).replaceAll('\n', '\r\n')}\nAda`
  expect(parseRequest(carried, suites).request).toEqual(request)
  expect(parsePublicKey(formatPublicKey(cleo.policy), suites)).toMatchObject({ address: cleo.address })
  expect(() => formatPublicKey(trio)).toThrow(code('joint.NotOne'))
  expect(() => parsePublicKey(formatRequest(request), suites)).toThrow(
    /one block between "-----BEGIN DEMIURGE PUBLIC KEY/,
  )
})

test('the same people share the same account in whatever order they are named, and a broken one is refused', () => {
  const named = [ada, bob, cleo].map((each, i) => ({ name: `person ${i}`, member: { keys: keysOf(each) } }))
  const account = createJointAccount(2, named, suites)
  expect(jointAddress(createJointAccount(2, named.toReversed(), suites))).toBe(jointAddress(account))
  expect(jointAddress(createJointAccount(3, named, suites))).not.toBe(jointAddress(account))
  const text = formatJointAccount(account)
  expect(parseJointAccount(text, suites)).toEqual(account)
  expect(() => createJointAccount(4, named, suites)).toThrow(/threshold is 4, it must be between 1 and the 3/)
  expect(() => createJointAccount(1, named.slice(0, 1), suites)).toThrow(/at least 2 members/)
  expect(() => createJointAccount(2, [...named, ...named.slice(0, 1)], suites)).toThrow(
    /of the 4 keys only 3/,
  )
  expect(() => parseJointAccount(text.replace('person 0', 'person 0", "x'), suites)).toThrow(
    code('joint.BadPolicy'),
  )
  for (const other of ['{}', 'null', text.slice(5), text.replace('"version": 1', '"version": 2')])
    expect(() => parseJointAccount(other, suites)).toThrow(code('joint.Malformed'))
})

test('hostile requests are refused with a code and nothing else', async () => {
  const { client } = await funded()
  const read = (await cosign(client, await requestMint(client, trio, dawn, suites), ada, { suites })).read
  const bytes = encode(SigningRequest, read.request)
  const text = formatRequest(read.request)
  const refusedOrRead = (action: () => unknown): boolean => {
    try {
      action()
      return true
    } catch (error) {
      return error instanceof SdkError || (error instanceof CryptoError && error.code.startsWith('policy.'))
    }
  }
  fc.assert(
    fc.property(fc.nat(text.length), fc.string(), (at, junk) =>
      refusedOrRead(() => parseRequest(text.slice(0, at) + junk + text.slice(at), suites)),
    ),
    { numRuns: 150 },
  )
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = bytes.slice()
      changed[at] = (changed[at] ?? 0) ^ change
      const block = `-----BEGIN DEMIURGE SIGNING REQUEST-----${changed.toBase64()}-----END DEMIURGE SIGNING REQUEST-----`
      return refusedOrRead(() => parseRequest(block, suites))
    }),
    { numRuns: 250 },
  )
  const key = formatPublicKey(cleo.policy)
  fc.assert(
    fc.property(fc.nat(key.length), fc.string(), (at, junk) =>
      refusedOrRead(() => parsePublicKey(key.slice(0, at) + junk + key.slice(at), suites)),
    ),
    { numRuns: 100 },
  )
  expect(() => parseRequest(text.repeat(2), suites)).toThrow(code('armour.Malformed'))
  expect(() => parseRequest('', suites)).toThrow(code('armour.Malformed'))
})

function mintOf({ transaction }: ReadRequest) {
  const call = transaction?.calls.find(({ method }) => method === 'nft.mint')
  return decode(nft.calls.mint.params, call?.params ?? new Uint8Array())
}
