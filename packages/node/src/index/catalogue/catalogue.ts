import type { IndexStatus } from '@demiurge/api'
import { decode } from '@demiurge/codec'
import type { MemoryState, Store } from '@demiurge/state'
import type { BlobStore } from '@demiurge/store'
import { Batch } from '../batch.ts'
import { keyOf, lastNumber, rangeOf, type Table } from '../keys.ts'
import { nftKeys } from '../nft-index.ts'
import { TransactionPack, type TransactionRecord } from '../records.ts'
import { catalogueKeys } from './keys.ts'
import { CatalogueMark } from './records.ts'
import { type TakenIn, takeInCollection, takeInItem } from './take-in.ts'
import { type Touched, takeInEvents } from './take-in-events.ts'

/** Another form of what is kept, or another way to count it, gets another number: what an older node wrote is then built anew. */
export const CATALOGUE_VERSION = 2

/** Items looked at, and packs of transactions read, in one step; between steps everything else has its turn. */
const ITEMS_AT_ONCE = 64
const PACKS_AT_ONCE = 8
/** Events after which a step ends: a transaction of a thousand calls has as many, and a step must stay short and small. */
const EVENTS_AT_ONCE = 512
const DELETED_AT_ONCE = 2_000
/** Of the time between two steps at most this part is work: a busy node goes first, and the index catches up when there is quiet. */
const SHARE = 0.3
const SHARE_WHEN_BUSY = 0.05

const FRESH: CatalogueMark = {
  version: CATALOGUE_VERSION,
  isSeeding: true,
  next: 0n,
  height: 0n,
  pack: 0,
  offset: 0,
  documents: 0n,
}

/** What the catalogue works with. */
export interface CatalogueOptions {
  readonly store: Store
  readonly blobs: BlobStore
  /** For the traits that the chain holds. */
  readonly state: MemoryState
  /** Height up to which transactions are in the store. */
  readonly archived: () => bigint
  /** Whether transactions wait for the thread that the index would work on. */
  readonly isBusy: () => boolean
  /** Hears why the index has stopped; the node goes on without it. */
  readonly onFailure: (error: unknown) => void
}

/**
 * Follows the archive on its own and keeps words, holders, statistics and activities. It reads what the archive has written, so that
 * following and building anew are the same work; what it has done is in the same batch as the mark of how far it is.
 */
export class Catalogue {
  readonly #options: CatalogueOptions
  readonly #listeners = new Set<(collection: string) => void>()
  #mark: CatalogueMark = FRESH
  #height = 0n
  #wake: () => void = () => {}
  #running: Promise<void> | undefined
  #isClosed = false
  #failure: string | null = null

  constructor(options: CatalogueOptions) {
    this.#options = options
  }

