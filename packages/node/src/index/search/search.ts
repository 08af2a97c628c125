import { ApiError, type SearchHit, type SearchPage, type SearchResult } from '@demiurge/api'
import { decode, formatAddress } from '@demiurge/codec'
import type { Store } from '@demiurge/state'
import { assetUri } from '../../assets.ts'
import type { Archive } from '../archive.ts'
import { catalogueKeys } from '../catalogue/keys.ts'
import { CatalogueItem } from '../catalogue/records.ts'
import { collectionTexts, itemTexts } from '../catalogue/take-in.ts'
import { keyOf } from '../keys.ts'
import { nftKeys } from '../nft-index.ts'
import { CollectionRecord, ItemRecord } from '../nft-records.ts'
import { type FoundDocument, findDocuments } from './find-documents.ts'
import { findIdentifiers } from './find-identifiers.ts'
import { snippetOf } from './snippet.ts'
import { readQuery, type WordQuery } from './words.ts'

/** Kinds of results, in the order in which equally good ones are listed. */
export const SEARCH_KINDS = ['item', 'collection', 'account', 'transaction', 'block', 'commit'] as const

/** Score above document number in one number: where a page of results begins. */
const DOCUMENT_BITS = 40n

/** What a search asks for. */
export interface SearchRequest {
  readonly query: string
  readonly kinds: readonly string[] | null
  readonly before: bigint | null
  readonly limit: number
}

/** Finds works by words and everything by identifiers. */
export class Search {
  readonly #store: Store
  readonly #archive: Archive
  readonly #chainId: string
  readonly #documents: () => bigint

  constructor(options: {
    readonly store: Store
    readonly archive: Archive
    readonly chainId: string
    /** How many documents the index has. */
    readonly documents: () => bigint
  }) {
    this.#store = options.store
    this.#archive = options.archive
    this.#chainId = options.chainId
    this.#documents = options.documents
  }

  /** Throws ApiError `search.UnknownKind`. */
  async find(request: SearchRequest): Promise<SearchPage> {
    const { query, kinds, before, limit } = checked(request)
    const wants = (kind: string): boolean => kinds === null || kinds.includes(kind)
    const words = readQuery(query)
    const { found, isPartial } = await findDocuments(this.#store, words, {
      documents: this.#documents(),
      isWanted: (document) => wants((document & 1n) === 0n ? 'item' : 'collection'),
    })
    // What is named by its identifier comes before all, on the first page.
    const named = before === null ? (await this.#named(query)).filter(({ kind }) => wants(kind)) : []
    const rest = before === null ? found : found.filter((each) => positionOf(each) < before)
    const some = rest.slice(0, limit)
    const results = await Promise.all(some.map(({ document }) => this.#resultOf(document, words)))
    const last = some.at(-1)
    return {
      results: [...named, ...results.filter((result) => result !== undefined)].slice(0, 100),
      next: rest.length > some.length && last !== undefined ? positionOf(last) : null,
      total: found.length + named.length,
      isPartial,
    }
  }

  async #named(query: string): Promise<readonly SearchResult[]> {
    const hits = await findIdentifiers(this.#store, query)
    const height = /^[0-9]{1,18}$/.test(query.trim()) ? BigInt(query.trim()) : undefined
    const commit = height === undefined ? undefined : await this.#archive.commitAt(height)
    const results = await Promise.all(hits.map((hit) => this.#namedResult(hit)))
    const commits: readonly SearchResult[] =
      commit === undefined
        ? []
        : [{ ...PLAIN, kind: 'commit', id: query.trim(), title: `Commit ${query.trim()}` }]
    return [...commits, ...results]
  }

  async #namedResult({ kind, id }: SearchHit): Promise<SearchResult> {
    const plain = { ...PLAIN, kind, id }
    if (kind === 'item') return { ...plain, ...(await this.#itemById(id)) }
    if (kind === 'collection') {
      const record = await this.#get(nftKeys.collection(id), CollectionRecord)
      return { ...plain, title: record?.collection.name ?? id }
    }
    return { ...plain, title: kind === 'account' ? formatAddress(id) : id }
  }

  async #itemById(id: string): Promise<Pick<SearchResult, 'title' | 'context' | 'image'>> {
    const record = await this.#get(nftKeys.item(id), ItemRecord)
    if (record === undefined) return { title: id, context: '', image: '' }
    const collection = await this.#get(nftKeys.collection(record.item.collection), CollectionRecord)
    return {
      title: titleOf(record),
      context: collection?.collection.name ?? '',
      image: this.#imageOf(record),
    }
  }

  async #resultOf(document: bigint, words: WordQuery): Promise<SearchResult | undefined> {
    const number = document >> 1n
    const list = (document & 1n) === 0n ? nftKeys.allItems : nftKeys.allCollections
    const bytes = await this.#store.get(keyOf('n', ...list, number))
    if (bytes === undefined) return undefined
    const id = `0x${bytes.toHex()}`
    return list === nftKeys.allItems ? this.#item(id, words) : this.#collection(id, words)
  }

  async #item(id: string, words: WordQuery): Promise<SearchResult | undefined> {
    const record = await this.#get(nftKeys.item(id), ItemRecord)
    if (record === undefined) return undefined
    const { collection } = record.item
    const name = (await this.#get(nftKeys.collection(collection), CollectionRecord))?.collection.name ?? ''
    const known = await this.#get(catalogueKeys.item(collection, record.number), CatalogueItem)
    return {
      kind: 'item',
      id,
      title: titleOf(record),
      context: name,
      image: this.#imageOf(record),
      ...mutable(snippetOf(itemTexts(record, name, known?.traits ?? []), words)),
    }
  }

  async #collection(id: string, words: WordQuery): Promise<SearchResult | undefined> {
    const record = await this.#get(nftKeys.collection(id), CollectionRecord)
    if (record === undefined) return undefined
    const snippet = mutable(snippetOf(collectionTexts(record), words))
    return { kind: 'collection', id, title: record.collection.name, context: '', image: '', ...snippet }
  }

  /** What shows an item: the picture that its metadata name, or else its content, as with pieces that are named by an IPFS identifier. */
  #imageOf({ image, item }: ItemRecord): string {
    return image === '' || image.startsWith('ipfs:') ? assetUri(this.#chainId, item.contentHash) : image
  }

  async #get<T>(key: Uint8Array, codec: Parameters<typeof decode<T>>[0]): Promise<T | undefined> {
    const bytes = await this.#store.get(key)
    return bytes === undefined ? undefined : decode(codec, bytes)
  }
}

const PLAIN = { context: '', field: 'identifier', snippet: '', marks: [], image: '' } as const

function mutable(snippet: ReturnType<typeof snippetOf>): Pick<SearchResult, 'field' | 'snippet' | 'marks'> {
  return { ...snippet, marks: [...snippet.marks] }
}

function positionOf({ score, document }: FoundDocument): bigint {
  return (BigInt(score) << DOCUMENT_BITS) | document
}

function titleOf({ name, item }: ItemRecord): string {
  return name === '' ? `Untitled #${item.serial}` : name
}

function checked(request: SearchRequest): SearchRequest {
  const { limit, kinds } = request
  if (limit < 1 || limit > 100)
    throw new ApiError('rpc.InvalidParams', `limit is ${limit}, it must be from 1 to 100`)
  const unknown = kinds?.find((kind) => !(SEARCH_KINDS as readonly string[]).includes(kind))
  if (unknown !== undefined)
    throw new ApiError(
      'search.UnknownKind',
      `kinds holds "${unknown}", it may hold ${SEARCH_KINDS.join(', ')}`,
    )
  return request
}
