import type { StoreRange } from '@demiurge/state'
import type { Reader } from './reader.ts'
import type { Session } from './session.ts'
import { createSnapshotPool } from './snapshot-pool.ts'

type Entry = readonly [key: Uint8Array, value: Uint8Array]

/** Entries of the first page; later ones double while they stay light, so that a look at the beginning of a range costs little. */
const FIRST_PAGE = 64
const LARGEST_PAGE = 4_096
/** A page that weighs more makes the next one half as long. */
const PAGE_BYTES = 1 << 20
/** What reads ranges: in one statement where a page holds them, in a snapshot where it does not. */
export interface Snapshots {
  iterate(range?: StoreRange): AsyncIterable<Entry>
  close(): Promise<void>
}

/** Reads ranges page by page, each iteration in a read-only transaction of its own that sees the moment of its first page. */
export function createSnapshots(options: {
  readonly table: string
  /** Reads single pages. */
  readonly reader: Reader
  /** Opens a connection for snapshots. */
  readonly open: () => Session
}): Snapshots {
  const { table, reader, open } = options
  const pool = createSnapshotPool(open)

  async function* iterate(range: StoreRange = {}): AsyncGenerator<Entry> {
    const { limit = Infinity } = range
    if (limit <= FIRST_PAGE) {
      yield* await readPage(reader, table, { range, after: undefined, count: limit })
      return
    }
    const session = await pool.take()
    try {
      await session.query('begin isolation level repeatable read read only')
      yield* pagesOf(session, table, range)
    } finally {
      await pool.giveBack(session)
    }
  }

  return { iterate, close: pool.close }
}

async function* pagesOf(session: Session, table: string, range: StoreRange): AsyncGenerator<Entry> {
  let left = range.limit ?? Infinity
  let size = FIRST_PAGE
  for (let after: Uint8Array | undefined; left > 0; ) {
    const count = Math.min(size, left)
    const page = await readPage(session, table, { range, after, count })
    yield* page
    if (page.length < count) return
    left -= count
    after = page.at(-1)?.[0]
    const bytes = page.reduce((sum, [, value]) => sum + value.length, 0)
    size = Math.max(1, Math.min(LARGEST_PAGE, bytes > PAGE_BYTES ? size >> 1 : size << 1))
  }
}

interface Page {
  readonly range: StoreRange
  /** The last key of the page before. */
  readonly after: Uint8Array | undefined
  readonly count: number
}

async function readPage(session: Reader, table: string, page: Page): Promise<readonly Entry[]> {
  const { range, after, count } = page
  const { gte, lt, reverse = false } = range
  const lower = reverse || after === undefined ? gte : after
  const upper = reverse && after !== undefined ? after : lt
  const parameters: Uint8Array[] = []
  const conditions: string[] = []
  // Each shape of a range is a statement of its own: one with "or $1 is null" could not walk the index from its bound.
  if (lower !== undefined) conditions.push(`key ${lower === after ? '>' : '>='} $${parameters.push(lower)}`)
  if (upper !== undefined) conditions.push(`key < $${parameters.push(upper)}`)
  const where = conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`
  const rows = await session.query(
    `select key, value from ${table} ${where} order by key ${reverse ? 'desc' : 'asc'} limit $${parameters.length + 1}`,
    [...parameters, count],
  )
  return rows as unknown as readonly Entry[]
}
