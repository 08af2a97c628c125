import { entriesOf, type Invariant } from '@demiurge/runtime'
import { claims, type Drop, drops, type Sale, sales } from './drop-state.ts'
import { collections, type Item, items, UNKNOWN } from './state.ts'

/** What is sold is minted, adds up over phases, and is what accounts claimed; no limit of a phase or of the drop is passed. */
export const salesAddUp: Invariant = (state, keys) => {
  const claimed = new Map<string, number>()
  for (const [{ collection, phase, account }, count] of entriesOf(claims, state, keys)) {
    const key = `${collection}/${phase}`
    claimed.set(key, (claimed.get(key) ?? 0) + count)
    const limit = drops.get({ state }, collection)?.phases[phase]?.perAccount ?? null
    if (limit !== null && count > limit) return `${account} has claimed ${count} of ${limit} pieces of ${key}`
  }
  for (const [id, sale] of entriesOf(sales, state, keys)) {
    const drop = drops.get({ state }, id)
    if (drop === undefined) return `collection ${id} has a sale and no drop`
    const minted = collections.get({ state }, id)?.minted
    const broken =
      brokenCount(drop, sale, minted) ?? brokenPhase(drop, sale, (i) => claimed.get(`${id}/${i}`) ?? 0)
    if (broken !== null) return `collection ${id}: ${broken}`
  }
  return null
}

function brokenCount({ pieces }: Drop, sale: Sale, minted: bigint | undefined): string | null {
  const { sold, revealed, byPhase } = sale
  if (minted !== BigInt(sold)) return `${sold} pieces are sold and ${minted} minted`
  if (sold > pieces || revealed > sold) return `${revealed} pieces are revealed, ${sold} sold of ${pieces}`
  const sum = byPhase.reduce((all, each) => all + each, 0)
  return sum === sold ? null : `the phases come to ${sum} pieces, ${sold} are sold`
}

function brokenPhase({ phases }: Drop, { byPhase }: Sale, claimedIn: (i: number) => number): string | null {
  for (const [i, count] of byPhase.entries()) {
    const supply = phases[i]?.supply ?? null
    if (count !== claimedIn(i)) return `phase ${i} has ${count} pieces, its accounts ${claimedIn(i)}`
    if (supply !== null && count > supply) return `phase ${i} has ${count} pieces of ${supply}`
  }
  return null
}

/** Sealed items are of drops, look as sealed ones do, and are no more than are not revealed yet. */
export const sealedAreWaiting: Invariant = (state, keys) => {
  const sealed = new Map<string, number>()
  for (const [id, item] of entriesOf(items, state, keys)) {
    const isSealed = item.contentHash === UNKNOWN
    if (isSealed) sealed.set(item.collection, (sealed.get(item.collection) ?? 0) + 1)
    const drop = isSealed ? drops.get({ state }, item.collection) : undefined
    const broken = isSealed === (item.edition === 0) ? brokenSeal(item, drop) : 'its edition says otherwise'
    if (broken !== null) return `item ${id} with content ${item.contentHash}: ${broken}`
  }
  for (const [id, count] of sealed) {
    const { sold, revealed } = sales.get({ state }, id) ?? { sold: 0, revealed: 0 }
    if (count > sold - revealed) return `collection ${id} has ${count} sealed items, ${sold - revealed} wait`
  }
  return null
}

function brokenSeal({ edition, provenanceHash, metadataHash }: Item, drop: Drop | undefined): string | null {
  if (edition > 0) return null
  if (drop === undefined) return 'it is sealed and of no drop'
  const looks = provenanceHash === UNKNOWN && metadataHash === drop.placeholderHash
  return looks ? null : 'it is sealed and says what it is'
}
