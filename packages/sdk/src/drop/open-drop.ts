import { ApiError, type DropView } from '@demiurge/api'
import { canonicalJson, claimInDocument, createMetadata, parseCanonicalJson } from '@demiurge/art'
import { encode, formatAddress, toHex } from '@demiurge/codec'
import type { Signer } from '@demiurge/crypto'
import { type Allowance, Drop, type Phase } from '@demiurge/modules'
import type { Client } from '../client.ts'
import { artworkUuid } from '../mint/artwork-uuid.ts'
import { type CollectionTerms, mintedCollectionId, openingOf } from '../mint/collection-on-chain.ts'
import { type LicensedWork, storeLicenceText } from '../mint/store-licence.ts'
import { timestamp } from '../timestamp.ts'
import { publishList } from './allowlist.ts'

/** A phase as a creator plans it: the list itself in place of its root, null where anybody may claim. */
export interface PlannedPhase extends Omit<Phase, 'allowlist'> {
  readonly allowlist: readonly Allowance[] | null
}

/** What every piece shows until it is revealed. */
export interface Placeholder {
  readonly image: Uint8Array
  /** Such as `image/png`. */
  readonly mediaType: string
  readonly description?: string
}

/** A finished collection to be sold unseen. Its files stay with the creator until the sale is over. */
export interface DropWork extends CollectionTerms, LicensedWork {
  /** The collection's metadata with the provenance of all pieces in it. */
  readonly document: Uint8Array
  readonly placeholder: Placeholder
  readonly phases: readonly PlannedPhase[]
  /** Unix ms: from then on anybody may reveal. */
  readonly revealByMs: bigint
}

/** A drop that is open and final. */
export interface OpenedDrop {
  readonly collection: string
  /** Whether this run opened it, or set its terms right; false when it stood there just so. */
  readonly fresh: boolean
}

/**
 * Opens a collection with its drop, in one transaction; a drop that is there with the very same terms is left alone, one with others is
 * replaced while its rules allow that. Throws ApiError, TransactionError, SdkError `drop.BadList`, `mint.OtherCollection` and `mint.OtherLicence`.
 */
export async function openDrop(client: Client, signer: Signer, work: DropWork): Promise<OpenedDrop> {
  const collection = mintedCollectionId(signer.address, work.provenance)
  await storeLicenceText(client, work)
  const document = await client.upload(work.document, 'application/json')
  const opening = await openingOf(client, collection, work, document)
  const terms = await termsOf(client, signer, work)
  const found = opening === undefined ? await findDrop(client, collection) : undefined
  if (found !== undefined && toHex(encode(Drop, found.drop)) === toHex(encode(Drop, terms)))
    return { collection, fresh: false }
  const drop = client.tx.nft.openDrop({ collection, ...terms })
  const draft = opening === undefined ? drop : client.batch([opening, drop])
  await draft.sign(signer).submit().watch()
  return { collection, fresh: true }
}

/** The collection's drop as the node has it; undefined when there is none. */
export async function findDrop(client: Pick<Client, 'request'>, id: string): Promise<DropView | undefined> {
  try {
    return await client.request('nft_getDrop', { id })
  } catch (error) {
    if (error instanceof ApiError && (error.code === 'nft.NoDrop' || error.code === 'nft.UnknownCollection'))
      return undefined
    throw error
  }
}

async function termsOf(client: Client, signer: Signer, work: DropWork): Promise<Drop> {
  const phases: Phase[] = []
  for (const { allowlist, ...phase } of work.phases)
    phases.push({ ...phase, allowlist: allowlist === null ? null : await publish(client, allowlist) })
  const { uri, sha256 } = await storePlaceholder(client, signer, work)
  return {
    provenance: `0x${work.provenance}`,
    pieces: work.count,
    placeholderUri: uri,
    placeholderHash: sha256,
    revealByMs: work.revealByMs,
    phases,
  }
}

async function publish(client: Client, entries: readonly Allowance[]): Promise<Phase['allowlist']> {
  const { root, size, bytes } = publishList(entries)
  const { uri } = await client.upload(bytes, 'application/json')
  return { root, size, uri }
}

/** The same bytes at every attempt: their time is that of the first phase. */
async function storePlaceholder(client: Client, signer: Signer, work: DropWork) {
  const { placeholder, name, provenance, royaltyBps, phases, document } = work
  const image = await client.upload(placeholder.image, placeholder.mediaType)
  const metadata = createMetadata({
    name: `${name} (sealed)`,
    description: placeholder.description ?? 'Which piece this is will be revealed when the sale is over.',
    image: image.uri,
    mediaType: placeholder.mediaType,
    uuid: artworkUuid({ sealed: provenance, image: image.sha256 }),
    createdAt: timestamp(Number(phases[0]?.startMs ?? 0n)),
    royaltyBps,
    collection: { name },
    creator: formatAddress(signer.address),
    ...claimInDocument(parseCanonicalJson(document)),
  })
  return client.upload(new TextEncoder().encode(canonicalJson(metadata)), 'application/json')
}
