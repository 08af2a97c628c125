import type { LicenceText } from '../licences/licence-text.ts'
import { canonicalJson } from './canonical-json.ts'
import { checkMetadata } from './check.ts'
import { MetadataError } from './error.ts'
import { dataUriMediaType } from './formats.ts'
import type {
  Erc721Metadata,
  Erc1155Metadata,
  Metadata,
  MetaplexMetadata,
  OpenSeaAttribute,
} from './schemas.ts'

/** The longest metadata document, in bytes of canonical JSON. */
export const MAX_METADATA_BYTES = 262_144

/** What a creator says about a work. Time and identifier are given, never taken from a clock: the same input gives the same bytes. */
export type MetadataInput = {
  readonly name: string
  readonly description: string
  /** Where the work is: an ipfs, ar, https, demiurge or short data URI. */
  readonly image: string
  /** Media type of the image; may be left out for a data URI, which states it. */
  readonly mediaType?: string
  readonly animationUrl?: string
  readonly animationMediaType?: string
  readonly externalUrl?: string
  /** Six hex digits without `#`. */
  readonly backgroundColor?: string
  readonly attributes?: readonly OpenSeaAttribute[]
  /** Members of the creator's own, any JSON. */
  readonly properties?: Readonly<Record<string, unknown>>
  /** A UUID of version 4 or 7 in lower case. */
  readonly uuid: string
  /** RFC 3339, such as `2026-01-31T12:00:00Z`. */
  readonly createdAt: string
  /** Everything needed to draw the work again. */
  readonly recipe?: Readonly<Record<string, unknown>>
  /** The creator's share of each sale, 0 to 10,000 basis points. */
  readonly royaltyBps?: number
  readonly symbol?: string
  readonly collection?: { readonly name: string; readonly family?: string }
  /** `dem1…` */
  readonly creator?: string
  /** An SPDX identifier or a URI. */
  readonly licence?: string
  /** What fixes a licence that is not the same for all: see `claimLicence`. */
  readonly licenceText?: LicenceText
}

/**
 * Builds the metadata document of a work. Throws MetadataError `metadata.Invalid` with every problem, `metadata.NotJson` when a
 * custom member is not JSON, `metadata.TooLarge` above MAX_METADATA_BYTES.
 */
export function createMetadata(input: MetadataInput): Metadata {
  const { name, description, image, animationUrl, externalUrl, backgroundColor, attributes, properties } =
    input
  const document = {
    ...present({
      name,
      description,
      image,
      external_url: externalUrl,
      animation_url: animationUrl,
      background_color: backgroundColor,
      attributes: (attributes ?? []).map(present),
      properties,
    }),
    demiurge: present({
      version: 1,
      uuid: input.uuid,
      createdAt: input.createdAt,
      mediaType: input.mediaType ?? dataUriMediaType(image),
      animationMediaType: input.animationMediaType,
      symbol: input.symbol,
      collection: input.collection,
      creator: input.creator,
      licence: input.licence,
      licenceText: input.licenceText,
      royaltyBps: input.royaltyBps,
      recipe: input.recipe,
    }),
  }
  const metadata = checkMetadata('demiurge', document)
  const { length } = new TextEncoder().encode(canonicalJson(metadata))
  if (length > MAX_METADATA_BYTES)
    throw new MetadataError('metadata.TooLarge', [
      { path: '$', found: `${length} bytes long`, expected: `at most ${MAX_METADATA_BYTES} bytes` },
    ])
  return metadata
}

/** The same work as ERC-721 metadata for OpenSea; identifier and time go into `properties`. */
export function toOpenSea(metadata: Metadata): Erc721Metadata {
  const { demiurge, ...fields } = metadata
  return checkMetadata('erc721', {
    ...fields,
    properties: {
      ...metadata.properties,
      ...present({
        uuid: demiurge.uuid,
        created_at: demiurge.createdAt,
        creator: demiurge.creator,
        licence: demiurge.licence,
        licence_text: demiurge.licenceText,
      }),
    },
  })
}

/** The same work as ERC-1155 metadata: one edition is one whole piece, so `decimals` is 0. */
export function toErc1155(metadata: Metadata): Erc1155Metadata {
  return checkMetadata('erc1155', { ...toOpenSea(metadata), decimals: 0 })
}

/**
 * The same work as Metaplex off-chain metadata. Throws MetadataError `metadata.NoMediaType` when an animation has no media type:
 * Metaplex chooses its player by it.
 */
export function toMetaplex(metadata: Metadata): MetaplexMetadata {
  const { demiurge } = metadata
  const animation = animationOf(metadata)
  const files = [
    { uri: metadata.image, type: demiurge.mediaType },
    ...(animation === undefined ? [] : [animation]),
  ]
  return checkMetadata(
    'metaplex',
    present({
      name: metadata.name,
      symbol: demiurge.symbol,
      description: metadata.description,
      image: metadata.image,
      animation_url: metadata.animation_url,
      external_url: metadata.external_url,
      seller_fee_basis_points: demiurge.royaltyBps,
      attributes: metadata.attributes.map(({ trait_type, value }, i) => ({
        // Metaplex asks for a name where OpenSea allows a bare value.
        trait_type: trait_type ?? `Trait ${i + 1}`,
        value,
      })),
      collection: demiurge.collection,
      properties: {
        ...metadata.properties,
        files,
        category: categoryOf(animation?.type ?? demiurge.mediaType),
      },
    }),
  )
}

function animationOf(metadata: Metadata): { uri: string; type: string } | undefined {
  const uri = metadata.animation_url
  if (uri === undefined) return undefined
  const type = metadata.demiurge.animationMediaType ?? dataUriMediaType(uri)
  if (type === undefined)
    throw new MetadataError('metadata.NoMediaType', [
      {
        path: '$.demiurge.animationMediaType',
        found: 'missing',
        expected: 'the media type of animation_url, such as video/mp4',
      },
    ])
  return { uri, type }
}

/** Metaplex "property categories". */
function categoryOf(mediaType: string): MetaplexMetadata['properties']['category'] {
  const [group] = mediaType.split('/')
  if (group === 'model') return 'vr'
  if (mediaType === 'text/html') return 'html'
  return group === 'video' || group === 'audio' ? group : 'image'
}

/** The members that are given: JSON has no undefined, and a schema tells a missing member from a wrong one. */
function present(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}
