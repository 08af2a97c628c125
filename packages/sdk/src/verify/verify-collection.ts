import { decode } from '@demiurge/codec'
import { type Collection, Item, itemId, nftState } from '@demiurge/modules'
import type { ClientContext } from '../context.ts'
import { type ProvenAt, prove } from '../proof/prove.ts'
import type { TrustSource } from '../proof/trust.ts'
import { type CancelSignal, checkSignal } from '../signal.ts'
import { collectionLicenceChecks } from './collection-licence.ts'
import { checkDraw, checkReveal, isSealed, type ProvenDrop, proveDrop } from './prove-drop.ts'
import type { VerificationCheck } from './verification.ts'

/** How a verification of a whole collection is followed and ended. */
export interface VerifyCollectionOptions {
  readonly signal?: CancelSignal
  /** Works looked at, of how many. */
  readonly onProgress?: (done: number, total: number) => void
}

/** What is proved of a whole collection. */
export interface CollectionVerification {
  /** Undefined when it is proved that there is no such collection. */
  readonly collection: Collection | undefined
  readonly living: number
  readonly burned: number
  /** Works of a drop whose content is not revealed yet. */
  readonly sealed: number
  readonly owners: number
  /** The newest certified state that was looked at. */
  readonly at: ProvenAt | undefined
  readonly trust: TrustSource
  readonly checks: readonly VerificationCheck[]
}

/** Entries that one request proves: the collection itself and works of it. */
const KEYS_AT_ONCE = 64
/** Requests under way at the same time: they wait for the same certificate. */
const REQUESTS = 4
/** A collection from which works are burned meanwhile is looked at again. */
const ATTEMPTS = 3

interface Looked {
  readonly collection: Collection
  readonly at: ProvenAt
  readonly trust: TrustSource
  readonly items: readonly (readonly [serial: bigint, item: Item | undefined])[]
}

/**
 * Proves a collection and every work that was ever minted in it. Identifiers of works follow from the collection and their serial numbers,
 * and the collection says how many there are: a node can leave none out and slip none in. What its document says of the licence is checked as well. Throws what `prove` throws.
 */
export async function verifyCollection(
  context: ClientContext,
  id: string,
  options: VerifyCollectionOptions = {},
): Promise<CollectionVerification> {
  for (let attempt = 1; ; attempt++) {
    const looked = await lookAtAll(context, id, options)
    if (looked === undefined) return unknown(id, (await context.trust()).source)
    const burned = looked.items.filter(([, item]) => item === undefined).length
    if (BigInt(burned) !== looked.collection.burned && attempt < ATTEMPTS) continue
    const drop = await proveDrop((keys) => prove(context, keys), id)
    const { checks, ...proven } = withDrop(conclude(looked, burned), looked, drop)
    return { ...proven, checks: [...checks, ...(await collectionLicenceChecks(context, looked.collection))] }
  }
}

async function lookAtAll(
  context: ClientContext,
  id: string,
  { signal, onProgress }: VerifyCollectionOptions,
): Promise<Looked | undefined> {
  let newest = await lookAt(context, id, [])
  if (newest === undefined) return undefined
  const found = new Map<bigint, Item | undefined>()
  let next = 1n
  const take = (last: bigint): readonly bigint[] => {
    const serials: bigint[] = []
    while (serials.length < KEYS_AT_ONCE - 1 && next <= last) serials.push(next++)
    return serials
  }
  const work = async (): Promise<void> => {
    while (newest !== undefined && next <= newest.collection.minted) {
      checkSignal(signal)
      const looked = await lookAt(context, id, take(newest.collection.minted))
      if (looked === undefined) return
      if (looked.at.height > newest.at.height) newest = looked
      for (const [serial, item] of looked.items) found.set(serial, item)
      onProgress?.(found.size, Number(newest.collection.minted))
    }
  }
  await Promise.all(Array.from({ length: REQUESTS }, work))
  return { ...newest, items: [...found] }
}

