import { address, encode, hash, type Infer, struct, text, u64, variant } from '@demiurge/codec'

/**
 * One event in the life of an item, as the provenance log holds it. `item` is the item's id, `height` the height at which it became
 * final. Cases are only ever added at the end: their position is part of the bytes.
 */
export const LogEntry = variant({
  /** A signed statement was made for an item. */
  created: struct({ statement: hash, item: hash }),
  /** Content and metadata hashes are SHA-256. */
  minted: struct({ item: hash, owner: address, contentHash: hash, metadataHash: hash, height: u64 }),
  transferred: struct({ item: hash, from: address, to: address, height: u64 }),
  traitChanged: struct({ item: hash, trait: text(64), value: text(256), height: u64 }),
  burned: struct({ item: hash, owner: address, height: u64 }),
  /** A sealed item, which was minted with a content hash of zeros, became known to be this work. */
  revealed: struct({ item: hash, contentHash: hash, metadataHash: hash, height: u64 }),
})
export type LogEntry = Infer<typeof LogEntry>

/** The bytes of an entry as they go into the log: its SSZ encoding. */
export function logEntryBytes(entry: LogEntry): Uint8Array {
  return encode(LogEntry, entry)
}
