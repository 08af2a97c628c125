import { rarityScores, type TraitSet } from '@demiurge/art'
import type { Store } from '@demiurge/state'
import { openStore } from '@demiurge/store'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Batch } from '../src/index/batch.ts'
import { changeHolding, HOLDING_BANDS } from '../src/index/catalogue/holdings.ts'
import { catalogueKeys } from '../src/index/catalogue/keys.ts'
import { CatalogueItem, Holdings } from '../src/index/catalogue/records.ts'
import { scoreBands } from '../src/index/catalogue/score-bands.ts'
import { readTraitTable } from '../src/index/catalogue/trait-table.ts'
import { keyOf, rangeOf } from '../src/index/keys.ts'
import { type Texts, weightedTerms } from '../src/index/search/document.ts'
import { findDocuments } from '../src/index/search/find-documents.ts'
import { indexDocument } from '../src/index/search/postings.ts'
import { snippetOf } from '../src/index/search/snippet.ts'
import { readQuery, wordsOf } from '../src/index/search/words.ts'

const hash = (n: number): string => `0x${n.toString(16).padStart(64, '0')}`
const terms = (text: string): string[] => Array.from(wordsOf(text), ({ term }) => term)
const texts = (name: string, more: Partial<Texts> = {}): Texts => ({
  name,
  trait: '',
  collection: '',
  description: '',
  ...more,
})

async function storeWith(documents: readonly Texts[]): Promise<Store> {
  const store = await openStore({ engine: 'memory' })
  for (const [i, each] of documents.entries()) await put(store, BigInt(i), each)
  return store
}

async function put(store: Store, document: bigint, given: Texts | undefined): Promise<number> {
  const batch = new Batch(store)
  const change = await indexDocument(batch, document, given === undefined ? [] : weightedTerms(given))
  await store.batch(batch.operations())
  return change
}

async function find(store: Store, query: string): Promise<number[]> {
  const options = { documents: 10n, isWanted: () => true }
  const { found } = await findDocuments(store, readQuery(query), options)
  return found.map(({ document }) => Number(document))
}

test('words are found whatever their case, accents and script', () => {
  expect(terms('Café CRÈME, ﬁne 7')).toEqual(['cafe', 'creme', 'fine', '7'])
  expect(terms('青い花 Blue')).toEqual(['青', 'い', '花', 'blue'])
  expect(terms('Ünïcödé-straße')).toEqual(['unicode', 'straße'])
  expect(terms('… — ___')).toEqual([])
  expect(readQuery('blue dra')).toEqual({ whole: ['blue'], beginning: 'dra' })
  expect(readQuery('blue dragon ')).toEqual({ whole: ['blue', 'dragon'], beginning: undefined })
})

test('a name counts more than a description, a short one more than a long one, and all words must be there', async () => {
  const store = await storeWith([
    texts('Garden', { description: 'A dragon sleeps under the blue tree' }),
    texts('Blue dragon over the long and winding river of the north'),
    texts('Dragon'),
    texts('Blue dragon'),
    texts('Blue whale'),
  ])
  expect(await find(store, 'dragon ')).toEqual([2, 3, 1, 0])
  expect(await find(store, 'blue dragon ')).toEqual([3, 1, 0])
  expect(await find(store, 'blue dra')).toEqual([3, 1, 0])
  expect(await find(store, 'dra')).toEqual([2, 3, 1, 0])
  expect(await find(store, 'dra ')).toEqual([])
  expect(await find(store, 'blue nothing ')).toEqual([])
  expect(await find(store, '')).toEqual([])
})

test('a document that changes is found by its new words only, and one that goes leaves nothing behind', async () => {
  const store = await storeWith([texts('Morning'), texts('Morning tide')])
  expect(await put(store, 0n, texts('Evening'))).toBe(0)
  expect(await find(store, 'morning ')).toEqual([1])
  expect(await find(store, 'evening ')).toEqual([0])
  expect(await put(store, 0n, undefined)).toBe(-1)
  expect(await put(store, 1n, undefined)).toBe(-1)
  expect(await put(store, 1n, undefined)).toBe(0)
  expect(await Array.fromAsync(store.iterate(rangeOf('f')))).toEqual([])
})

