import { type Infer, list, struct, text, u8, u32 } from '@demiurge/codec'
import type { Batch } from '../batch.ts'
import { following, keyOf } from '../keys.ts'
import type { WeightedTerm } from './document.ts'

/** What the index keeps of a document, so that its words can be taken out again and several words be compared at once. */
export const DocumentRecord = struct({
  terms: list(struct({ term: text(160), impact: u8 }), 200),
})
export type DocumentRecord = Infer<typeof DocumentRecord>

/** Documents are numbered: items and collections by their own numbers, one bit tells which. */
export type DocumentNumber = bigint

/** The number of an item's document. */
export const itemDocument = (number: bigint): DocumentNumber => number << 1n
/** The number of a collection's document. */
export const collectionDocument = (number: bigint): DocumentNumber => (number << 1n) | 1n

/** Keys of the full-text index. */
export const searchKeys = {
  document: (document: DocumentNumber) => keyOf('f', 'document', document),
  /** How many documents have a word. */
  term: (term: string) => keyOf('f', 'term', term),
  /** A word in a document: highest impact first, then newest first. */
  posting: (term: string, impact: number, document: DocumentNumber) =>
    Buffer.concat([keyOf('f', 'posting', term), Buffer.from([HIGHEST - impact]), inverted(document)]),
} as const

const HIGHEST = 255
const LAST = (1n << 64n) - 1n
const PRESENT = new Uint8Array([1])

function inverted(document: DocumentNumber): Uint8Array {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(LAST - document)
  return bytes
}

/** The range of the words that begin like this. */
export function termsFrom(beginning: string): { readonly gte: Uint8Array; readonly lt: Uint8Array } {
  // Without the zero byte that ends a whole word.
  const gte = keyOf('f', 'term', beginning).subarray(0, -1)
  return { gte, lt: following(gte) }
}

/** The word that a key of `termsFrom` ends with. */
export function termOf(key: Uint8Array): string {
  return Buffer.from(key.subarray(TERM_AT, -1)).toString()
}

const TERM_AT = keyOf('f', 'term').length

/** Impact and document of a posting's key. */
export function readPosting(key: Uint8Array): { readonly impact: number; readonly document: DocumentNumber } {
  const bytes = Buffer.from(key.buffer, key.byteOffset, key.byteLength)
  return {
    impact: HIGHEST - bytes.readUInt8(bytes.length - 9),
    document: LAST - bytes.readBigUInt64BE(bytes.length - 8),
  }
}

/**
 * Makes the index say of a document what its words are now: only what changed is written. No words take the document out. Returns by how
 * many the number of documents changes.
 */
export async function indexDocument(
  batch: Batch,
  document: DocumentNumber,
  terms: readonly WeightedTerm[],
): Promise<-1 | 0 | 1> {
  const key = searchKeys.document(document)
  const before = (await batch.get(key, DocumentRecord))?.terms
  const old = new Map((before ?? []).map(({ term, impact }) => [term, impact]))
  const now = new Map(terms.map(({ term, impact }) => [term, impact]))
  for (const [term, impact] of old)
    if (now.get(term) !== impact) batch.delete(searchKeys.posting(term, impact, document))
  for (const [term, impact] of now)
    if (old.get(term) !== impact) batch.putBytes(searchKeys.posting(term, impact, document), PRESENT)
  const gone = [...old.keys()].filter((term) => !now.has(term))
  const fresh = [...now.keys()].filter((term) => !old.has(term))
  await batch.prefetch([...gone, ...fresh].map((term) => searchKeys.term(term)))
  for (const term of gone) await count(batch, term, -1)
  for (const term of fresh) await count(batch, term, 1)
  if (terms.length > 0) batch.put(key, DocumentRecord, { terms: [...terms] })
  else if (before !== undefined) batch.delete(key)
  return differenceOf(before !== undefined, terms.length > 0)
}

function differenceOf(wasThere: boolean, isThere: boolean): -1 | 0 | 1 {
  if (wasThere === isThere) return 0
  return isThere ? 1 : -1
}

async function count(batch: Batch, term: string, by: 1 | -1): Promise<void> {
  const key = searchKeys.term(term)
  const documents = ((await batch.get(key, u32)) ?? 0) + by
  if (documents > 0) batch.put(key, u32, documents)
  else batch.delete(key)
}
