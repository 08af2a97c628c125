import { RuntimeError } from '@demiurge/runtime'
import type { Item } from './state.ts'

/** Throws `nft.MetadataFrozen` where metadata are as they will always be: the default of every collection. */
export function checkMutable(item: Item): void {
  if (item.metadataFrozen)
    throw new RuntimeError('nft.MetadataFrozen', 'the metadata of this item can never change')
}
