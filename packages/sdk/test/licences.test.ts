/** Licences of collections under proof: what a piece, its collection and the text say, what contradicts, and who has works under which. */
import {
  canonicalJson,
  collectionProvenance,
  createLicenceComparison,
  createMetadata,
  type LicenceClaim,
  licenceAddress,
  stateLicence,
} from '@demiurge/art'
import { formatAddress } from '@demiurge/codec'
import { merkleHasher, nativeSuites } from '@demiurge/crypto/native'
import { itemId } from '@demiurge/modules'
import {
  artworkUuid,
  type CollectionWork,
  claimPieces,
  mintCollection,
  mintWork,
  openDrop,
  reportLicences,
  type Verification,
  verifyCollectionFiles,
  verifyWork,
} from '@demiurge/sdk'
import { expect, test } from 'vitest'
import { ada, bob, ChainDouble } from './chain-double.ts'

const COUNT = 4
const utf8 = new TextEncoder()
const sha256 = (bytes: Uint8Array): string => merkleHasher.sha256(bytes).toHex()
const gbu2 = stateLicence({ id: 'gbu2', fields: { commercial: 'allowed' } })
const own = stateLicence({ id: 'LicenseRef-Tides', text: 'On Sundays only.' })

/** A collection of which the document states one licence, and each piece what `ofPiece` gives. */
function collectionUnder(
  { claim, text }: { readonly claim: LicenceClaim; readonly text?: string },
  ofPiece: (edition: number) => Partial<LicenceClaim> = () => claim,
): CollectionWork & { readonly files: readonly { image: Uint8Array; metadata: Uint8Array }[] } {
  const files = Array.from({ length: COUNT }, (_, i) => ({
    image: utf8.encode(`picture ${i + 1} ${claim.licence}`),
    metadata: utf8.encode(
      canonicalJson(
        createMetadata({
          name: `Tides #${i + 1}`,
          description: '',
          image: `https://tides.example/${i + 1}.png`,
          mediaType: 'image/png',
          createdAt: '2026-01-31T12:00:00.000Z',
          uuid: artworkUuid({ piece: i, of: claim.licence }),
          ...ofPiece(i + 1),
        }),
      ),
    ),
  }))
  const provenance = collectionProvenance(
    files.map(({ image, metadata }) => ({ image: sha256(image), metadata: sha256(metadata) })),
  )
  const license = licenceAddress(claim)
  return {
    ...{ name: 'Tides', description: '', royaltyBps: 0, count: COUNT, mediaType: 'image/png', files },
    provenance: provenance.merkleRoot,
    licence: claim.licence,
    document: utf8.encode(
      canonicalJson({
        name: 'Tides',
        ...(license && { license }),
        demiurge: { version: 1, provenance, ...claim },
      }),
    ),
    ...(text === undefined ? {} : { licenceText: utf8.encode(text) }),
    readPiece: async (edition) => files[edition - 1] ?? { image: utf8.encode(''), metadata: utf8.encode('') },
  }
}

const licenceOf = ({ checks }: Pick<Verification, 'checks'>) =>
  checks
    .filter(({ name }) => name === 'licence' || name === 'licence-text')
    .map(({ name, ok, detail }) => [name, ok, detail])

test('a piece is held against its collection and the text that the node has', async () => {
  const client = new ChainDouble().client()
  const { collection } = await mintCollection(client, ada, collectionUnder(gbu2))
  expect(licenceOf(await client.verifyItem(itemId(collection, 2n)))).toEqual([
    ['licence', true, expect.stringMatching(/^GBU2 .* The collection states the same\.$/)],
    ['licence-text', true, expect.stringContaining(String(gbu2.claim.licenceText?.textSha256))],
  ])
})

test('a whole collection is proved with what its document says of the licence', async () => {
  const chain = new ChainDouble()
  const client = chain.client()
  const { collection } = await mintCollection(client, ada, collectionUnder(gbu2))
  const checks = async () => licenceOf(await client.verifyCollection(collection))
  expect(await checks()).toEqual([
    ['licence', true, expect.stringContaining('So says the document that the collection was opened with.')],
    ['licence-text', true, expect.stringContaining('The node holds the text')],
  ])
  chain.assets.clear()
  expect(await checks()).toEqual([['licence', true, expect.stringContaining('is not known')]])
})

test('a piece that says something else than its collection is told, by itself and with all', async () => {
  const client = new ChainDouble().client()
  const work = collectionUnder(own, (edition) => (edition === 3 ? { licence: 'CC0-1.0' } : own.claim))
  const { collection } = await mintCollection(client, ada, { ...work, licence: 'CC0-1.0' })
  const third = await client.verifyItem(itemId(collection, 3n))
  expect(licenceOf(third)).toEqual([
    [
      'licence',
      false,
      expect.stringContaining('The metadata says CC0-1.0, the collection says LicenseRef-Tides'),
    ],
  ])
  expect(third).toMatchObject({
    verdict: 'unverifiable',
    summary: 'Everything else holds, but what is said of the licence cannot be true. Failed: licence.',
  })

  const licences = createLicenceComparison(work.document)
  for (const [i, { metadata }] of work.files.entries()) licences.add(i + 1, metadata)
  const whole = await verifyCollectionFiles(client, {
    collection,
    document: work.document,
    pieces: work.files.map(({ image, metadata }) => ({ image: sha256(image), metadata: sha256(metadata) })),
    licence: licences.finish(work.licenceText),
  })
  expect(licenceOf(whole)).toEqual([
    ['licence', false, expect.stringContaining('1 of 4 pieces state another licence')],
    ['licence-text', true, expect.stringContaining('The text is the one')],
  ])
  expect((await reportLicences(client, { collection })).problems).toEqual([
    {
      work: itemId(collection, 3n),
      status: 'broken',
      detail: expect.stringContaining('the metadata says CC0-1.0'),
    },
  ])
})

