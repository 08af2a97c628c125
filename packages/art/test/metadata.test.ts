import fc from 'fast-check'
import { Value } from 'typebox/value'
import { expect, test } from 'vitest'
import { canonicalJson } from '../src/metadata/canonical-json.ts'
import { checkMetadata, findMetadataProblems } from '../src/metadata/check.ts'
import {
  createMetadata,
  type MetadataInput,
  toErc1155,
  toMetaplex,
  toOpenSea,
} from '../src/metadata/create.ts'
import { schemaProblems } from '../src/metadata/schema-problems.ts'
import { type MetadataKind, metadataSchemas } from '../src/metadata/schemas.ts'

const cid = 'bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi'
const input: MetadataInput = {
  name: 'First light',
  description: 'A guilloche at dawn.',
  image: `ipfs://${cid}`,
  mediaType: 'image/png',
  externalUrl: 'https://example.org/works/1?view=full#top',
  backgroundColor: '0a0B0c',
  attributes: [
    { trait_type: 'Sky', value: 'Dawn' },
    { trait_type: 'Lines', value: 12, display_type: 'number', max_value: 40 },
    { trait_type: 'Born', value: 1_769_860_800, display_type: 'date' },
    { value: 'Signed' },
  ],
  properties: { studio: { name: 'North', floor: 3 }, tools: ['ink'] },
  uuid: '018f4d4e-7b1a-7c3d-8e2f-0a1b2c3d4e5f',
  createdAt: '2026-01-31T12:00:00.5+02:00',
  royaltyBps: 500,
  symbol: 'LIGHT',
  collection: { name: 'Mornings', family: 'Days' },
  licence: 'CC-BY-4.0',
  recipe: { version: 1, pattern: 'guilloche', seed: 7 },
}

test('the same input gives the same document, readable by OpenSea as it stands', () => {
  const metadata = createMetadata(input)
  expect(canonicalJson(createMetadata(input))).toBe(canonicalJson(metadata))
  expect(findMetadataProblems('erc721', metadata)).toEqual([])
  expect(metadata.demiurge).toMatchObject({
    version: 1,
    uuid: input.uuid,
    royaltyBps: 500,
    mediaType: 'image/png',
  })
  expect(metadata.properties).toEqual(input.properties)
})

test('for OpenSea the identifier and the time stand among the properties', () => {
  const document = toOpenSea(createMetadata(input))
  expect(document).not.toHaveProperty('demiurge')
  expect(document.properties).toEqual({
    ...input.properties,
    uuid: input.uuid,
    created_at: input.createdAt,
    licence: 'CC-BY-4.0',
  })
  expect(document.attributes).toEqual(input.attributes)
  expect(toErc1155(createMetadata(input))).toEqual({ ...document, decimals: 0 })
})

test('for Metaplex files, category, royalty and collection stand where wallets look', () => {
  const document = toMetaplex(createMetadata(input))
  expect(document).toMatchObject({
    symbol: 'LIGHT',
    seller_fee_basis_points: 500,
    collection: { name: 'Mornings', family: 'Days' },
    properties: { files: [{ uri: input.image, type: 'image/png' }], category: 'image', tools: ['ink'] },
  })
  expect(document.attributes?.at(-1)).toEqual({ trait_type: 'Trait 4', value: 'Signed' })
})

test('an animation decides the category and needs its media type', () => {
  const animated = { ...input, animationUrl: `ar://${'A'.repeat(43)}` }
  const categoryOf = (animationMediaType: string) =>
    toMetaplex(createMetadata({ ...animated, animationMediaType })).properties.category
  expect(['video/mp4', 'audio/ogg', 'model/gltf-binary', 'text/html', 'image/gif'].map(categoryOf)).toEqual([
    'video',
    'audio',
    'vr',
    'html',
    'image',
  ])
  expect(() => toMetaplex(createMetadata(animated))).toThrow(
    expect.objectContaining({ code: 'metadata.NoMediaType' }),
  )
})

test('a data URI states its own media type', () => {
  const { mediaType: _, ...rest } = input
  const metadata = createMetadata({ ...rest, image: 'data:image/svg+xml;base64,PHN2Zy8+' })
  expect(metadata.demiurge.mediaType).toBe('image/svg+xml')
  expect(() => createMetadata(rest)).toThrow(
    '$.demiurge.mediaType is missing; write a media type such as image/png',
  )
})

test('every problem is listed with its place, what is there and what to write', () => {
  const document = {
    name: '',
    image: 'http://example.org/a.png',
    background_color: '#fff',
    attributes: [
      { trait_type: 'Sky', value: true },
      { trait_type: 'Lines', value: 'many', display_type: 'number' },
      { trait_type: 'Mood', value: 'x', display_type: 'stars' },
      { trait_typ: 'Sky', value: 1 },
      'Dawn',
      null,
    ],
    animation_url: 7,
    external_url: 'javascript:alert(1)',
  }
  expect(findMetadataProblems('erc721', document).map(({ path, found }) => `${path} ${found}`)).toEqual([
    '$.description missing',
    '$.name the text ""',
    '$.image the text "http://example.org/a.png"',
    '$.background_color the text "#fff"',
    '$.attributes[0].value true',
    '$.attributes[2].display_type the text "stars"',
    '$.attributes[3].trait_typ not a known member',
    '$.attributes[4] the text "Dawn"',
    '$.attributes[5] null',
    '$.animation_url 7',
    '$.external_url the text "javascript:alert(1)"',
  ])
  expect(() => checkMetadata('erc721', document)).toThrow(
    '$.attributes[0].value is true; write a text or a number',
  )
  expect(() => checkMetadata('metaplex', 5)).toThrow('$ is 5; write a Metaplex metadata object')
})

