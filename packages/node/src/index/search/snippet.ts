import type { Mark } from '@demiurge/api'
import type { Field, Texts } from './document.ts'
import { type Word, type WordQuery, wordsOf } from './words.ts'

/** A part of a document that shows why it was found. Marks are positions in `snippet`, UTF-16 code units. */
export interface Snippet {
  readonly field: Field
  readonly snippet: string
  readonly marks: readonly Mark[]
}

/** Code units of a snippet, before the dots. */
const LENGTH = 160
/** How much of it comes before the first word that was found. */
const BEFORE = 48
const MOST_MARKS = 32

/** Fields in the order in which a person wants to see why: what the title shows already comes last. */
const ORDER: readonly Field[] = ['description', 'trait', 'collection', 'name']

/** The field with the most of the query's words, cut to where they stand; the beginning of the description when none has any. */
export function snippetOf(texts: Texts, query: WordQuery): Snippet {
  let best: { readonly field: Field; readonly hits: readonly Word[]; readonly different: number } | undefined
  for (const field of ORDER) {
    const hits = hitsIn(texts[field], query)
    const different = new Set(hits.map(({ term }) => term)).size
    if (different > (best?.different ?? 0)) best = { field, hits, different }
  }
  if (best === undefined) return { field: 'description', ...cut(texts.description, []) }
  return { field: best.field, ...cut(texts[best.field], best.hits) }
}

/** The words of a text that a query asks for. */
export function hitsIn(text: string, { whole, beginning }: WordQuery): readonly Word[] {
  const wanted = new Set(whole)
  return Array.from(wordsOf(text)).filter(
    ({ term }) => wanted.has(term) || (beginning !== undefined && term.startsWith(beginning)),
  )
}

function cut(text: string, hits: readonly Word[]): Pick<Snippet, 'snippet' | 'marks'> {
  const first = hits[0]?.from ?? 0
  const from = text.length <= LENGTH ? 0 : wordStart(text, Math.max(0, first - BEFORE))
  const to = Math.min(text.length, from + LENGTH)
  const head = from > 0 ? '…' : ''
  const shift = head.length - from
  const marks = hits
    .filter((hit) => hit.from >= from && hit.to <= to)
    .slice(0, MOST_MARKS)
    .map((hit) => ({ from: hit.from + shift, to: hit.to + shift }))
  const snippet = `${head}${text.slice(from, to).toWellFormed()}${to < text.length ? '…' : ''}`
  return { snippet, marks }
}

/** A place to begin at that does not cut a word, if one is near. */
function wordStart(text: string, from: number): number {
  if (from === 0) return 0
  const space = text.indexOf(' ', from)
  return space >= 0 && space - from < BEFORE / 2 ? space + 1 : from
}
