import { ApiError, type AssetView, type TransactionStatus } from '@demiurge/api'
import {
  canonicalJson,
  createMetadata,
  type LicenceText,
  type Metadata,
  metadataHash,
  type OpenSeaAttribute,
  readRecipe,
  SignedStatement,
  STATEMENT_VERSION,
  signStatement,
} from '@demiurge/art'
import { decode, encode, formatAddress, toHex } from '@demiurge/codec'
import { H, type Signer } from '@demiurge/crypto'
import { ZERO_HASH } from '@demiurge/ledger'
import { collectionId, nft } from '@demiurge/modules'
import type { Client } from '../client.ts'
import { TransactionError } from '../error.ts'
import { type CancelSignal, checkSignal } from '../signal.ts'
import { timestamp } from '../timestamp.ts'
import type { Draft } from '../tx/draft.ts'
import type { AuthenticityBundle } from '../verify/bundle.ts'
import { artworkUuid, randomUuid } from './artwork-uuid.ts'

/** What a minting is doing; `final` is the last step before the proof is fetched. */
export type MintStep = 'upload' | 'sign' | 'submit' | 'included' | 'final' | 'prove'

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

/** How a minting is followed and ended. Aborting stops the waiting; what was submitted may still become final. */
export interface MintControl {
  readonly signal?: CancelSignal
  readonly onStep?: (step: MintStep) => void
}

/** A work that is minted, final, and provable. */
export interface MintedWork {
  readonly item: string
  readonly collection: string
  readonly transaction: string
  readonly metadata: Metadata
  /** The sidecar file's content: see `formatBundle`. */
  readonly bundle: AuthenticityBundle
}

const utf8 = new TextEncoder()
const DEFAULT_COLLECTION_SALT = toHex(H(utf8.encode('demiurge/default-collection/1')))

/** The collection that a creator's works go to when none is named: the same identifier for ever. */
export function defaultCollectionOf(creator: string): string {
  return collectionId(creator, DEFAULT_COLLECTION_SALT)
}

/**
 * Mints a work from file to final: stores the file, writes and stores its metadata, signs and stores the statement of its origin, then
 * mints in one atomic transaction, with the collection when that is new. Throws ApiError, TransactionError, MetadataError.
 */
export async function mintWork(
  client: Client,
  signer: Signer,
  work: Work,
  { signal, onStep }: MintControl = {},
): Promise<MintedWork> {
  const step = (name: MintStep): void => {
    checkSignal(signal)
    onStep?.(name)
  }
  step('upload')
  const asset = await client.upload(work.file, work.mediaType)
  const home = await homeOf(client, signer, work)
  step('sign')
  const made = describe(client, signer, work, { asset, home })
  const [metadataAsset, statementAsset] = await Promise.all([
    client.upload(made.metadataBytes, 'application/json'),
    client.upload(made.statementBytes, 'application/octet-stream'),
  ])
  const minting = client.tx.nft.mint({
    collection: home.id,
    to: signer.address,
    royaltyBps: work.royaltyBps ?? null,
    soulbound: false,
    metadataUri: metadataAsset.uri,
    metadataHash: metadataAsset.sha256,
    contentHash: asset.sha256,
    provenanceHash: statementAsset.sha256,
  })
  step('submit')
  const send = async (draft: Draft): Promise<TransactionStatus> => {
    const submitted = await draft.sign(signer).submit()
    return submitted.watch({
      ...(signal === undefined ? {} : { signal }),
      onStatus: ({ stage }) => {
        if (stage === 'included' || stage === 'final') onStep?.(stage)
      },
    })
  }
  const { opening } = home
  const status = await (opening === undefined
    ? send(minting)
    : send(client.batch([opening, minting])).catch((error: unknown) => {
        // Another minting of the same creator opened the collection first.
        if (!(error instanceof TransactionError) || error.code !== 'nft.CollectionExists') throw error
        return send(minting)
      }))
  const item = mintedItem(status)
  step('prove')
  const bundle = await client.fetchBundle(item)
  return { item, collection: home.id, transaction: status.id, metadata: made.metadata, bundle }
}

/** Where the work goes, and the call that opens it when it does not exist yet. */
interface Home {
  readonly id: string
  readonly name: string
  readonly opening: Draft | undefined
}

async function homeOf(client: Client, signer: Signer, { collection }: Work): Promise<Home> {
  const fresh = typeof collection === 'string' ? undefined : (collection ?? defaultCollection(signer))
  const id = fresh === undefined ? String(collection) : collectionId(signer.address, fresh.salt)
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

function defaultCollection({ address }: Signer): NewCollection {
  const account = formatAddress(address)
  return {
    salt: DEFAULT_COLLECTION_SALT,
    name: `Works of ${account.slice(0, 10)}…${account.slice(-6)}`,
    description: `Works that ${account} minted without naming a collection.`,
  }
}

interface Described {
  readonly metadata: Metadata
  readonly metadataBytes: Uint8Array
  readonly statementBytes: Uint8Array
}

/** Metadata and the signed statement over file and metadata. */
function describe(
  { environment }: Client,
  signer: Signer,
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
    creator: formatAddress(signer.address),
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
    creator: signer.address,
    createdAtMs: BigInt(createdAtMs),
    previous: null,
    note: '',
    licence: work.licence ?? null,
  }
  return {
    metadata,
    metadataBytes,
    statementBytes: encode(SignedStatement, signStatement(statement, signer)),
  }
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

function mintedItem({ receipt }: TransactionStatus): string {
  const events = receipt?.outcome.kind === 'applied' ? receipt.outcome.value.events : []
  const minted = events.find(({ name }) => name === 'nft.minted')
  if (minted === undefined) throw new Error('a minting took effect without an nft.minted event')
  return decode(nft.events.minted.data, minted.data).item
}