test('rules between members are checked once each member is right', () => {
  const problemsOf = (attribute: object) =>
    findMetadataProblems('erc721', {
      name: 'a',
      description: '',
      image: input.image,
      attributes: [attribute],
    })
  expect(problemsOf({ value: 'many', display_type: 'number' })[0]?.expected).toBe(
    'a number, because display_type is number',
  )
  expect(problemsOf({ value: 1.5, display_type: 'date' })[0]?.path).toBe('$.attributes[0].value')
  expect(problemsOf({ value: 41, max_value: 40 })[0]?.expected).toBe('a number of at most max_value 40')
  expect(problemsOf({ value: 40, max_value: 40 })).toEqual([])
})

test('Metaplex and ERC-1155 documents made elsewhere are read', () => {
  const image = 'https://arweave.net/1234'
  const metaplex = {
    name: 'SolanaArtProject #1',
    symbol: '',
    description: 'Generative art on Solana.',
    seller_fee_basis_points: 1000,
    image,
    attributes: [{ trait_type: 'trait1', value: 'value1' }],
    properties: {
      files: [{ uri: 'https://www.arweave.net/abcd5678?ext=png', type: 'image/png', cdn: true }],
      category: 'image',
      creators: [{ address: 'SOMEADDRESS', share: 100 }],
    },
  }
  expect(checkMetadata('metaplex', metaplex)).toBe(metaplex)
  const { properties: _, ...incomplete } = metaplex
  expect(() => checkMetadata('metaplex', incomplete)).toThrow(
    '$.properties is missing; write an object with files',
  )
  const localization = {
    uri: 'ipfs://QmWS1VAdMD353A6SDk9wNyvkT14kyCiZrNDYAad4w1tKqT/{locale}.json',
    default: 'en',
    locales: ['en', 'de'],
  }
  const erc1155 = { name: 'Sword', description: 'Sharp', image, decimals: 0, localization }
  expect(checkMetadata('erc1155', erc1155)).toBe(erc1155)
})

test('a document that is too large, or not JSON, is refused', () => {
  const large = { blob: 'x'.repeat(300_000) }
  expect(() => createMetadata({ ...input, properties: large })).toThrow(
    expect.objectContaining({ code: 'metadata.TooLarge' }),
  )
  expect(() => createMetadata({ ...input, properties: { at: new Date(0) } })).toThrow(
    '$.properties.at is an object of a class',
  )
})

test("our reading of a schema is TypeBox's, on every kind and on damaged documents", () => {
  const metadata = createMetadata(input)
  const documents: Record<MetadataKind, object> = {
    demiurge: metadata,
    erc721: toOpenSea(metadata),
    erc1155: toErc1155(metadata),
    metaplex: toMetaplex(metadata),
  }
  const kinds = Object.keys(documents) as MetadataKind[]
  const damage = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom('', 'number', 'image', 0, 10_001, -1, 1.5, 'x'.repeat(200), null),
  )
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.nat(), damage, (kind, which, value) => {
      const places = Object.keys(documents[kind])
      const name = places[which % places.length] ?? 'name'
      const inner = Reflect.get(documents[kind], name)
      const deep = typeof inner === 'object' && inner !== null && !Array.isArray(inner) && which % 2 === 0
      const key = deep ? (Object.keys(inner)[which % Object.keys(inner).length] ?? 'x') : ''
      const document = { ...documents[kind], [name]: deep ? { ...inner, [key]: value } : value }
      const ours = schemaProblems(metadataSchemas[kind], document)
      const theirs = Value.Check(metadataSchemas[kind], document)
      // Our formats are narrower than TypeBox's (schemes, UUID versions), never wider.
      if (ours.length === 0) expect(theirs).toBe(true)
      const format = ours.some(({ expected }) => /URI|media type|UUID|RFC 3339/.test(expected))
      if (theirs && !format) expect(ours).toEqual([])
    }),
    { numRuns: 500 },
  )
})

test('any JSON at all is answered with a list of problems', () => {
  fc.assert(
    fc.property(
      fc.anything(),
      fc.constantFrom('demiurge', 'erc721', 'erc1155', 'metaplex'),
      (value, kind) => {
        expect(findMetadataProblems(kind as MetadataKind, value).length).toBeGreaterThan(0)
      },
    ),
  )
})

test('the public schemas are plain JSON with an identifier each', () => {
  for (const schema of Object.values(metadataSchemas)) {
    expect(JSON.parse(JSON.stringify(schema))).toHaveProperty(
      '$id',
      expect.stringMatching(/^demiurge:schemas\//),
    )
    expect(canonicalJson(JSON.parse(JSON.stringify(schema)))).toContain('"type":"object"')
  }
})
