import { findPattern, type OpenSeaAttribute, palettes } from '@demiurge/art'
import type { Artwork } from '../artwork/artwork.ts'
import { formOf, wordsOf } from '../artwork/form.ts'
import type { Trait } from './details.ts'

const NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?$/
/** Longer words are sentences, not traits. */
const MAX_OFFERED = 48

/** A trait as metadata have it: what reads as a number is one, so that marketplaces can sort by it. */
export function attributeOf({ trait, value }: Trait): OpenSeaAttribute {
  return { trait_type: trait, value: NUMBER.test(value) ? Number(value) : value }
}

/** Traits that the artwork's own layers suggest: pattern, palette, seed and each parameter of the visible pattern layers. */
export function offeredTraits(artwork: Artwork): readonly Trait[] {
  const found = artwork.layers.flatMap(({ layer, hidden }) => {
    if (hidden || layer.kind !== 'pattern') return []
    const pattern = findPattern(layer.pattern)
    if (pattern === undefined) return []
    const palette =
      typeof layer.palette === 'string'
        ? (palettes.find(({ name }) => name === layer.palette)?.title ?? layer.palette)
        : 'Own colours'
    return [
      { trait: 'Pattern', value: pattern.title },
      { trait: 'Palette', value: palette },
      { trait: 'Seed', value: String(layer.seed) },
      ...formOf(pattern).map(({ name, title, kind }) => {
        const value = String(layer.params[name] ?? '')
        return { trait: title, value: kind === 'choice' ? wordsOf(value) : value }
      }),
    ]
  })
  const seen = new Set<string>()
  return found.filter(({ trait, value }) => {
    if (value === '' || value.length > MAX_OFFERED || seen.has(trait)) return false
    seen.add(trait)
    return true
  })
}
