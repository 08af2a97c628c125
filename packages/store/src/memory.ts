import type { Store, StoreOperation, StoreRange } from '@demiurge/state'

type Entry = readonly [key: Uint8Array, value: Uint8Array]
type Block = readonly Entry[]

const MAX_BLOCK = 256

/**
 * A sorted list of sorted blocks, none of them ever changed: a batch replaces the blocks it touches and the list. Whoever holds the
 * list holds a snapshot, for nothing.
 */
type Blocks = readonly Block[]

/** A store that lives in memory, for tests and for networks that are thrown away. Made safe to use by guardStore. */
export function createMemoryEngine(): Store {
  let blocks: Blocks = []
  const get = async (key: Uint8Array): Promise<Uint8Array | undefined> => findValue(blocks, key)?.slice()
  return {
    engine: 'memory',
    get,
    getMany: (keys) => Promise.all(keys.map(get)),
    batch: async (operations) => {
      blocks = applyOperations(blocks, operations)
    },
    async *iterate(range = {}) {
      for (const [key, value] of entriesOf(blocks, range)) yield [key.slice(), value.slice()]
    },
    flush: async () => {},
    close: async () => {
      blocks = []
    },
  }
}

/** Byte order. Most keys part within a few bytes, before a call into native code would have begun. */
function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** Index of the first item whose key, as `keyOf` gives it, is not before `key`; the number of items when there is none. */
function firstNotBefore<T>(items: readonly T[], key: Uint8Array, keyOf: (item: T) => Uint8Array): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const item = items[middle]
    if (item !== undefined && compareBytes(keyOf(item), key) < 0) low = middle + 1
    else high = middle
  }
  return low
}

const entryKey = (entry: Entry): Uint8Array => entry[0]
/** Blocks are never empty, so that each has a last key. */
const lastKey = (block: Block): Uint8Array => block.at(-1)?.[0] ?? new Uint8Array()

function findValue(blocks: Blocks, key: Uint8Array): Uint8Array | undefined {
  const block = blocks[firstNotBefore(blocks, key, lastKey)] ?? []
  const entry = block[firstNotBefore(block, key, entryKey)]
  return entry !== undefined && compareBytes(entry[0], key) === 0 ? entry[1] : undefined
}

/** New blocks with the operations applied, in their order. The given blocks stay as they are. */
function applyOperations(blocks: Blocks, operations: readonly StoreOperation[]): Blocks {
  // A stable sort keeps the order of operations on one key: the last of them counts.
  const sorted = operations.toSorted((a, b) => compareBytes(a.key, b.key))
  const result: Block[] = []
  let next = 0
  blocks.forEach((block, i) => {
    const end = i + 1 === blocks.length ? sorted.length : operationsUpTo(sorted, next, lastKey(block))
    result.push(...(end === next ? [block] : merge(block, sorted.slice(next, end))))
    next = end
  })
  return blocks.length === 0 ? merge([], sorted) : result
}

/** Index after the last operation, from `start` on, whose key is not beyond `last`. */
function operationsUpTo(sorted: readonly StoreOperation[], start: number, last: Uint8Array): number {
  let end = start
  for (let operation = sorted[end]; operation !== undefined; operation = sorted[++end])
    if (compareBytes(operation.key, last) > 0) break
  return end
}

/** One block with sorted operations applied, cut into blocks of at most MAX_BLOCK entries; none when nothing is left. */
function merge(block: Block, operations: readonly StoreOperation[]): Block[] {
  const merged: Entry[] = []
  let at = 0
  operations.forEach(({ key, value }, i) => {
    for (let entry = block[at]; entry !== undefined; entry = block[++at]) {
      const order = compareBytes(entry[0], key)
      if (order < 0) merged.push(entry)
      else if (order > 0) break
    }
    const following = operations[i + 1]
    const replaced = following !== undefined && compareBytes(following.key, key) === 0
    if (value !== undefined && !replaced) merged.push([key.slice(), value.slice()])
  })
  merged.push(...block.slice(at))
  const blocks: Block[] = []
  // Half-full pieces leave room: keys that arrive in order would otherwise cut a block at every step.
  const size = merged.length > MAX_BLOCK ? MAX_BLOCK / 2 : MAX_BLOCK
  for (let start = 0; start < merged.length; start += size) blocks.push(merged.slice(start, start + size))
  return blocks
}

function* entriesOf(
  blocks: Blocks,
  { gte, lt, reverse = false, limit = Infinity }: StoreRange,
): Generator<Entry> {
  let left = limit
  for (const entry of reverse ? descending(blocks, lt) : ascending(blocks, gte)) {
    const beyond = reverse
      ? gte !== undefined && compareBytes(entry[0], gte) < 0
      : lt !== undefined && compareBytes(entry[0], lt) >= 0
    if (beyond || left-- === 0) return
    yield entry
  }
}

function* ascending(blocks: Blocks, gte: Uint8Array | undefined): Generator<Entry> {
  const start = gte === undefined ? 0 : firstNotBefore(blocks, gte, lastKey)
  for (let i = start; i < blocks.length; i++) {
    const block = blocks[i] ?? []
    const from = gte === undefined || i > start ? 0 : firstNotBefore(block, gte, entryKey)
    for (let at = from; at < block.length; at++) yield block[at] as Entry
  }
}

function* descending(blocks: Blocks, lt: Uint8Array | undefined): Generator<Entry> {
  const start =
    lt === undefined ? blocks.length - 1 : Math.min(firstNotBefore(blocks, lt, lastKey), blocks.length - 1)
  for (let i = start; i >= 0; i--) {
    const block = blocks[i] ?? []
    const from = lt === undefined || i < start ? block.length : firstNotBefore(block, lt, entryKey)
    for (let at = from - 1; at >= 0; at--) yield block[at] as Entry
  }
}
