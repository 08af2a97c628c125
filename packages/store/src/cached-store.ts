import type { Store, StoreOperation } from '@demiurge/state'

/** How a read cache fares. `hits` and `misses` count keys asked for since the store was opened; `bytes` is what it holds now. */
export interface CacheCounters {
  readonly hits: number
  readonly misses: number
  readonly bytes: number
}

/** A store and the counters of its cache. */
export interface CachedStore extends Store {
  readonly cache: CacheCounters
}

interface Cached {
  /** Undefined for a key that is known to be absent. */
  readonly value: Uint8Array | undefined
  readonly bytes: number
}

/** What an entry costs beside key and value: the map's slot, two objects and the string. */
const ENTRY_BYTES = 160
/** One value may take at most this part of the cache, so that a large one does not empty it. */
const LARGEST_PART = 8

/** A read that is on its way; it must not be remembered once its key has been written. */
interface Reading {
  readonly value: Promise<Uint8Array | undefined>
  isStale: boolean
}

/**
 * Remembers values that were read or written, least recently used ones forgotten first, up to `limitBytes`. What it answers is what the
 * store below would: a key that is being written is asked for below, and a read that a write overtook is not remembered. Iterations go
 * past it, so that a walk through everything does not empty it. Keys that `isWorthIt` does not name go past it as well: remembering what
 * is written by the thousand and seldom read costs more than it saves.
 */
export function cacheStore(
  engine: Store,
  limitBytes: number,
  isWorthIt: (key: Uint8Array) => boolean = () => true,
): CachedStore {
  const entries = createEntries(limitBytes)
  const writes = createWrites()
  const { get, getMany, overtake, counters } = createReads(engine, entries, writes)

  const batch = async (operations: readonly StoreOperation[]): Promise<void> => {
    const last = lastValues(operations, isWorthIt)
    for (const name of last.keys()) {
      entries.delete(name)
      overtake(name)
    }
    const isSole = writes.begin(last.keys())
    let isWritten = false
    try {
      await engine.batch(operations)
      isWritten = true
    } finally {
      writes.end(last.keys())
      // Of two batches at once on a key nobody here knows which came last.
      if (isWritten) for (const [name, value] of last) if (isSole(name)) entries.set(name, value)
    }
  }

  const cache: CacheCounters = {
    get hits() {
      return counters.hits
    },
    get misses() {
      return counters.misses
    },
    get bytes() {
      return entries.bytes
    },
  }
  return {
    ...engine,
    get: (key) => (isWorthIt(key) ? get(key) : engine.get(key)),
    // All of one moment: some from the cache and some not could only be mixed with care.
    getMany: (keys) => (keys.every(isWorthIt) ? getMany(keys) : engine.getMany(keys)),
    batch,
    cache,
  }
}

/** What each key that is worth remembering has after a batch. */
function lastValues(
  operations: readonly StoreOperation[],
  isWorthIt: (key: Uint8Array) => boolean,
): ReadonlyMap<string, Uint8Array | undefined> {
  const last = new Map<string, Uint8Array | undefined>()
  for (const { key, value } of operations) if (isWorthIt(key)) last.set(nameOf(key), value?.slice())
  return last
}

interface Reads extends Pick<Store, 'get' | 'getMany'> {
  readonly counters: { readonly hits: number; readonly misses: number }
  /** Tells that a key is written from now on: what is being read of it must not be remembered. */
  overtake(name: string): void
}

