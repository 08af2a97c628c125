import { LicenceText } from '../licences/licence-text.ts'
import { type Schema, type Static, Type } from './schema.ts'

/** A text field; `description` is what error messages tell the reader to write. */
const text = (description: string, maxLength: number, minLength = 0) =>
  Type.String({ description, maxLength, minLength })
const name = text('a name of 1 to 128 characters', 128, 1)
const description = text('a description of at most 4,096 characters', 4_096)
const uri = Type.String({
  format: 'uri',
  description: 'a URI such as ipfs://…, ar://…, https://…, demiurge://… or a short data: URI',
})
const mediaType = Type.String({
  format: 'media-type',
  description: 'a media type such as image/png, in lower case',
})
const uuid = Type.String({ format: 'uuid', description: 'a UUID of version 4 or 7 in lower case' })
const timestamp = Type.String({
  format: 'date-time',
  description: 'an RFC 3339 time such as 2026-01-31T12:00:00Z',
})
const basisPoints = Type.Integer({
  minimum: 0,
  maximum: 10_000,
  description: 'a share in basis points, 0 to 10000 (500 is 5 %)',
})
const scalar = Type.Unsafe<string | number>({
  type: ['string', 'number'],
  description: 'a text or a number',
})
const freeForm = Type.Record(Type.Unknown(), {
  description: 'an object with any members',
})
const address = Type.String({
  pattern: '^dem1[02-9ac-hj-np-z]{58}$',
  description: 'an address: dem1 and 58 characters',
})

/** One trait of a work as OpenSea reads it (ERC-721 metadata, "attributes"). */
export const OpenSeaAttribute = Type.Object(
  {
    trait_type: Type.Optional(text('the name of the trait, at most 64 characters', 64, 1)),
    value: scalar,
    display_type: Type.Optional(
      Type.Enum(['number', 'boost_number', 'boost_percentage', 'date'], {
        description: 'number, boost_number, boost_percentage or date (or leave it out for a text)',
      }),
    ),
    max_value: Type.Optional(Type.Number({ description: 'the greatest number this trait can have' })),
  },
  { additionalProperties: false, description: 'a trait such as { "trait_type": "Sky", "value": "Dawn" }' },
)

const attributes = Type.Array(OpenSeaAttribute, {
  maxItems: 256,
  description: 'a list of at most 256 traits',
})

const openSeaFields = {
  name,
  description,
  image: uri,
  external_url: Type.Optional(uri),
  animation_url: Type.Optional(uri),
  background_color: Type.Optional(
    Type.String({ pattern: '^[0-9A-Fa-f]{6}$', description: 'six hex digits without #' }),
  ),
  attributes: Type.Optional(attributes),
}

/** ERC-721 metadata JSON with the fields OpenSea reads (EIP-721 "metadata JSON schema", OpenSea metadata standards). */
export const Erc721Metadata = Type.Object(
  { ...openSeaFields, properties: Type.Optional(freeForm) },
  { $id: 'demiurge:schemas/erc721-metadata-1', description: 'an ERC-721 metadata object' },
)

/** ERC-1155 metadata JSON (EIP-1155 "metadata JSON schema") with the fields OpenSea reads. */
export const Erc1155Metadata = Type.Object(
  {
    ...openSeaFields,
    decimals: Type.Optional(Type.Integer({ minimum: 0, maximum: 255, description: 'a number of decimals' })),
    properties: Type.Optional(freeForm),
    localization: Type.Optional(
      Type.Object(
        {
          // EIP-1155: the URI holds the substring {locale}, which no URI may hold literally; so it is a text here.
          uri: text('a URI with {locale} in it', 2_048, 1),
          default: text('a language tag such as en', 35, 1),
          locales: Type.Array(text('a language tag such as en', 35, 1), {
            minItems: 1,
            maxItems: 256,
            description: 'a list of language tags',
          }),
        },
        { description: 'an object with uri, default and locales' },
      ),
    ),
  },
  { $id: 'demiurge:schemas/erc1155-metadata-1', description: 'an ERC-1155 metadata object' },
)

