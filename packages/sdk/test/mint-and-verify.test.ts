import { isDeepStrictEqual } from 'node:util'
import { createRecipe, type ProvenanceEvidence } from '@demiurge/art'
import { createRenderer } from '@demiurge/art/native'
import { merkleHasher, nativeSuites } from '@demiurge/crypto/native'
import { ZERO_HASH } from '@demiurge/ledger'
import { nftState } from '@demiurge/modules'
import {
  formatBundle,
  type MintedWork,
  mintWork,
  parseBundle,
  type VerificationCheck,
  verifyWork,
} from '@demiurge/sdk'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { ada, bob, ChainDouble } from './chain-double.ts'

const chain = new ChainDouble()
const client = chain.client()
let art: Uint8Array
let minted: MintedWork

const failed = (checks: readonly VerificationCheck[]): string[] =>
  checks.filter(({ ok }) => !ok).map(({ name }) => name)
const offline = (file: Uint8Array, bundle: string | MintedWork['bundle'] = minted.bundle) =>
  verifyWork({ file, bundle, trusted: chain.trusted, suites: nativeSuites, hasher: merkleHasher })

beforeAll(async () => {
  await using renderer = createRenderer({ threads: 1 })
  art = (await renderer.render(createRecipe({ pattern: 'guilloche', seed: 7, size: 64 }))).bytes
  minted = await mintWork(client, ada, {
    file: art,
    mediaType: 'image/png',
    name: 'Night study 7',
    description: 'Rings in the dark.',
    attributes: [{ trait_type: 'Rings', value: 7 }],
    royaltyBps: 500,
  })
})

describe('a work that was minted', () => {
  test('is final, in the creator’s own collection, and says so under proof', async () => {
    const { value, trust } = await client.proveItem(minted.item)
    expect(value).toMatchObject({ owner: ada.address, creator: ada.address, serial: 1n, royaltyBps: 500 })
    expect(trust).toBe('first-use')
    expect(value?.collection).toBe(minted.collection)
  })

  test('keeps steps in order and tells them', async () => {
    const steps: string[] = []
    const file = new TextEncoder().encode('a poem')
    await mintWork(
      client,
      ada,
      { file, mediaType: 'text/plain', name: 'A poem' },
      { onStep: (step) => steps.push(step) },
    )
    expect(steps).toEqual(['upload', 'sign', 'submit', 'final', 'prove'])
  })

  test('is authentic by its file alone, with the help of a node', async () => {
    const { verdict, item, checks, proven } = await client.verifyFile(art)
    expect(failed(checks)).toEqual([])
    expect({ verdict, item }).toEqual({ verdict: 'authentic', item: minted.item })
    expect(proven).toMatchObject({ name: 'Night study 7', owner: ada.address })
  })

  test('is authentic without any network, by the proof beside it', () => {
    const result = offline(art, formatBundle(minted.bundle))
    expect(failed(result.checks)).toEqual([])
    expect(result.verdict).toBe('authentic')
    expect(result.checks.every(({ trust }) => trust === 'verified')).toBe(true)
  })

  test('without a trusted chain it says what it was told', () => {
    const { verdict, checks } = verifyWork({
      file: art,
      bundle: minted.bundle,
      suites: nativeSuites,
      hasher: merkleHasher,
    })
    expect(verdict).toBe('authentic')
    expect(checks.filter(({ trust }) => trust === 'told').map(({ name }) => name)).toEqual([
      'chain',
      'certificate',
      'item',
      'collection',
      'log-checkpoint',
    ])
  })

  test('is verified by its identifier and by its transaction as well', async () => {
    expect(await client.verifyItem(minted.item)).toMatchObject({ verdict: 'authentic', item: minted.item })
    const transaction = await client.verifyTransaction(minted.transaction)
    expect(transaction).toMatchObject({ verdict: 'authentic', item: minted.item })
    expect(await client.verifyTransaction(minted.item)).toMatchObject({ verdict: 'unknown' })
  })

  test('without the file the item is verified, and the summary says what was not compared', () => {
    const { verdict, checks, summary } = verifyWork({
      bundle: minted.bundle,
      trusted: chain.trusted,
      suites: nativeSuites,
      hasher: merkleHasher,
    })
    expect(verdict).toBe('authentic')
    expect(checks.map(({ name }) => name)).not.toContain('file')
    expect(summary).toContain('No file was compared')
  })

  test('the bundle survives its file byte for byte', () => {
    const text = formatBundle(minted.bundle)
    expect(formatBundle(parseBundle(text))).toBe(text)
  })
})

