import type { CollectionView } from '@demiurge/studio/contract'

/** A collection that has been made. */
export type Made = CollectionView & { readonly made: NonNullable<CollectionView['made']> }

/** How many one-of-ones a collection has. */
export function specialsOf({ definition }: CollectionView): number {
  const { oneOfOnes } = definition
  return Array.isArray(oneOfOnes) ? oneOfOnes.length : 0
}