/** Off-chain JSON of a Metaplex Token Metadata NFT (Metaplex, "Token Metadata: the non-fungible standard"). */
export const MetaplexMetadata = Type.Object(
  {
    name,
    symbol: Type.Optional(text('a symbol of at most 10 characters', 10)),
    description,
    image: uri,
    animation_url: Type.Optional(uri),
    external_url: Type.Optional(uri),
    seller_fee_basis_points: Type.Optional(basisPoints),
    attributes: Type.Optional(
      Type.Array(
        Type.Object(
          { trait_type: text('the name of the trait, at most 64 characters', 64, 1), value: scalar },
          { description: 'a trait such as { "trait_type": "Sky", "value": "Dawn" }' },
        ),
        { maxItems: 256, description: 'a list of at most 256 traits' },
      ),
    ),
    collection: Type.Optional(
      Type.Object({ name, family: Type.Optional(name) }, { description: 'an object with name and family' }),
    ),
    properties: Type.Object(
      {
        files: Type.Array(
          Type.Object(
            { uri, type: mediaType, cdn: Type.Optional(Type.Boolean({ description: 'true or false' })) },
            { description: 'a file such as { "uri": "ar://…", "type": "image/png" }' },
          ),
          { minItems: 1, maxItems: 64, description: 'a list of 1 to 64 files' },
        ),
        category: Type.Enum(['image', 'video', 'audio', 'vr', 'html'], {
          description: 'image, video, audio, vr or html',
        }),
      },
      { description: 'an object with files and category' },
    ),
  },
  { $id: 'demiurge:schemas/metaplex-metadata-1', description: 'a Metaplex metadata object' },
)

/**
 * The metadata document of a Demiurge item. It is at once a document OpenSea can read (its own members are ERC-721's), so what is
 * hashed and signed is what a marketplace shows; `demiurge` holds what those standards have no place for. Unknown members are refused.
 */
export const Metadata = Type.Object(
  {
    ...openSeaFields,
    attributes,
    properties: Type.Optional(freeForm),
    demiurge: Type.Object(
      {
        version: Type.Literal(1, { description: '1' }),
        uuid,
        createdAt: timestamp,
        mediaType,
        animationMediaType: Type.Optional(mediaType),
        symbol: Type.Optional(text('a symbol of at most 10 characters', 10, 1)),
        collection: Type.Optional(
          Type.Object({ name, family: Type.Optional(name) }, { additionalProperties: false }),
        ),
        creator: Type.Optional(address),
        licence: Type.Optional(text('an SPDX identifier or a URI, at most 64 characters', 64, 1)),
        licenceText: Type.Optional(LicenceText),
        royaltyBps: Type.Optional(basisPoints),
        recipe: Type.Optional(freeForm),
      },
      { additionalProperties: false, description: 'an object with version, uuid, createdAt and mediaType' },
    ),
  },
  {
    $id: 'demiurge:schemas/metadata-1',
    additionalProperties: false,
    description: 'a Demiurge metadata object',
  },
)

export type OpenSeaAttribute = Static<typeof OpenSeaAttribute>
export type Erc721Metadata = Static<typeof Erc721Metadata>
export type Erc1155Metadata = Static<typeof Erc1155Metadata>
export type MetaplexMetadata = Static<typeof MetaplexMetadata>
export type Metadata = Static<typeof Metadata>

/** The public JSON Schema (draft 2020-12) of each kind of metadata document, by the name that `checkMetadata` takes. */
export const metadataSchemas = {
  demiurge: Metadata,
  erc721: Erc721Metadata,
  erc1155: Erc1155Metadata,
  metaplex: MetaplexMetadata,
} as const satisfies Record<string, Schema>

/** A kind of metadata document. */
export type MetadataKind = keyof typeof metadataSchemas

/** The type of a document of a kind. */
export type MetadataOf<K extends MetadataKind> = Static<(typeof metadataSchemas)[K]>