test('a text that is not the one named is not stored, and nothing is minted', async () => {
  const client = new ChainDouble().client()
  const { licenceText: _, ...without } = collectionUnder(own)
  for (const work of [{ ...without, licenceText: utf8.encode('On Mondays only.') }, without])
    await expect(mintCollection(client, ada, work)).rejects.toMatchObject({ code: 'mint.OtherLicence' })
  const cc = collectionUnder(stateLicence('CC-BY-4.0'))
  await expect(mintCollection(client, ada, { ...cc, licenceText: utf8.encode('x') })).rejects.toMatchObject({
    code: 'mint.OtherLicence',
  })
})

test('what is sealed in a drop is under the licence that its pieces are, and the text is there before any of them', async () => {
  const chain = new ChainDouble()
  const client = chain.client()
  const startMs = BigInt(chain.nowMs)
  const phase = {
    name: 'public',
    startMs,
    endMs: startMs + 60_000n,
    price: 0n,
    perAccount: null,
    supply: null,
    allowlist: null,
  }
  const { collection } = await openDrop(client, ada, {
    ...collectionUnder(gbu2),
    placeholder: { image: utf8.encode('a closed box'), mediaType: 'image/png' },
    phases: [phase],
    revealByMs: startMs + 10_000_000n,
  })
  expect(chain.assets.has(String(gbu2.claim.licenceText?.textSha256))).toBe(true)
  await claimPieces(client, bob, { collection, count: 2 })
  expect(await reportLicences(client, { collection })).toMatchObject({ works: 2, licensed: 2, problems: [] })
})

test('another document than the collection was opened with convinces nobody', async () => {
  const chain = new ChainDouble()
  const poem = { file: utf8.encode('a poem'), mediaType: 'text/plain', name: 'A poem', licence: 'CC-BY-4.0' }
  const { bundle } = await mintWork(chain.client(), ada, poem)
  const suites = { suites: nativeSuites, hasher: merkleHasher }
  expect(licenceOf(verifyWork({ ...suites, bundle, trusted: chain.trusted }))).toEqual([
    ['licence', true, 'Creative Commons BY 4.0 International (CC-BY-4.0).'],
  ])
  const collectionDocument = collectionUnder(stateLicence('CC-BY-4.0')).document
  const fooled = verifyWork({ ...suites, bundle, trusted: chain.trusted, licence: { collectionDocument } })
  expect(licenceOf(fooled)).toEqual([
    ['licence', false, expect.stringContaining('not the one that it was opened with')],
  ])
})

test('a report tells licences, holders and texts of a collection, an account and an owner, and what it cannot know', async () => {
  const client = new ChainDouble().client()
  const { collection } = await mintCollection(client, ada, collectionUnder(gbu2))
  const other = await mintCollection(client, ada, collectionUnder(own))
  await mintWork(client, bob, {
    file: utf8.encode('a poem'),
    mediaType: 'text/plain',
    name: 'Poem',
    licence: 'MIT',
  })
  await client.tx.nft
    .transfer({ item: itemId(collection, 4n), to: bob.address })
    .sign(ada)
    .submit()
    .watch()

  const seen: number[] = []
  const one = await reportLicences(client, { collection }, { onProgress: (done) => seen.push(done) })
  expect(seen).toEqual([COUNT])
  expect(one).toMatchObject({
    works: COUNT,
    licensed: COUNT,
    commercial: COUNT,
    collections: 1,
    problems: [],
  })
  expect(one.licences).toEqual([
    expect.objectContaining({
      id: 'LicenseRef-GBU2',
      works: COUNT,
      fields: { commercial: 'allowed' },
      textAt: [`/api/v1/assets/${gbu2.claim.licenceText?.textSha256}`, gbu2.claim.licenceText?.url],
      holders: 2,
      largestHolders: [
        { account: formatAddress(ada.address), works: 3 },
        { account: formatAddress(bob.address), works: 1 },
      ],
    }),
  ])
  const all = await reportLicences(client, { creator: ada.address })
  expect(all).toMatchObject({ works: 2 * COUNT, collections: 2, commercial: COUNT })
  expect(all.licences.map(({ id, terms }) => [id, terms === null])).toEqual([
    ['LicenseRef-GBU2', false],
    ['LicenseRef-Tides', true],
  ])
  expect(all.notKnown.join(' ')).toContain('that is for its reader to say')
  const held = await reportLicences(client, { owner: bob.address })
  expect(held).toMatchObject({ works: 2, licensed: 1, problems: [{ status: 'unknown' }] })
  expect(other.collection).not.toBe(collection)
})