describe('one flipped byte', () => {
  test('in the file: altered, and the node still finds which item it pretends to be', async () => {
    const altered = art.slice()
    const last = altered.length - 20
    altered[last] = (altered[last] ?? 0) ^ 1
    const result = await client.verifyFile(altered)
    expect(result).toMatchObject({ verdict: 'altered', item: minted.item })
    expect(failed(result.checks)).toEqual(['file', 'signed-file'])
    expect(failed(offline(altered).checks)).toEqual(['file', 'signed-file'])
  })

  test('in a file that says nothing of itself: unknown', async () => {
    const { verdict, checks } = await client.verifyFile(new TextEncoder().encode('somebody else’s poem'))
    expect(verdict).toBe('unknown')
    expect(failed(checks)).toEqual(['file'])
  })

  const evidenceOf = ({ bundle }: MintedWork) => {
    if (bundle.evidence === null) throw new Error('the bundle has no evidence')
    return bundle.evidence
  }
  const withEvidence = (change: (evidence: ProvenanceEvidence) => ProvenanceEvidence) => ({
    ...minted.bundle,
    evidence: change(evidenceOf(minted)),
  })

  test('in the metadata: altered', () => {
    const bundle = withEvidence((evidence) => ({
      ...evidence,
      metadata: evidence.metadata.replace('study', 'stvdy'),
    }))
    const { verdict, checks } = offline(art, bundle)
    expect(verdict).toBe('altered')
    expect(failed(checks)).toEqual(['metadata', 'signed-metadata'])
  })

  test('in the creator’s signature: not verifiable', () => {
    const bundle = withEvidence((evidence) => {
      const { authorization } = evidence.statement
      const signatures = authorization.signatures.map((each) => ({
        ...each,
        signature: flipped(each.signature),
      }))
      return {
        ...evidence,
        statement: { ...evidence.statement, authorization: { ...authorization, signatures } },
      }
    })
    const { verdict, checks } = offline(art, bundle)
    expect(verdict).toBe('unverifiable')
    expect(failed(checks)).toEqual(['provenance', 'signature'])
  })

  test('in the statement: not verifiable', () => {
    const bundle = withEvidence((evidence) => {
      const statement = { ...evidence.statement.statement, note: 'made by somebody else' }
      return { ...evidence, statement: { ...evidence.statement, statement } }
    })
    expect(failed(offline(art, bundle).checks)).toEqual(['provenance', 'signature'])
  })

  test('in the log’s proof or checkpoint: not verifiable', () => {
    const checkpoint = withEvidence((evidence) => ({
      ...evidence,
      log: { ...evidence.log, checkpoint: evidence.log.checkpoint.replace(/.{6}\n$/, 'AAAAA=\n') },
    }))
    expect(failed(offline(art, checkpoint).checks)).toContain('log-checkpoint')
    const index = withEvidence((evidence) => ({ ...evidence, log: { ...evidence.log, index: 7n } }))
    expect(failed(offline(art, index).checks)).toEqual(['log-inclusion'])
  })

  test('in the proof of state: not verifiable', () => {
    const [first, ...others] = minted.bundle.proofs
    const value = first?.value ?? null
    if (first === undefined || value === null) throw new Error('the bundle proves nothing')
    const bundle = { ...minted.bundle, proofs: [{ ...first, value: flipped(value) }, ...others] }
    const { verdict, checks } = offline(art, bundle)
    expect(verdict).toBe('unverifiable')
    expect(failed(checks)).toEqual(['item'])
  })

  test('in the certificate: not verifiable', () => {
    const { certificate } = minted.bundle
    const votes = certificate.votes.map((vote) => ({ ...vote, signature: flipped(vote.signature) }))
    const { verdict, checks } = offline(art, { ...minted.bundle, certificate: { ...certificate, votes } })
    expect(verdict).toBe('unverifiable')
    expect(failed(checks)).toEqual(['certificate'])
    const checkpoint = { ...certificate.checkpoint, timestampMs: 1n }
    expect(
      failed(offline(art, { ...minted.bundle, certificate: { ...certificate, checkpoint } }).checks),
    ).toEqual(['certificate'])
  })

  test('anywhere in the proof file: never authentic without being the same proof, and never an exception', () => {
    const text = formatBundle(minted.bundle)
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.integer({ min: 0x20, max: 0x7e }), (at, code) => {
        const changed = text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1)
        const { verdict } = offline(art, changed)
        return verdict !== 'authentic' || isSameProof(changed, text)
      }),
      { numRuns: 150 },
    )
  })
})

