import {
  canonicalJson,
  collectionProvenance,
  createMetadata,
  licenceAddress,
  stateLicence,
} from '@demiurge/art'
import { merkleHasher } from '@demiurge/crypto/native'
import { artworkUuid, type Client, type CollectionWork, mintCollection } from '@demiurge/sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findViolations, fitsWidth, hasBrowser } from '../../../test/browser.ts'
import { createWorld, type DashboardWorld } from './fixture.ts'

const COUNT = 3
const utf8 = new TextEncoder()

/** Three small pieces under GBU2, of which the last says something else than the collection. */
async function mintUnder(client: Client, signer: DashboardWorld['signer']): Promise<string> {
  const { claim, text = '' } = stateLicence({ id: 'gbu2', fields: { holder: 'Ada', aiTraining: 'allowed' } })
  const files = Array.from({ length: COUNT }, (_, i) => ({
    image: utf8.encode(
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="${i + 3}"/></svg>`,
    ),
    metadata: utf8.encode(
      canonicalJson(
        createMetadata({
          name: `Tide ${i + 1}`,
          description: '',
          image: `https://tides.example/${i + 1}.svg`,
          mediaType: 'image/svg+xml',
          createdAt: '2026-01-31T12:00:00.000Z',
          uuid: artworkUuid({ tide: i }),
          ...(i + 1 === COUNT ? { licence: 'CC0-1.0' } : claim),
        }),
      ),
    ),
  }))
  const hash = (bytes: Uint8Array): string => merkleHasher.sha256(bytes).toHex()
  const provenance = collectionProvenance(
    files.map(({ image, metadata }) => ({ image: hash(image), metadata: hash(metadata) })),
  )
  const document = {
    name: 'Tides',
    license: licenceAddress(claim),
    demiurge: { version: 1, provenance, ...claim },
  }
  const work: CollectionWork = {
    ...{ name: 'Tides', description: '', royaltyBps: 0, count: COUNT, mediaType: 'image/svg+xml' },
    provenance: provenance.merkleRoot,
    // As the statement of the last piece has it: it holds by itself.
    licence: 'CC0-1.0',
    document: utf8.encode(canonicalJson(document)),
    licenceText: utf8.encode(text),
    readPiece: async (edition) => files[edition - 1] ?? { image: utf8.encode(''), metadata: utf8.encode('') },
  }
  return (await mintCollection(client, signer, work)).collection
}

describe.skipIf(!hasBrowser('licences'))('licences of a collection in a browser', { timeout: 60_000 }, () => {
  let world: DashboardWorld
  let collection: string
  beforeAll(async () => {
    world = await createWorld()
    collection = await mintUnder(world.client, world.signer)
  }, 120_000)
  afterAll(async () => {
    await world[Symbol.asyncDispose]()
  })

  test.for([
    { name: 'dark', width: 1280, colorScheme: 'dark' as const },
    { name: 'on a phone', width: 390, colorScheme: 'light' as const },
  ])(
    'what may be done with the works is told, who has them, and which says something else: $name',
    async ({ width, colorScheme }) => {
      const viewport = { width, height: 900 }
      await using opened = await world.open(`/collections/${collection}?show=licence`, {
        viewport,
        colorScheme,
      })
      const { page, errors } = opened
      await page.getByText('2 of 3 works, held by 1 account').waitFor()
      const terms = page.getByRole('list', { name: 'What may be done' })
      await terms.getByText('It may be used to train AI.').waitFor()
      await page.getByText('the metadata says CC0-1.0').waitFor()
      await page.getByText('Whether anybody keeps to a licence').waitFor()
      const address = await page.getByRole('link', { name: 'Read the text' }).getAttribute('href')
      expect(await (await fetch(String(address))).text()).toContain('The rights in the work are held by Ada.')
      expect(await findViolations(page)).toEqual([])
      expect(await fitsWidth(page)).toBe(true)
      expect(errors).toEqual([])
    },
  )

  test('the verification of a collection and of a work explains the licence', async () => {
    await using opened = await world.open(`/verify?collection=${collection}`)
    const { page, errors } = opened
    await page.getByText('So says the document that the collection was opened with.').waitFor()
    await page.getByText('The node holds the text that is named').waitFor()
    const { items } = await world.client.request('nft_listItems', {
      ...{ collection, owner: null, before: null, limit: 10 },
    })
    const first = items.find(({ item }) => item.serial === 1n)
    await page.goto(new URL(`/items/${first?.id}`, page.url()).href)
    await page.getByText('Read the licence').click()
    await page.getByText('The rights in the work are held by Ada.').waitFor()
    expect(await findViolations(page)).toEqual([])
    const other = items.find(({ item }) => item.serial === BigInt(COUNT))
    await page.goto(new URL(`/verify?item=${other?.id}`, page.url()).href)
    await page.getByText('Its licence does not hold').waitFor()
    await page.getByText('The licence', { exact: true }).waitFor()
    await page.getByText('the metadata says CC0-1.0').waitFor()
    expect(errors).toEqual([])
  })
})
