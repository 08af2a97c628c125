import type { Logger } from 'pino'
import type { Queries } from '../database/database.ts'
import type { Events } from './events.ts'
import { viewOf } from './job.ts'
import type { JobQueue } from './queue.ts'

/** What is followed. */
export interface FollowOptions {
  readonly database: Queries
  readonly queue: JobQueue
  readonly events: Events
  readonly pollMs: number
  readonly nowMs: () => number
  readonly logger: Logger
}

/** Clocks of several machines differ, and a transaction is seen only when it ends: so far back is looked each time. */
const OVERLAP_MS = 5_000

/** Tells those who listen here what other machines did, as long as anybody listens. */
export function followChanges(options: FollowOptions): { close(): Promise<void> } {
  const { events, pollMs, nowMs, logger } = options
  const closing = new AbortController()
  const { promise: closed, resolve: wake } = Promise.withResolvers<void>()
  const revisions = new Map<string, string>()
  const loop = (async () => {
    while (!closing.signal.aborted) {
      if (events.isHeard)
        await tellChanges(options, revisions, nowMs() - OVERLAP_MS).catch((error: unknown) =>
          logger.warn({ err: error }, 'changes of the studio cannot be read at the moment'),
        )
      let timer: NodeJS.Timeout | undefined
      await Promise.race([closed, new Promise((resolve) => (timer = setTimeout(resolve, pollMs)))])
      clearTimeout(timer)
    }
  })()
  return {
    async close() {
      closing.abort()
      wake()
      await loop
    },
  }
}

async function tellChanges(
  { database, queue, events }: FollowOptions,
  known: Map<string, string>,
  sinceMs: number,
): Promise<void> {
  // The events' own memory keeps what was told from being told again.
  for (const job of await queue.changedSince(sinceMs)) events.emit({ type: 'job', job: viewOf(job) })
  const rows = await database.query(
    'SELECT id, revision, deleted_ms FROM collections WHERE changed_ms >= $1',
    sinceMs,
  )
  const present = new Map(rows.map((row) => [String(row.id), `${row.revision}/${row.deleted_ms}`]))
  for (const row of rows) {
    const id = String(row.id)
    if (known.get(id) === present.get(id)) continue
    events.emit({ type: 'collection', id, revision: Number(row.revision), isGone: row.deleted_ms !== null })
  }
  known.clear()
  for (const [id, state] of present) known.set(id, state)
}