async function lookAt(
  context: ClientContext,
  id: string,
  serials: readonly bigint[],
): Promise<Looked | undefined> {
  const ids = serials.map((serial) => itemId(id, serial))
  const keys = [nftState.collections.keyOf(id), ...ids.map((each) => nftState.items.keyOf(each))]
  const { entries, at, trust } = await prove(context, keys)
  const [first, ...rest] = entries
  if (first?.value === undefined) return undefined
  const items = rest.map(
    ({ value }, i) => [serials[i] ?? 0n, value === undefined ? undefined : decode(Item, value)] as const,
  )
  return { collection: decode(nftState.Collection, first.value), at, trust, items }
}

/** Says of a drop, where there is one, how far it is, and holds what is revealed against what was committed. */
function withDrop(
  verification: CollectionVerification,
  { items }: Looked,
  drop: ProvenDrop | undefined,
): CollectionVerification {
  if (drop === undefined) return verification
  const { sealed } = verification
  const revealed = checkReveal(drop, new Map(items))
  const waiting: VerificationCheck = {
    name: 'sealed',
    ok: true,
    detail:
      sealed === 0
        ? 'No work is sealed any more.'
        : `${sealed} works are sealed: what they are is not revealed yet.`,
    trust: 'verified',
  }
  const checks = [
    ...verification.checks,
    checkDraw(drop),
    waiting,
    ...(revealed === undefined ? [] : [revealed]),
  ]
  return { ...verification, checks }
}

function conclude({ collection, at, trust, items }: Looked, burned: number): CollectionVerification {
  const living = items.flatMap(([serial, item]) => (item === undefined ? [] : [[serial, item] as const]))
  const check = (name: VerificationCheck['name'], ok: boolean, detail: string): VerificationCheck => ({
    ...{ name, ok, detail },
    trust: 'verified',
  })
  const wrong = living.filter(([serial, item]) => item.serial !== serial)
  const known = living.map(([, item]) => item).filter((item) => !isSealed(item))
  const copies = copiesOf(known)
  const { minted, maxSupply, editions } = collection
  const isWhole = BigInt(items.length) === minted && BigInt(burned) === collection.burned
  return {
    ...{ collection, living: living.length, burned, sealed: living.length - known.length, at, trust },
    owners: new Set(living.map(([, { owner }]) => owner)).size,
    checks: [
      check('certificate', true, `The committee has certified the state at height ${at.height}.`),
      check('collection', true, `The collection “${collection.name}” is in that state.`),
      check(
        'items',
        wrong.length === 0,
        wrong.length === 0
          ? `${living.length} works are in that state, each under the identifier that follows from its number.`
          : `The work under number ${wrong[0]?.[0]} says that it is number ${wrong[0]?.[1].serial}.`,
      ),
      check(
        'complete',
        isWhole,
        isWhole
          ? `None is missing: ${minted} were minted and ${burned} of them are proved to be burned.`
          : `${minted} were minted and ${collection.burned} burned, found were ${living.length} and ${burned}; works changed meanwhile, try again.`,
      ),
      check(
        'supply',
        maxSupply === null || minted <= maxSupply,
        maxSupply === null
          ? 'The collection sets no limit to its supply.'
          : `${minted} of at most ${maxSupply} were minted.`,
      ),
      check(
        'contents',
        copies <= editions,
        copies <= editions
          ? editions === 1
            ? known.length === living.length
              ? 'Every work has a content of its own.'
              : 'Every work that is not sealed has a content of its own.'
            : `No content has more than ${editions} copies.`
          : `One content has ${copies} copies, the collection promises at most ${editions}.`,
      ),
    ],
  }
}

/** The most works with the same content. */
function copiesOf(items: readonly Item[]): number {
  const counts = new Map<string, number>()
  let most = 0
  for (const { contentHash } of items) {
    const count = (counts.get(contentHash) ?? 0) + 1
    counts.set(contentHash, count)
    most = Math.max(most, count)
  }
  return most
}

function unknown(id: string, trust: TrustSource): CollectionVerification {
  const detail = `It is proved that there is no collection ${id} in the state that the committee certified.`
  const checks: readonly VerificationCheck[] = [{ name: 'collection', ok: false, detail, trust: 'verified' }]
  return { collection: undefined, living: 0, burned: 0, sealed: 0, owners: 0, at: undefined, trust, checks }
}
