import { ApiError, type AssetView } from '@demiurge/api'
import {
  canonicalJson,
  createMetadata,
  type LicenceText,
  type Metadata,
  metadataHash,
  type OpenSeaAttribute,
  type ProvenanceStatement,
  readRecipe,
  SignedStatement,
  STATEMENT_VERSION,
} from '@demiurge/art'
import { encode, formatAddress, toHex } from '@demiurge/codec'
import { H } from '@demiurge/crypto'
import { ZERO_HASH } from '@demiurge/ledger'
import { collectionId } from '@demiurge/modules'
import type { Client } from '../client.ts'
import { timestamp } from '../timestamp.ts'
import type { Draft } from '../tx/draft.ts'
import { artworkUuid, randomUuid } from './artwork-uuid.ts'

/** A collection that is opened together with its first work. The identifier follows from the creator and the salt (32 bytes, 0x hex). */
export interface NewCollection {
  readonly salt: string
  readonly name: string
  readonly description?: string
}

/** A work to be minted. */
export interface Work {
  readonly file: Uint8Array
  /** Such as `image/png`. */
  readonly mediaType: string
  readonly name: string
  readonly description?: string
  /** The collection's identifier, or one to open; the creator's own default collection, made when it is first needed, when left out. */
  readonly collection?: string | NewCollection
  /** The creator's share of later sales in ten-thousandths; the collection's when left out. */
  readonly royaltyBps?: number
  readonly attributes?: readonly OpenSeaAttribute[]
  /** What draws the work again; found in the file when left out. */
  readonly recipe?: Readonly<Record<string, unknown>>
  /** An SPDX identifier or a URI. */
  readonly licence?: string
  /** What fixes a licence that is not the same for all: see `claimLicence`. */
  readonly licenceText?: LicenceText
}

/** A work whose file and metadata are stored, and what its creator is to sign. */
export interface PreparedWork {
  readonly collection: string
  readonly metadata: Metadata
  readonly statement: ProvenanceStatement
  /** The call that opens the collection when it does not exist yet. */
  readonly opening: Draft | undefined
  /** The minting that names a signed statement by the SHA-256 of its bytes. */
  readonly mintingWith: (provenanceHash: string) => Draft
}

const utf8 = new TextEncoder()
const DEFAULT_COLLECTION_SALT = toHex(H(utf8.encode('demiurge/default-collection/1')))

/** The collection that a creator's works go to when none is named: the same identifier for ever. */
export function defaultCollectionOf(creator: string): string {
  return collectionId(creator, DEFAULT_COLLECTION_SALT)
}

/** Stores file and metadata of a work and says what its creator signs. Throws ApiError and MetadataError. */
export async function prepareWork(client: Client, creator: string, work: Work): Promise<PreparedWork> {
  const asset = await client.upload(work.file, work.mediaType)
  const home = await homeOf(client, creator, work)
  const { metadata, metadataBytes, statement } = describe(client, creator, work, { asset, home })
  const document = await client.upload(metadataBytes, 'application/json')
  return {
    collection: home.id,
    metadata,
    statement,
    opening: home.opening,
    mintingWith: (provenanceHash) =>
      client.tx.nft.mint({
        collection: home.id,
        to: creator,
        royaltyBps: work.royaltyBps ?? null,
        soulbound: false,
        metadataUri: document.uri,
        metadataHash: document.sha256,
        contentHash: asset.sha256,
        provenanceHash,
      }),
  }
}

/** Stores a signed statement where everybody finds it; what is left to be sent. */
export async function storeStatement(
  client: Client,
  { opening, mintingWith }: PreparedWork,
  statement: SignedStatement,
): Promise<{ readonly opening: Draft | undefined; readonly minting: Draft }> {
  const stored = await client.upload(encode(SignedStatement, statement), 'application/octet-stream')
  return { opening, minting: mintingWith(stored.sha256) }
}

/** Where the work goes, and the call that opens it when it does not exist yet. */
interface Home {
  readonly id: string
  readonly name: string
  readonly opening: Draft | undefined
}

async function homeOf(client: Client, creator: string, { collection }: Work): Promise<Home> {
  const fresh = typeof collection === 'string' ? undefined : (collection ?? defaultCollection(creator))
  const id = fresh === undefined ? String(collection) : collectionId(creator, fresh.salt)
  try {
    const view = await client.request('nft_getCollection', { id })
    return { id, name: view.collection.name, opening: undefined }
  } catch (error) {
    const missing = error instanceof ApiError && error.code === 'nft.UnknownCollection'
    if (!missing || fresh === undefined) throw error
    const { salt, name, description = '' } = fresh
    const opening = client.tx.nft.createCollection({
      salt,
      name,
      description,
      metadataUri: '',
      metadataHash: ZERO_HASH,
      editions: 1,
      royaltyBps: 0,
      soulbound: false,
      mutableMetadata: false,
    })
    return { id, name, opening }
  }
}

function defaultCollection(address: string): NewCollection {
  const account = formatAddress(address)
  return {
    salt: DEFAULT_COLLECTION_SALT,
    name: `Works of ${account.slice(0, 10)}…${account.slice(-6)}`,
    description: 'Works that were minted without naming a collection.',
  }
}

interface Described {
  readonly metadata: Metadata
  readonly metadataBytes: Uint8Array
  readonly statement: ProvenanceStatement
}

/** Metadata and the statement over file and metadata. */
function describe(
  { environment }: Client,
  creator: string,
  work: Work,
  { asset, home }: { readonly asset: AssetView; readonly home: Home },
): Described {
  const recipe = work.recipe ?? embeddedRecipe(work.file)
  const createdAtMs = environment.nowMs()
  const metadata = createMetadata({
    name: work.name,
    description: work.description ?? '',
    image: asset.uri,
    mediaType: work.mediaType,
    uuid: recipe === undefined ? randomUuid(environment.random) : artworkUuid(recipe),
    createdAt: timestamp(createdAtMs),
    creator: formatAddress(creator),
    collection: { name: home.name },
    ...present({
      attributes: work.attributes,
      recipe,
      royaltyBps: work.royaltyBps,
      licence: work.licence,
      licenceText: work.licenceText,
    }),
  })
  const metadataBytes = utf8.encode(canonicalJson(metadata))
  const statement = {
    version: STATEMENT_VERSION,
    asset: { sha256: asset.sha256, mediaType: work.mediaType, bytes: BigInt(work.file.length) },
    metadata: { sha256: metadataHash(metadata), bytes: BigInt(metadataBytes.length) },
    recipe: recipe === undefined ? null : metadataHash(recipe),
    creator,
    createdAtMs: BigInt(createdAtMs),
    previous: null,
    note: '',
    licence: work.licence ?? null,
  }
  return { metadata, metadataBytes, statement }
}

function embeddedRecipe(file: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    return { ...readRecipe(file) }
  } catch {
    // A file of another make: it is minted without a recipe.
    return undefined
  }
}

/** The members that have a value: absent is not the same as undefined in metadata. */
function present<T extends Record<string, unknown>>(
  members: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}