function createReads(engine: Store, entries: Entries, writes: Writes): Reads {
  const counters = { hits: 0, misses: 0 }
  const readings = new Map<string, Reading>()

  const readBelow = async (name: string, key: Uint8Array): Promise<Uint8Array | undefined> => {
    if (writes.has(name)) return engine.get(key)
    const shared = readings.get(name)
    if (shared !== undefined) return (await shared.value)?.slice()
    const reading: Reading = { value: engine.get(key), isStale: false }
    readings.set(name, reading)
    try {
      const value = await reading.value
      if (!reading.isStale) entries.set(name, value?.slice())
      return value?.slice()
    } finally {
      if (readings.get(name) === reading) readings.delete(name)
    }
  }

  const get = async (key: Uint8Array): Promise<Uint8Array | undefined> => {
    const name = nameOf(key)
    const found = entries.get(name)
    counters[found === undefined ? 'misses' : 'hits']++
    return found === undefined ? readBelow(name, key) : found.value?.slice()
  }

  const getMany = async (keys: readonly Uint8Array[]): Promise<(Uint8Array | undefined)[]> => {
    const found = keys.map((key) => entries.get(nameOf(key)))
    const missing = keys.filter((_, i) => found[i] === undefined)
    counters.hits += keys.length - missing.length
    counters.misses += missing.length
    if (missing.length === 0) return found.map((entry) => entry?.value?.slice())
    // What is being written while it is read may be read as it was before.
    const isQuiet = missing.map((key) => !writes.has(nameOf(key)))
    const { begun } = writes
    const read = await engine.getMany(missing)
    // All of one moment: what is in the cache is of the moment before, unless something was written since.
    if (writes.begun !== begun) return engine.getMany(keys)
    read.forEach((value, i) => {
      if (isQuiet[i] === true) entries.set(nameOf(missing[i] ?? new Uint8Array()), value?.slice())
    })
    const rest = read.values()
    return found.map((entry) => (entry === undefined ? rest.next().value : entry.value?.slice()))
  }

  const overtake = (name: string): void => {
    const reading = readings.get(name)
    if (reading !== undefined) reading.isStale = true
    readings.delete(name)
  }

  return { get, getMany, overtake, counters }
}

const nameOf = ({ buffer, byteOffset, length }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, length).toString('latin1')

interface Entries {
  readonly bytes: number
  get(name: string): Cached | undefined
  set(name: string, value: Uint8Array | undefined): void
  delete(name: string): void
}

/** A map keeps the order of insertion: an entry that is used is put in again, and the first one is the one to forget. */
function createEntries(limitBytes: number): Entries {
  const entries = new Map<string, Cached>()
  let bytes = 0
  const remove = (name: string): void => {
    bytes -= entries.get(name)?.bytes ?? 0
    entries.delete(name)
  }
  return {
    get bytes() {
      return bytes
    },
    get(name) {
      const entry = entries.get(name)
      if (entry === undefined) return undefined
      entries.delete(name)
      entries.set(name, entry)
      return entry
    },
    set(name, value) {
      remove(name)
      const size = ENTRY_BYTES + name.length + (value?.length ?? 0)
      if (size * LARGEST_PART > limitBytes) return
      entries.set(name, { value, bytes: size })
      bytes += size
      for (const oldest of entries.keys()) {
        if (bytes <= limitBytes) return
        remove(oldest)
      }
    },
    delete: remove,
  }
}

interface Writes {
  /** How many batches have begun. */
  readonly begun: number
  /** Whether a key is being written. */
  has(name: string): boolean
  /** Notes the keys of a batch that begins; what is returned tells of a key, at its end, whether no other batch wrote it meanwhile. */
  begin(names: Iterable<string>): (name: string) => boolean
  end(names: Iterable<string>): void
}

function createWrites(): Writes {
  /** For each key that is being written: by how many batches, and whether it ever was by two at once. */
  const writing = new Map<string, { batches: number; isShared: boolean }>()
  let begun = 0
  return {
    get begun() {
      return begun
    },
    has: (name) => writing.has(name),
    begin(names) {
      begun++
      const mine = new Map<string, { isShared: boolean }>()
      for (const name of names) {
        const state = writing.get(name) ?? { batches: 0, isShared: false }
        state.batches++
        state.isShared ||= state.batches > 1
        writing.set(name, state)
        mine.set(name, state)
      }
      return (name) => mine.get(name)?.isShared === false
    },
    end(names) {
      for (const name of names) {
        const state = writing.get(name)
        if (state !== undefined && --state.batches === 0) writing.delete(name)
      }
    },
  }
}
