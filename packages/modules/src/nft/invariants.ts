import { entriesOf, type Invariant, type ListKeys } from '@demiurge/runtime'
import type { StateReader } from '@demiurge/state'
import { sales } from './drop-state.ts'
import {
  collections,
  contents,
  editions,
  itemId,
  items,
  MAX_ROYALTY_BPS,
  traitHistory,
  traitNames,
  traits,
  UNKNOWN,
} from './state.ts'

/** Items present are those minted less those burned. As serials only rise, an item that was burned cannot come back unseen. */
export const suppliesAddUp: Invariant = (state, keys) => {
  const present = new Map<string, bigint>()
  for (const [, { collection }] of entriesOf(items, state, keys))
    present.set(collection, (present.get(collection) ?? 0n) + 1n)
  for (const [id, { minted, burned, maxSupply }] of entriesOf(collections, state, keys)) {
    const count = present.get(id) ?? 0n
    if (count !== minted - burned)
      return `collection ${id} has ${count} items, ${minted} were minted and ${burned} burned`
    if (maxSupply !== null && minted > maxSupply)
      return `collection ${id} has minted ${minted}, at most ${maxSupply} may be`
  }
  return null
}

/** Every item stands under its own identifier in a collection that knows its serial, on terms the standard allows. */
export const itemsAreAtHome: Invariant = (state, keys) => {
  for (const [id, item] of entriesOf(items, state, keys)) {
    const home = collections.get({ state }, item.collection)
    if (home === undefined) return `item ${id} has no collection`
    if (item.serial < 1n || item.serial > home.minted)
      return `item ${id} has serial ${item.serial} of ${home.minted}`
    if (itemId(item.collection, item.serial) !== id) return `item ${id} stands under a wrong identifier`
    if ((item.edition < 1 && item.contentHash !== UNKNOWN) || item.edition > home.editions)
      return `item ${id} is edition ${item.edition} of ${home.editions}`
    if (item.royaltyBps > MAX_ROYALTY_BPS) return `item ${id} asks for a royalty of ${item.royaltyBps}`
  }
  return null
}

/** The content index counts every minting whose content is known, and every item's content is in it. */
export const contentIsIndexed: Invariant = (state, keys) => {
  const present = new Map<string, bigint>()
  for (const [id, { contentHash }] of entriesOf(items, state, keys)) {
    if (contentHash === UNKNOWN) continue
    if (contents.get({ state }, contentHash) === undefined)
      return `the content of item ${id} is not in the index`
    present.set(contentHash, (present.get(contentHash) ?? 0n) + 1n)
  }
  let copies = 0n
  for (const [content, entry] of entriesOf(contents, state, keys)) {
    copies += entry.copies
    if ((present.get(content) ?? 0n) > entry.copies) return `content ${content} has more items than copies`
    const first = items.get({ state }, entry.first)
    if (first !== undefined && first.contentHash !== content)
      return `the first item of content ${content} has another`
  }
  return brokenTotal(copies, state, keys)
}

function brokenTotal(copies: bigint, state: StateReader, keys: ListKeys): string | null {
  let minted = 0n
  let hidden = 0n
  for (const [, collection] of entriesOf(collections, state, keys)) minted += collection.minted
  for (const [, { sold, revealed }] of entriesOf(sales, state, keys)) hidden += BigInt(sold - revealed)
  return copies === minted - hidden
    ? null
    : `the index counts ${copies} copies, ${minted} items were minted and ${hidden} of them not revealed`
}

/** No collection holds more copies of a content than it declared. */
export const editionsAreKept: Invariant = (state, keys) => {
  for (const [{ collection }, count] of entriesOf(editions, state, keys)) {
    const limit = collections.get({ state }, collection)?.editions ?? 0
    if (count > limit)
      return `collection ${collection} holds ${count} copies of a content, at most ${limit} may be`
  }
  return null
}

/** Nobody is approved to move an item that cannot be moved. */
export const soulboundStay: Invariant = (state, keys) => {
  for (const [id, { soulbound, approved }] of entriesOf(items, state, keys))
    if (soulbound && approved !== null) return `item ${id} is soulbound and has an approval`
  return null
}

/** Every trait has all of its versions and is named once. */
export const traitHistoryIsWhole: Invariant = (state, keys) => {
  let named = 0
  for (const [, names] of entriesOf(traitNames, state, keys)) named += new Set(names).size
  let count = 0
  let earlier = 0
  for (const [{ item, name }, { version }] of entriesOf(traits, state, keys)) {
    count++
    for (let v = 1; v < version; v++, earlier++)
      if (traitHistory.get({ state }, { item, name, version: v })?.version !== v)
        return `version ${v} of trait "${name}" of item ${item} is missing`
  }
  if (named !== count) return `${named} traits are named, ${count} have a value`
  let kept = 0
  for (const _ of keys(`${traitHistory.path}/`)) kept++
  return kept === earlier ? null : `${kept} earlier values are kept, there should be ${earlier}`
}