describe('proofs that are not of this work', () => {
  test('a proof of another chain says so', async () => {
    const other = new ChainDouble('demiurge-other')
    const { verdict, checks } = await other.client().verifyFile(art, { bundle: minted.bundle })
    expect(verdict).toBe('other-chain')
    expect(failed(checks)).toEqual(['chain'])
  })

  test('a committee that nobody trusts cannot certify a work of its own', async () => {
    const forger = new ChainDouble('forged')
    const forged = await mintWork(forger.client(), ada, {
      file: art,
      mediaType: 'image/png',
      name: 'Night study 7',
    })
    // The forger names the chain that is trusted, and keeps its own committee.
    const bundle = { ...forged.bundle, chainId: chain.chainId, genesis: chain.trusted.genesis }
    expect(failed(offline(art, bundle).checks)).toEqual(['chain', 'certificate'])
    const { committee, logKeys } = chain.trusted
    const pretending = { ...bundle, committee, logKeys: [...logKeys] }
    expect(failed(offline(art, pretending).checks)).toEqual(['certificate'])
  })

  test('the proof of another work does not cover this file', async () => {
    const file = new TextEncoder().encode('another poem')
    const other = await mintWork(client, ada, { file, mediaType: 'text/plain', name: 'Another' })
    expect(failed(offline(art, other.bundle).checks)).toEqual(['file', 'signed-file'])
    const swapped = { ...other.bundle, evidence: minted.bundle.evidence }
    expect(failed(offline(file, swapped).checks)).toEqual([
      'metadata',
      'provenance',
      'signed-file',
      'log-entry',
    ])
  })

  test('whoever mints with somebody else’s statement is not its creator', async () => {
    const other = new ChainDouble()
    const thief = other.client()
    const stolen = 'a poem that somebody will steal'
    const honest = await mintWork(client, ada, {
      file: new TextEncoder().encode(stolen),
      mediaType: 'text/plain',
      name: 'Mine',
    })
    for (const bytes of chain.assets.values()) await thief.upload(bytes, 'application/octet-stream')
    const own = await mintWork(thief, bob, {
      file: new TextEncoder().encode('bait'),
      mediaType: 'text/plain',
      name: 'Bait',
    })
    const { value } = await client.proveItem(honest.item)
    if (value === undefined) throw new Error('the work is not there')
    const { metadataUri, metadataHash, contentHash, provenanceHash } = value
    await thief.tx.nft
      .mint({
        collection: own.collection,
        to: bob.address,
        soulbound: false,
        metadataUri,
        metadataHash,
        contentHash,
        provenanceHash,
      })
      .sign(bob)
      .submit()
      .watch()
    const { verdict, checks } = await thief.verifyFile(new TextEncoder().encode(stolen))
    expect(verdict).toBe('unverifiable')
    expect(failed(checks)).toEqual(['creator'])
  })

  test('an item that never was cannot be passed off as one that was burned', async () => {
    const item = `0x${'ab'.repeat(32)}`
    const keys = [nftState.items.keyOf(item), nftState.collections.keyOf(minted.collection)]
    const { certificate, proofs } = await client.prove(keys)
    const { verdict, checks } = offline(art, { ...minted.bundle, item, certificate, proofs: [...proofs] })
    expect(verdict).toBe('unverifiable')
    expect(failed(checks)).toEqual(['item'])
  })

  test('hostile text is never more than a failed check', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const { verdict, checks } = offline(art, text)
        expect(verdict).toBe('unverifiable')
        expect(failed(checks)).toEqual(['bundle'])
      }),
    )
  })
})

test('two first works of a creator at once share the collection that the quicker one opens', async () => {
  const client = new ChainDouble().client()
  const mint = (name: string) =>
    mintWork(client, bob, { file: new TextEncoder().encode(name), mediaType: 'text/plain', name })
  const works = await Promise.all([mint('one'), mint('two')])
  expect(new Set(works.map(({ collection }) => collection)).size).toBe(1)
  expect(new Set(works.map(({ item }) => item)).size).toBe(2)
})

