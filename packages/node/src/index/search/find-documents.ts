import { decode, u32 } from '@demiurge/codec'
import type { Store } from '@demiurge/state'
import { following, keyOf } from '../keys.ts'
import {
  type DocumentNumber,
  DocumentRecord,
  readPosting,
  searchKeys,
  termOf,
  termsFrom,
} from './postings.ts'
import type { WordQuery } from './words.ts'

/** A document that has the words, and how well it fits. */
export interface FoundDocument {
  readonly document: DocumentNumber
  /** Above 0, below 2^24. */
  readonly score: number
}

/** Documents that were found, best first, equal ones newest first. `isPartial` when not all candidates were looked at. */
export interface FoundDocuments {
  readonly found: readonly FoundDocument[]
  readonly isPartial: boolean
}

/** Words that a beginning is completed to, in the order of the alphabet. */
const COMPLETIONS = 48
/** Candidates that are looked at for one query, those with the highest impact first: what bounds its time and its memory. */
const CANDIDATES = 2_000
const READ_AT_ONCE = 256
/** A word that was only begun says less than one that stands there whole. */
const BEGUN = 0.6
const SCALE = 1_000
const HIGHEST_SCORE = 2 ** 24 - 1

interface Term {
  readonly term: string
  readonly documents: number
  /** Inverse document frequency (BM25), times what the completion is worth. */
  readonly weight: number
}

/** One word of the query with everything that counts as it. */
type Group = readonly Term[]

/**
 * The documents that have all words of a query. Candidates come from the rarest word, in the order of impact; others are held against
 * the words that a document's record lists.
 */
export async function findDocuments(
  store: Store,
  query: WordQuery,
  options: { readonly documents: bigint; readonly isWanted: (document: DocumentNumber) => boolean },
): Promise<FoundDocuments> {
  const groups = await groupsOf(store, query, Number(options.documents))
  const rarest = groups.toSorted((a, b) => documentsOf(a) - documentsOf(b))[0]
  if (rarest === undefined || groups.some((group) => group.length === 0))
    return { found: [], isPartial: false }
  const { candidates, isPartial } = await candidatesOf(store, rarest, options.isWanted)
  const found =
    groups.length === 1 ? [...candidates] : await holdAgainst(store, groups, [...candidates.keys()])
  return {
    found: Array.from(found, ([document, score]) => ({
      document,
      score: Math.max(1, Math.min(HIGHEST_SCORE, Math.round(score * SCALE))),
    })).sort(byScore),
    isPartial,
  }
}

function byScore(a: FoundDocument, b: FoundDocument): number {
  if (a.score !== b.score) return b.score - a.score
  return a.document < b.document ? 1 : -1
}

async function groupsOf(store: Store, query: WordQuery, total: number): Promise<readonly Group[]> {
  const weigh = (term: string, documents: number, worth: number): Term => {
    const idf = Math.log(1 + (Math.max(total, documents) - documents + 0.5) / (documents + 0.5))
    return { term, documents, weight: idf * worth }
  }
  const counts = await store.getMany(query.whole.map((term) => searchKeys.term(term)))
  const groups: Group[] = query.whole.map((term, i) => {
    const bytes = counts[i]
    return bytes === undefined ? [] : [weigh(term, decode(u32, bytes), 1)]
  })
  const { beginning } = query
  if (beginning === undefined) return groups
  const completions: Term[] = []
  for await (const [key, bytes] of store.iterate({ ...termsFrom(beginning), limit: COMPLETIONS })) {
    const term = termOf(key)
    completions.push(weigh(term, decode(u32, bytes), term === beginning ? 1 : BEGUN))
  }
  return [...groups, completions]
}

function documentsOf(group: Group): number {
  return group.reduce((sum, { documents }) => sum + documents, 0)
}

async function candidatesOf(
  store: Store,
  group: Group,
  isWanted: (document: DocumentNumber) => boolean,
): Promise<{ readonly candidates: ReadonlyMap<DocumentNumber, number>; readonly isPartial: boolean }> {
  const candidates = new Map<DocumentNumber, number>()
  let isPartial = false
  // Each completion gets its share, the whole word first.
  for (const { term, weight } of group.toSorted((a, b) => b.weight - a.weight)) {
    const gte = keyOf('f', 'posting', term)
    let left = CANDIDATES - candidates.size
    for await (const [key] of store.iterate({ gte, lt: following(gte), limit: Math.max(1, left) + 1 })) {
      if (left-- <= 0) {
        isPartial = true
        break
      }
      const { impact, document } = readPosting(key)
      if (!isWanted(document)) continue
      const score = weight * impact
      if (score > (candidates.get(document) ?? 0)) candidates.set(document, score)
    }
  }
  return { candidates, isPartial }
}

/** Scores of those candidates that have a word of every group. */
async function holdAgainst(
  store: Store,
  groups: readonly Group[],
  candidates: readonly DocumentNumber[],
): Promise<readonly (readonly [DocumentNumber, number])[]> {
  const found: (readonly [DocumentNumber, number])[] = []
  for (let from = 0; from < candidates.length; from += READ_AT_ONCE) {
    const some = candidates.slice(from, from + READ_AT_ONCE)
    const records = await store.getMany(some.map((document) => searchKeys.document(document)))
    for (const [i, document] of some.entries()) {
      const bytes = records[i]
      // Taken out since its posting was read.
      if (bytes === undefined) continue
      const score = scoreOf(decode(DocumentRecord, bytes), groups)
      if (score > 0) found.push([document, score])
    }
  }
  return found
}

/** The sum over all groups of the best word; 0 when one has none. */
function scoreOf({ terms }: DocumentRecord, groups: readonly Group[]): number {
  const impacts = new Map(terms.map(({ term, impact }) => [term, impact]))
  let sum = 0
  for (const group of groups) {
    const best = group.reduce(
      (most, { term, weight }) => Math.max(most, weight * (impacts.get(term) ?? 0)),
      0,
    )
    if (best === 0) return 0
    sum += best
  }
  return sum
}