  /** Begins to follow, from where it was. */
  start(): void {
    this.#running ??= this.#run().catch((error: unknown) => {
      if (this.#isClosed) return
      this.#failure = error instanceof Error ? error.message.slice(0, 200) : String(error).slice(0, 200)
      this.#options.onFailure(error)
    })
  }

  /** There is something new in the archive. */
  onArchived(): void {
    this.#wake()
  }

  /** Calls back with each collection of which something has changed. */
  onChange(listener: (collection: string) => void): void {
    this.#listeners.add(listener)
  }

  /** Stops after the step under way. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#wake()
    await this.#running
  }

  get status(): IndexStatus {
    return {
      version: CATALOGUE_VERSION,
      height: this.#height,
      chainHeight: this.#options.archived(),
      isRebuilding: this.#mark.isSeeding,
      documents: this.#mark.documents,
      failure: this.#failure,
    }
  }

  async #run(): Promise<void> {
    await this.#open()
    while (!this.#isClosed) {
      const startedMs = performance.now()
      const isBehind = this.#mark.isSeeding ? await this.#seed() : await this.#follow()
      if (this.#isClosed) return
      const share = this.#options.isBusy() ? SHARE_WHEN_BUSY : SHARE
      if (isBehind) await this.#pause((performance.now() - startedMs) * (1 / share - 1))
      else if (this.#height >= this.#options.archived()) await this.#pause()
    }
  }

  /** Waits so long, or until it is woken; without a time only until then. */
  #pause(ms?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(resolve, ms)
      this.#wake = () => {
        if (ms !== undefined && !this.#isClosed) return
        clearTimeout(timer)
        resolve()
      }
    })
  }

  async #open(): Promise<void> {
    const { store } = this.#options
    const bytes = await store.get(catalogueKeys.mark)
    // The version stands first: a mark of another one need not be readable.
    const isOurs = bytes !== undefined && ((bytes[1] ?? 0) << 8) + (bytes[0] ?? 0) === CATALOGUE_VERSION
    if (isOurs) {
      this.#mark = decode(CatalogueMark, bytes)
      return
    }
    for (const table of ['f', 'g'] satisfies Table[]) await clear(store, table, () => this.#isClosed)
    this.#mark = FRESH
  }

  /** Looks at some of the items that there are already. Returns whether there may be more. */
  async #seed(): Promise<boolean> {
    const { store } = this.#options
    const touched: Touched = { items: new Set(), collections: new Set() }
    let { next } = this.#mark
    const { lt } = rangeOf('n', ...nftKeys.allItems)
    const range = { gte: keyOf('n', ...nftKeys.allItems, next), lt, limit: ITEMS_AT_ONCE }
    for await (const [key, id] of store.iterate(range)) {
      touched.items.add(`0x${id.toHex()}`)
      next = lastNumber(key) + 1n
    }
    const isDone = touched.items.size === 0
    if (isDone)
      for await (const [, id] of store.iterate(rangeOf('n', ...nftKeys.allCollections)))
        touched.collections.add(`0x${id.toHex()}`)
    await this.#write(new Batch(store), touched, { next, isSeeding: !isDone })
    return true
  }

  /** Takes some transactions in. Returns whether there may be more. */
  async #follow(): Promise<boolean> {
    const { store, archived } = this.#options
    const upTo = archived()
    const touched: Touched = { items: new Set(), collections: new Set() }
    const batch = new Batch(store)
    let place = placeIn(this.#mark)
    let [packs, events] = [0, 0]
    const range = { gte: keyOf('p', place.height, place.pack), lt: rangeOf('p').lt, limit: PACKS_AT_ONCE }
    for await (const [key, bytes] of store.iterate(range)) {
      const here = packAt(key)
      // The mark may stand in the middle of a pack.
      const isSame = here.height === place.height && here.pack === place.pack
      const records = decode(TransactionPack, bytes).slice(isSame ? place.offset : 0)
      const taken = await takeInSome(batch, records, { touched, most: EVENTS_AT_ONCE - events })
      events += taken.events
      packs++
      const offset = (isSame ? place.offset : 0) + taken.records
      place =
        taken.records < records.length ? { ...here, offset } : { ...here, pack: here.pack + 1, offset: 0 }
      if (events >= EVENTS_AT_ONCE) break
    }
    if (packs > 0) await this.#write(batch, touched, place)
    const isBehind = packs === PACKS_AT_ONCE || events >= EVENTS_AT_ONCE
    const reached = upTo > place.height ? upTo : place.height
    this.#height = isBehind ? place.height - 1n : reached
    return isBehind
  }

  async #write(batch: Batch, touched: Touched, change: Partial<CatalogueMark>): Promise<void> {
    const { store, blobs, state } = this.#options
    let documents = 0
    const changed = new Set<string>()
    const note = (taken: TakenIn): void => {
      documents += taken.documents
      if (taken.collection !== undefined) changed.add(taken.collection)
    }
    for (const id of touched.collections) note(await takeInCollection(batch, id))
    for (const id of touched.items) note(await takeInItem(batch, { blobs, state }, id))
    const mark = { ...this.#mark, ...change, documents: this.#mark.documents + BigInt(documents) }
    batch.put(catalogueKeys.mark, CatalogueMark, mark)
    await store.batch(batch.operations())
    this.#mark = mark
    for (const collection of changed) for (const listener of this.#listeners) listener(collection)
  }
}

/** Takes transactions in, one after the other, until there were so many events. */
async function takeInSome(
  batch: Batch,
  records: readonly TransactionRecord[],
  { touched, most }: { readonly touched: Touched; readonly most: number },
): Promise<{ readonly records: number; readonly events: number }> {
  let [taken, events] = [0, 0]
  for (const record of records) {
    if (events >= most) break
    events += await takeInEvents(batch, record, touched)
    taken++
  }
  return { records: taken, events }
}

type Place = Pick<CatalogueMark, 'height' | 'pack' | 'offset'>

function placeIn({ height, pack, offset }: CatalogueMark): Place {
  return { height, pack, offset }
}

/** Height and number in the key of a pack. */
function packAt(key: Uint8Array): Omit<Place, 'offset'> {
  const bytes = Buffer.from(key.buffer, key.byteOffset, key.byteLength)
  return { height: bytes.readBigUInt64BE(1), pack: bytes.readUInt32BE(9) }
}

/** Forgets how far the catalogue is, so that the next start builds it anew. */
export async function forgetCatalogue(store: Store): Promise<void> {
  await store.batch([{ key: catalogueKeys.mark, value: undefined }])
  await store.flush()
}

async function clear(store: Store, table: Table, isClosed: () => boolean): Promise<void> {
  for (;;) {
    const keys: Uint8Array[] = []
    for await (const [key] of store.iterate({ ...rangeOf(table), limit: DELETED_AT_ONCE })) keys.push(key)
    if (keys.length > 0) await store.batch(keys.map((key) => ({ key, value: undefined })))
    if (keys.length < DELETED_AT_ONCE || isClosed()) return
  }
}
