/** @module How rare each trait was meant to be, and came out. */
import type { TraitSet } from '../metadata/rarity.ts'
import { type Catalogue, choiceName, choiceWeights, NO_TRAIT } from './catalogue.ts'

/** One trait of a collection. */
export interface TraitRow {
  readonly layer: string
  /** `None` for pieces without a trait of the layer. */
  readonly trait: string
  /** The share of pieces that its weight asks for, 0 to 1, before rules; undefined where a target count stands for it. */
  readonly askedShare: number | undefined
  /** The target count. */
  readonly askedCount: number | undefined
  /** Pieces that have it. */
  readonly pieces: number
  /** Their share of those drawn from layers, 0 to 1. */
  readonly share: number
}

/** All traits by layer, in the order of the layers and their files. One-of-ones, which have no layers, are left out. */
export function rarityTable(catalogue: Catalogue, works: readonly TraitSet[]): readonly TraitRow[] {
  return catalogue.flatMap((layer) => {
    const weights = choiceWeights(layer)
    const isCounted = (choice: number) => layer.traits[choice]?.count !== undefined
    const sum = weights.reduce((total, weight, choice) => total + (isCounted(choice) ? 0 : weight), 0)
    const counts = new Map<string | number, number>()
    for (const work of works) {
      const value = Object.hasOwn(work, layer.name) ? (work[layer.name] ?? NO_TRAIT) : NO_TRAIT
      counts.set(value, (counts.get(value) ?? 0) + 1)
    }
    return weights.map((weight, choice) => {
      const trait = choiceName(layer, choice)
      const pieces = counts.get(trait) ?? 0
      return {
        layer: layer.name,
        trait,
        askedShare: isCounted(choice) || sum === 0 ? undefined : weight / sum,
        askedCount: layer.traits[choice]?.count,
        pieces,
        share: works.length === 0 ? 0 : pieces / works.length,
      }
    })
  })
}
