import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Store, StoreOperation } from '@demiurge/state'
import { openCommitLog, openStore } from '@demiurge/store'
import { startPostgresql } from '../test/postgresql-server.ts'

type Report = (line: { name: string; value: number; unit: string }) => void

const ENTRIES = 100_000
const BATCH = 1_000
const VALUE_BYTES = 200
/** Reads under way at a time, as when a node answers many clients. */
const AT_ONCE = 32
const READS = 40_000
/** What a cache may hold, of all entries. */
const CACHED_PART = 0.1
const LOG_RECORDS = 10_000
const LOG_RECORD_BYTES = 96

/**
 * The engines of the store: durable batches of 1,000 entries of 200 bytes, random reads, a walk through everything; and what a cache of
 * a tenth of the entries answers when entry number n of 100,000 is read in proportion to 1/n (Zipf). About a minute.
 */
export async function run(report: Report): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'demiurge-bench-'))
  // With fsync: the figures are of a server that keeps its promise.
  const server = await startPostgresql({ fsync: true }).catch((error: unknown) => {
    console.error(`store.postgresql.* is left out: ${error instanceof Error ? error.message : String(error)}`)
    return undefined
  })
  try {
    report({ name: 'store.log.append', value: await appendsPerSecond(join(directory, 'log')), unit: '1/s' })
    for (const engine of ['rocksdb', 'leveldb', 'memory', 'postgresql'] as const) {
      if (engine === 'postgresql' && server === undefined) continue
      const open = (cacheBytes = 0): ReturnType<typeof openStore> =>
        openStore(
          engine === 'memory'
            ? { engine }
            : { engine, directory: join(directory, engine), url: server?.url, cacheBytes },
        )
      const store = await open()
      await measureEngine(store, engine, report)
      await store.close()
      if (engine === 'rocksdb' || engine === 'postgresql') await measureCache(open, engine, report)
    }
  } finally {
    await server?.[Symbol.asyncDispose]()
    await rm(directory, { recursive: true, force: true })
  }
}

const random = createRandom(11)

/** Keys as the archive has them: a letter and 32 bytes that look random. */
function keyOf(n: number): Uint8Array {
  const key = Buffer.alloc(33, 't', 'latin1')
  const mix = createRandom(n + 1)
  for (let at = 1; at < 33; at += 4) key.writeUInt32BE(mix(), at)
  return key
}

function randomValue(): Uint8Array {
  const value = Buffer.alloc(VALUE_BYTES)
  for (let at = 0; at < VALUE_BYTES; at += 4) value.writeUInt32BE(random(), at)
  return value
}

async function measureEngine(store: Store, engine: string, report: Report): Promise<void> {
  const batches = Array.from({ length: ENTRIES / BATCH }, (_, batch) =>
    Array.from(
      { length: BATCH },
      (_, i): StoreOperation => ({ key: keyOf(batch * BATCH + i), value: randomValue() }),
    ),
  )
  const written = await perSecond(ENTRIES, async () => {
    for (const batch of batches) {
      await store.batch(batch)
      // RocksDB's batches survive a loss of power from here on, the others' already did.
      await store.flush()
    }
  })
  report({ name: `store.${engine}.batch`, value: written, unit: '1/s' })
  if (engine === 'rocksdb') {
    const unflushed = await perSecond(ENTRIES, async () => {
      for (const batch of batches) await store.batch(batch)
    })
    report({ name: `store.${engine}.batch.unflushed`, value: unflushed, unit: '1/s' })
  }
  const keys = Array.from({ length: READS }, () => keyOf(random() % ENTRIES))
  report({
    name: `store.${engine}.get`,
    value: await bestPerSecond(READS, () => readAll(store, keys)),
    unit: '1/s',
  })
  const absent = Array.from({ length: READS }, (_, n) => keyOf(ENTRIES + n))
  report({
    name: `store.${engine}.get.absent`,
    value: await bestPerSecond(READS, () => readAll(store, absent)),
    unit: '1/s',
  })
  const few = keys.slice(0, READS / 10)
  const alone = await bestPerSecond(few.length, async () => {
    for (const key of few) await store.get(key)
  })
  report({ name: `store.${engine}.get.alone`, value: alone, unit: '1/s' })
  const walked = await bestPerSecond(ENTRIES, async () => {
    for await (const _ of store.iterate());
  })
  report({ name: `store.${engine}.iterate`, value: walked, unit: '1/s' })
}

async function measureCache(
  open: (cacheBytes: number) => ReturnType<typeof openStore>,
  engine: string,
  report: Report,
): Promise<void> {
  // What an entry takes in the cache, with what it costs beside key and value.
  const cacheBytes = ENTRIES * CACHED_PART * (33 + VALUE_BYTES + 160)
  const next = zipf(ENTRIES)
  const keys = Array.from({ length: READS }, () => keyOf(next()))
  const bare = await open(0)
  const without = await bestPerSecond(READS, () => readAll(bare, keys))
  await bare.close()
  const store = await open(cacheBytes)
  let withCache = 0
  let rate = 0
  for (let time = 0; time < 4; time++) {
    const before = { ...store.cache }
    const keys = Array.from({ length: READS }, () => keyOf(next()))
    const speed = await perSecond(READS, () => readAll(store, keys))
    // The first one fills it.
    if (time > 0) withCache = Math.max(withCache, speed)
    const hits = store.cache.hits - before.hits
    rate = hits / (hits + store.cache.misses - before.misses)
  }
  await store.close()
  if (engine === 'rocksdb') report({ name: 'store.cache.hit-rate', value: rate, unit: 'of reads' })
  report({ name: `store.cache.${engine}`, value: withCache / without, unit: 'x reads/s without it' })
}

async function readAll(store: Store, keys: readonly Uint8Array[]): Promise<void> {
  let next = 0
  const read = async (): Promise<void> => {
    for (let key = keys[next++]; key !== undefined; key = keys[next++]) await store.get(key)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, read))
}

/** The best of three times, for what can be done again: on a shared machine the others say more about its neighbours. */
async function bestPerSecond(count: number, work: () => Promise<void>): Promise<number> {
  let best = 0
  for (let time = 0; time < 3; time++) best = Math.max(best, await perSecond(count, work))
  return best
}

async function perSecond(count: number, work: () => Promise<void>): Promise<number> {
  const startMs = performance.now()
  await work()
  return Math.round((count * 1_000) / (performance.now() - startMs))
}

/** Records a second that are durable, appended as commits of 10,000 records in one payload. */
async function appendsPerSecond(directory: string): Promise<number> {
  await using log = await openCommitLog({ directory })
  const payload = new Uint8Array(LOG_RECORDS * LOG_RECORD_BYTES).fill(0xa5)
  const commits = 200
  return await perSecond(commits * LOG_RECORDS, async () => {
    for (let commit = 0; commit < commits; commit++) await log.append(payload)
  })
}

/** Numbers below `count`: n comes in proportion to 1/(n + 1). */
function zipf(count: number): () => number {
  const sums = new Float64Array(count)
  let sum = 0
  for (let n = 0; n < count; n++) sums[n] = sum += 1 / (n + 1)
  return () => {
    const at = (random() / 2 ** 32) * sum
    let low = 0
    for (let high = count - 1; low < high; ) {
      const middle = (low + high) >> 1
      if ((sums[middle] ?? 0) < at) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** Xorshift: the same numbers in every run. */
function createRandom(seed: number): () => number {
  let state = (seed * 2_654_435_761) | 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
}
