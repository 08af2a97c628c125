import type { ItemView } from '@demiurge/api'
import {
  checkDocumentLicence,
  checkWorkLicence,
  claimInDocument,
  countLicences,
  type LicenceClaim,
  type LicenceFinding,
  type LicenceUsage,
  type LicenceUse,
  type LicensedWork,
} from '@demiurge/art'
import { formatAddress } from '@demiurge/codec'
import { ZERO_HASH } from '@demiurge/ledger'
import type { Client } from '../client.ts'
import { inParallel } from '../mint/store-piece.ts'
import { type CancelSignal, checkSignal } from '../signal.ts'
import { absentAsNull } from '../verify/fetch-bundle.ts'

/** Whose works are looked at: those of a collection, of the collections that an account opened, or those that an account has. */
export type LicenceScope =
  | { readonly collection: string }
  | { readonly creator: string }
  | { readonly owner: string }

/** How a report is followed and ended. */
export interface LicenceReportOptions {
  readonly signal?: CancelSignal
  /** Works looked at, of how many are known so far. */
  readonly onProgress?: (done: number, total: number) => void
}

/** What is known of the licences of works on the chain, and what is not. */
export interface LicenceReport extends LicenceUsage {
  /** Collections whose works were looked at. */
  readonly collections: number
  /** What nothing here can tell, a sentence each. */
  readonly notKnown: readonly string[]
}

/** What a report asks of a client. */
type Asked = Pick<Client, 'request' | 'download'>

const PAGE = 100
const NOT_KNOWN = [
  'Whether anybody keeps to a licence, or agreed on something else with its holder: neither is on the chain.',
  'Copies of the works on other chains and elsewhere, and what is said of them there.',
  'Whether the list of works is whole: it is the word of the node; verifying the whole collection proves it.',
]
const OWN_TEXTS = 'What a text of a creator’s own allows: that is for its reader to say.'

/**
 * Reports which works are under which licence, what may be done with them, who has them and where the text is. Metadata and texts are fetched
 * by their hash and checked; a work that says something else than its collection is told as a problem. Throws ApiError.
 */
export async function reportLicences(
  client: Asked,
  scope: LicenceScope,
  { signal, onProgress }: LicenceReportOptions = {},
): Promise<LicenceReport> {
  const documents = new Map<string, Promise<unknown>>()
  const read = (sha256: string): Promise<unknown> => {
    const known = documents.get(sha256) ?? readDocument(client, sha256)
    documents.set(sha256, known)
    return known
  }
  const claims = new Map<string, Promise<Partial<LicenceClaim> | undefined>>()
  const ofCollection = (id: string): Promise<Partial<LicenceClaim> | undefined> => {
    const known = claims.get(id) ?? collectionClaim(client, id, read)
    claims.set(id, known)
    return known
  }
  const works: LicensedWork[] = []
  for await (const { items, total } of pagesOf(client, scope)) {
    checkSignal(signal)
    works.push(
      ...(await inParallel(items, async (view) => {
        const document = await read(view.item.metadataHash)
        return workOf(view, document, await ofCollection(view.item.collection))
      })),
    )
    onProgress?.(works.length, Math.max(works.length, total))
  }
  const usage = countLicences(works)
  const licences = await inParallel(usage.licences, (use) => withText(client, use))
  const hasOwnText = licences.some(({ terms }) => terms === null)
  return {
    ...{ ...usage, licences, collections: claims.size },
    notKnown: hasOwnText ? [...NOT_KNOWN, OWN_TEXTS] : NOT_KNOWN,
  }
}

/** The living items of a scope, page by page; `total` counts what is known so far. */
async function* pagesOf(client: Asked, scope: LicenceScope) {
  let total = 0
  for await (const filter of filtersOf(client, scope)) {
    let before: bigint | null = null
    let isFirst = true
    do {
      const page: { items: readonly ItemView[]; next: bigint | null; total: number } = await client.request(
        'nft_listItems',
        { collection: null, owner: null, ...filter, limit: PAGE, before },
      )
      if (isFirst) total += page.total
      isFirst = false
      before = page.next
      yield { items: page.items.filter(({ burned }) => !burned), total }
    } while (before !== null)
  }
}

async function* filtersOf(
  client: Asked,
  scope: LicenceScope,
): AsyncGenerator<Exclude<LicenceScope, { readonly creator: string }>> {
  if (!('creator' in scope)) {
    yield scope
    return
  }
  let before: bigint | null = null
  do {
    const page: { collections: readonly { id: string }[]; next: bigint | null } = await client.request(
      'nft_listCollections',
      { creator: scope.creator, limit: PAGE, before },
    )
    for (const { id } of page.collections) yield { collection: id }
    before = page.next
  } while (before !== null)
}

/** A JSON document by its hash; undefined where the node does not have it, or it is none. */
async function readDocument(client: Asked, sha256: string): Promise<unknown> {
  const bytes = await absentAsNull(client.download(sha256), 'asset.NotFound')
  if (bytes === null) return undefined
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) ?? {}
  } catch {
    // What is no JSON states nothing.
    return {}
  }
}

async function collectionClaim(
  client: Asked,
  id: string,
  read: (sha256: string) => Promise<unknown>,
): Promise<Partial<LicenceClaim> | undefined> {
  const { collection } = await client.request('nft_getCollection', { id })
  const { metadataHash } = collection
  return metadataHash === ZERO_HASH ? undefined : claimInDocument(await read(metadataHash))
}

function workOf(
  { id, item }: ItemView,
  document: unknown,
  ofCollection: Partial<LicenceClaim> | undefined,
): LicensedWork {
  const named = { work: id, holder: formatAddress(item.owner) }
  if (document === undefined)
    return { ...named, status: 'unknown', detail: 'The node does not hold the metadata.' }
  const claim = claimInDocument(document)
  const own = checkDocumentLicence(document)
  const finding: LicenceFinding =
    own.status !== 'licensed'
      ? own
      : checkWorkLicence([
          { place: 'the collection', claim: ofCollection },
          { place: 'the metadata', claim },
        ])
  return { ...named, claim, ...finding }
}

/** Where the text is beside its address: the node may have it by its hash. */
async function withText(client: Asked, use: LicenceUse): Promise<LicenceUse> {
  const { textSha256, textAt } = use
  if (textSha256 === null) return use
  const bytes = await absentAsNull(client.download(textSha256), 'asset.NotFound')
  return bytes === null ? use : { ...use, textAt: [`/api/v1/assets/${textSha256}`, ...textAt] }
}