describe('what happens to a work later', () => {
  test('a sale changes the owner, and an old proof learns of it', async () => {
    const file = new TextEncoder().encode('a poem for bob')
    const work = await mintWork(client, ada, { file, mediaType: 'text/plain', name: 'For Bob' })
    await client.tx.nft.transfer({ item: work.item, to: bob.address }).sign(ada).submit().watch()
    const { verdict, proven } = await client.verifyFile(file, { bundle: work.bundle })
    expect(verdict).toBe('authentic')
    expect(proven?.owner).toBe(bob.address)
  })

  test('a burned work is revoked: proved to have been minted, proved to be gone', async () => {
    const file = new TextEncoder().encode('a poem for nobody')
    const work = await mintWork(client, ada, { file, mediaType: 'text/plain', name: 'For nobody' })
    await client.tx.nft.burn({ item: work.item }).sign(ada).submit().watch()
    for (const bundle of [undefined, work.bundle]) {
      const { verdict, checks } = await client.verifyFile(file, bundle === undefined ? {} : { bundle })
      expect(verdict).toBe('revoked')
      expect(failed(checks)).toEqual(['owner'])
    }
  })

  test('a work without a statement is on the chain and proves no origin', async () => {
    const contentHash = `0x${'77'.repeat(32)}`
    const status = await client.tx.nft
      .mint({
        collection: minted.collection,
        to: bob.address,
        soulbound: false,
        metadataUri: 'ipfs://elsewhere',
        metadataHash: ZERO_HASH,
        contentHash,
        provenanceHash: ZERO_HASH,
      })
      .sign(ada)
      .submit()
      .watch()
    expect(status.stage).toBe('final')
    const item = await client.request('nft_findByContent', { sha256: contentHash })
    const { verdict, checks } = await client.verifyItem(item ?? '')
    expect(verdict).toBe('unverifiable')
    expect(failed(checks)).toEqual(['provenance'])
  })
})

function flipped(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice()
  copy[9] = (copy[9] ?? 0) ^ 1
  return copy
}

function isSameProof(changed: string, text: string): boolean {
  // White space and the letter case of hex change nothing.
  return isDeepStrictEqual(parseBundle(changed), parseBundle(text))
}

describe('the head of the log on the chain', () => {
  const story = new ChainDouble()
  const teller = story.client()
  const mint = (name: string) =>
    mintWork(teller, ada, { file: new TextEncoder().encode(name), mediaType: 'text/plain', name })
  const anchor = () => teller.tx.transparency.anchor(story.logHead).sign(bob).submit().watch()
  const check = (bundle: MintedWork['bundle'] | string, name: string) =>
    verifyWork({
      file: new TextEncoder().encode(name),
      bundle,
      trusted: story.trusted,
      suites: nativeSuites,
      hasher: merkleHasher,
    })
  const anchorOf = ({ checks }: ReturnType<typeof check>) => checks.find(({ name }) => name === 'log-anchor')

  test('is proved with the works that it covers, and not claimed of those that came later', async () => {
    const early = await mint('Early')
    expect(anchorOf(check(early.bundle, 'Early'))).toBeUndefined()
    await anchor()
    const late = await mint('Late')
    const covered = await teller.fetchBundle(early.item)
    const result = check(formatBundle(covered), 'Early')
    expect(result.verdict).toBe('authentic')
    expect(anchorOf(result)).toMatchObject({
      ok: true,
      trust: 'verified',
      detail: expect.stringMatching(
        /^The log's head at 1 entries is anchored in the chain since height \d+, by dem1/,
      ),
    })
    // The proof that was written at the minting, with the help of a node: the head came on the chain since.
    const online = await teller.verifyFile(new TextEncoder().encode('Early'), { bundle: early.bundle })
    expect(online.verdict).toBe('authentic')
    expect(anchorOf(online)).toMatchObject({ ok: true })
    expect(online.checks.at(-1)?.name).toBe('owner')
    const later = check(late.bundle, 'Late')
    expect(later.verdict).toBe('authentic')
    expect(anchorOf(later)).toBeUndefined()
    await anchor()
    expect(anchorOf(check(await teller.fetchBundle(late.item), 'Late'))).toMatchObject({ ok: true })
  })

  test('is found out where a proof pretends it', async () => {
    const { item } = await mint('Forged')
    await anchor()
    const bundle = await teller.fetchBundle(item)
    const proof = bundle.proofs.find(({ key }) => key.startsWith('transparency/'))
    if (proof === undefined || proof.value === null || bundle.evidence === null)
      throw new Error('it is anchored')
    const value = proof.value.map((byte, i) => (i === 45 ? byte ^ 1 : byte))
    const swap = (changed: typeof proof) => ({
      ...bundle,
      proofs: bundle.proofs.map((each) => (each === proof ? changed : each)),
    })
    const other = { ...bundle.evidence.log, size: bundle.evidence.log.size + 1n }
    const forgeries = [
      swap({ ...proof, value }),
      swap({ ...proof, key: proof.key.replace(/.$/, (last) => (last === '0' ? '1' : '0')) }),
      { ...bundle, evidence: { ...bundle.evidence, log: other } },
    ]
    for (const forged of forgeries) {
      const result = check(forged, 'Forged')
      expect(result.verdict).not.toBe('authentic')
      expect(anchorOf(result)).toMatchObject({ ok: false })
    }
  })
})
