import { wordsOf } from './words.ts'

/** Where a word of a document stands, from the most telling place to the least. */
export const FIELDS = ['name', 'trait', 'collection', 'description'] as const
export type Field = (typeof FIELDS)[number]

/** A document's texts by field. */
export type Texts = Readonly<Record<Field, string>>

/** How much a word in each field says about what the document is. */
const WEIGHTS: Readonly<Record<Field, number>> = { name: 100, trait: 50, collection: 40, description: 24 }

/** Different words of one document that are indexed; a longer text is found by its first ones. */
const MOST_TERMS = 200
const HIGHEST = 255

/** A word and how much it says about a document, 1 to 255. */
export interface WeightedTerm {
  readonly term: string
  readonly impact: number
}

/**
 * The words of a document with their impact: over all fields the field's weight, saturating as a word is repeated and lower in long
 * fields (BM25's term frequency with k1 = 0.5, b = 0.3; Robertson and Zaragoza 2009, section 3), so that a short exact name comes first.
 */
export function weightedTerms(texts: Texts): readonly WeightedTerm[] {
  const impacts = new Map<string, number>()
  for (const field of FIELDS) {
    const counts = new Map<string, number>()
    let length = 0
    for (const { term } of wordsOf(texts[field])) {
      length++
      if (counts.has(term) || impacts.has(term) || impacts.size + counts.size < MOST_TERMS)
        counts.set(term, (counts.get(term) ?? 0) + 1)
    }
    const norm = 0.5 * (0.7 + 0.3 * (length / USUAL_LENGTH[field]))
    for (const [term, count] of counts)
      impacts.set(term, (impacts.get(term) ?? 0) + (WEIGHTS[field] * count) / (count + norm))
  }
  return Array.from(impacts, ([term, impact]) => ({
    term,
    impact: Math.max(1, Math.min(HIGHEST, Math.round(impact))),
  }))
}

/** Words that such a text usually has. */
const USUAL_LENGTH: Readonly<Record<Field, number>> = { name: 3, trait: 12, collection: 3, description: 30 }
