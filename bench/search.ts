import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Store } from '@demiurge/state'
import { openStore } from '@demiurge/store'
import { Batch } from '../packages/node/src/index/batch.ts'
import { catalogueKeys } from '../packages/node/src/index/catalogue/keys.ts'
import { CatalogueItem } from '../packages/node/src/index/catalogue/records.ts'
import { readTraitTable } from '../packages/node/src/index/catalogue/trait-table.ts'
import { weightedTerms } from '../packages/node/src/index/search/document.ts'
import { findDocuments } from '../packages/node/src/index/search/find-documents.ts'
import { indexDocument } from '../packages/node/src/index/search/postings.ts'
import { readQuery } from '../packages/node/src/index/search/words.ts'
import type { Report } from './run.ts'

const WORKS = 50_000
const COLLECTIONS = [10_000, 40_000] as const
const AT_ONCE = 64
const ROUNDS = 21
const WORDS = [
  'blue',
  'dragon',
  'river',
  'moon',
  'night',
  'gold',
  'silver',
  'garden',
  'sea',
  'storm',
] as const
/** A frequent word, two of them, a word that is being typed, a number, and a letter. */
const QUERIES = { word: 'dragon ', two: 'blue dragon ', begun: 'drag', rare: '4242', letter: 'd' } as const

/**
 * The index of works on RocksDB: 50,000 works with eight traits, taken in as the node does; queries by median of 21; and the table of
 * traits and ranks of collections of 10,000 and 40,000 works.
 */
export async function run(report: Report): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'demiurge-bench-'))
  const store = await openStore({ engine: 'rocksdb', directory })
  try {
    const start = performance.now()
    for (let from = 0; from < WORKS; from += AT_ONCE) await takeIn(store, from)
    report({ name: 'search.index', value: WORKS / ((performance.now() - start) / 1_000), unit: '1/s' })
    for (const [name, query] of Object.entries(QUERIES)) {
      const rounds: number[] = []
      for (let round = 0; round < ROUNDS; round++) rounds.push(await timeOf(store, query))
      const value = rounds.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0
      report({ name: `search.query.${name}`, value, unit: 'ms', rounds })
    }
    for (const size of COLLECTIONS) {
      const began = performance.now()
      await readTraitTable(store, idOf(size))
      report({ name: `search.rank.${size}`, value: performance.now() - began, unit: 'ms' })
    }
  } finally {
    await store.close()
    await rm(directory, { recursive: true, force: true })
  }
}

async function timeOf(store: Store, query: string): Promise<number> {
  const start = performance.now()
  await findDocuments(store, readQuery(query), { documents: BigInt(WORKS), isWanted: () => true })
  return performance.now() - start
}

async function takeIn(store: Store, from: number): Promise<void> {
  const batch = new Batch(store)
  for (let n = from; n < Math.min(WORKS, from + AT_ONCE); n++) {
    const traits = Array.from({ length: 8 }, (_, i) => ({
      name: `trait ${i}`,
      value: `${wordAt(n * 7 + i * i)} ${i}`,
    }))
    const texts = {
      name: `${wordAt(n)} ${wordAt(n >> 3)} #${n}`,
      trait: traits.map(({ name, value }) => `${name}: ${value}`).join(' · '),
      collection: 'Large',
      description: 'One of many works of the same kind, none of them alike',
    }
    await indexDocument(batch, BigInt(n) << 1n, weightedTerms(texts))
    const collection = idOf(n < COLLECTIONS[0] ? COLLECTIONS[0] : COLLECTIONS[1])
    const item = { id: idOf(n), owner: idOf(n % 999), burned: false, traits }
    batch.put(catalogueKeys.item(collection, BigInt(n)), CatalogueItem, item)
  }
  await store.batch(batch.operations())
}

const wordAt = (n: number): string => WORDS[n % WORDS.length] ?? ''
const idOf = (n: number): string => `0x${n.toString(16).padStart(64, '0')}`