test('whatever is indexed is found by any of its words and by their beginnings', async () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 6 }), async (names) => {
      const store = await storeWith(names.map((name) => texts(name)))
      for (const [i, name] of names.entries())
        for (const term of terms(name).slice(0, 3)) {
          expect(await find(store, `${term} `)).toContain(i)
          expect(await find(store, term)).toContain(i)
        }
      await store.close()
    }),
    { numRuns: 60 },
  )
})

test('a snippet shows the words that were asked for, whatever the text', () => {
  const description = `${'long words before it '.repeat(20)}the dragon sleeps ${'and more after '.repeat(20)}`
  const { field, snippet, marks } = snippetOf(texts('x', { description }), readQuery('drag'))
  expect(field).toBe('description')
  expect(snippet.slice(marks[0]?.from, marks[0]?.to)).toBe('dragon')
  expect(snippet.length).toBeLessThan(170)
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (text, query) => {
      const found = snippetOf(texts(text, { description: text }), readQuery(query))
      expect(found.snippet.isWellFormed()).toBe(true)
      for (const { from, to } of found.marks) {
        expect(from).toBeLessThan(to)
        expect(to).toBeLessThanOrEqual(found.snippet.length)
      }
    }),
  )
})

const value = fc.constantFrom('a', 'b', 'c', 'd')
const traitSet = fc.dictionary(fc.constantFrom('sky', 'sea', 'hat', 'eyes'), value, { noNullPrototype: true })

test('items are ranked as OpenRarity ranks them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(traitSet, { minLength: 1, maxLength: 40 }), async (works: TraitSet[]) => {
      const store = await openStore({ engine: 'memory' })
      const batch = new Batch(store)
      for (const [i, work] of works.entries())
        batch.put(catalogueKeys.item(hash(1), BigInt(i)), CatalogueItem, {
          id: hash(100 + i),
          owner: hash(2),
          burned: false,
          traits: Object.entries(work).map(([name, trait]) => ({ name, value: String(trait) })),
        })
      await store.batch(batch.operations())
      const table = await readTraitTable(store, hash(1))
      const wanted = rarityScores(works)
      expect(Array.from(table?.ranks ?? [])).toEqual(wanted.map(({ rank }) => rank))
      expect(Array.from(table?.scores ?? [])).toEqual(wanted.map(({ score }) => Math.round(score * 1_000)))
      const order = Array.from(table?.byRank ?? [], (place) => wanted[place]?.rank ?? 0)
      expect(order).toEqual(order.toSorted((a, b) => a - b))
      const bands = scoreBands(table?.scores ?? new Uint32Array())
      expect(bands.reduce((sum, { items }) => sum + items, 0)).toBe(works.length)
      await store.close()
    }),
    { numRuns: 60 },
  )
})

test('holders are in order and every one is in its band, whatever is given to whom', async () => {
  const step = fc.record({ owner: fc.nat(4), by: fc.constantFrom<1 | -1>(1, 1, 1, -1) })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
      const store = await openStore({ engine: 'memory' })
      const held = [0, 0, 0, 0, 0]
      for (const { owner, by } of steps) {
        if ((held[owner] ?? 0) + by < 0) continue
        held[owner] = (held[owner] ?? 0) + by
        const batch = new Batch(store)
        await changeHolding(batch, { collection: hash(1), owner: hash(owner), by })
        await store.batch(batch.operations())
      }
      const living = held.filter((items) => items > 0).sort((a, b) => b - a)
      const rows = await Array.fromAsync(store.iterate(catalogueKeys.holders(hash(1))))
      expect(rows.map(([, bytes]) => Buffer.from(bytes).readUInt32LE(0))).toEqual(living)
      const kept = await new Batch(store).get(catalogueKeys.holdings(hash(1)), Holdings)
      const bands = HOLDING_BANDS.map((from, i) => {
        const to = HOLDING_BANDS[i + 1] ?? Number.POSITIVE_INFINITY
        return living.filter((items) => items >= from && items < to).length
      })
      expect(kept ?? { holders: 0, bands }).toEqual({ holders: living.length, bands })
      await store.close()
    }),
    { numRuns: 60 },
  )
})

test('no word can be mistaken for another part of a key', async () => {
  // A zero byte ends a word in a key, and no word has one.
  expect(terms('a\0b')).toEqual(['a', 'b'])
  const store = await storeWith([texts('ab'), texts('abc')])
  expect(await find(store, 'ab ')).toEqual([0])
  expect(await store.get(keyOf('f', 'term', 'ab'))).toBeDefined()
})
