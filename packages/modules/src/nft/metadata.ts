import { RuntimeError } from '@demiurge/runtime'
import { type Item, UNKNOWN } from './state.ts'

/**
 * Throws `nft.MetadataFrozen` where metadata are as they will always be, the default of every collection, and `nft.Sealed` where they are
 * a drop's placeholder.
 */
export function checkMutable(item: Item): void {
  if (item.metadataFrozen)
    throw new RuntimeError('nft.MetadataFrozen', 'the metadata of this item can never change')
  if (item.contentHash === UNKNOWN)
    throw new RuntimeError('nft.Sealed', 'the item is sealed: it has metadata of its own when it is revealed')
}
