import { HistoryEntry } from '@demiurge/api'
import { bool, hash, type Infer, struct, text, u32, u64 } from '@demiurge/codec'
import { Collection, Item } from '@demiurge/modules'

/** What the index keeps of a collection. `number` orders collections by their creation. */
export const CollectionRecord = struct({
  number: u64,
  collection: Collection,
  createdAtMs: u64,
  items: u32,
  owners: u32,
})
export type CollectionRecord = Infer<typeof CollectionRecord>

/** What the index keeps of an item, burned ones included. `number` orders items by their minting. */
export const ItemRecord = struct({
  number: u64,
  item: Item,
  mintedAtMs: u64,
  burned: bool,
  name: text(256),
  description: text(4_096),
  image: text(512),
  mediaType: text(127),
})
export type ItemRecord = Infer<typeof ItemRecord>

/** One step of an item's life. */
export const HistoryRecord = struct({ item: hash, entry: HistoryEntry })
