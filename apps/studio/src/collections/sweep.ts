import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Database } from '../database/database.ts'
import { KEPT_MS } from './collection-routes.ts'
import { collectionFolder, makingFolder } from './services.ts'

/** What is swept. */
export interface SweepOptions {
  readonly folder: string
  readonly database: Database
  readonly logger: Logger
  readonly nowMs: () => number
}

const DAY_MS = 24 * 60 * 60 * 1000
const SWEEP_MS = 60 * 60 * 1000
/** Jobs that ended are remembered so long. */
const JOBS_MS = 90 * DAY_MS
/** The newest making of a collection is kept, and the one before it: whoever goes back finds it drawn. */
const KEPT_MAKINGS = 2

/** Sweeps now and every hour, until it is closed. */
export function startSweeping(options: SweepOptions): { close(): Promise<void> } {
  let current: Promise<void> = Promise.resolve()
  const run = () => {
    current = current
      .then(() => sweep(options))
      .catch((error: unknown) =>
        options.logger.warn({ err: error }, 'the studio cannot be swept at the moment'),
      )
  }
  run()
  const timer = setInterval(run, SWEEP_MS)
  timer.unref()
  return {
    async close() {
      clearInterval(timer)
      await current
    },
  }
}

/** Removes what nobody can ask for any more: collections deleted long ago, makings that newer ones replaced, pictures without a layer, uploads that broke off. */
export async function sweep(options: SweepOptions): Promise<void> {
  const { database, nowMs, folder } = options
  for (const row of await database.query(
    'SELECT id FROM collections WHERE deleted_ms < $1',
    nowMs() - KEPT_MS,
  ))
    await removeCollection(options, String(row.id))
  for (const row of await database.query('SELECT id FROM collections')) {
    await removeOldMakings(options, String(row.id))
    await removeUnused(options, String(row.id))
  }
  await database.query('DELETE FROM jobs WHERE ended_ms < $1', nowMs() - JOBS_MS)
  await removeFiles(join(folder, 'uploads'), nowMs() - DAY_MS, () => true)
}

async function removeCollection({ database, folder }: SweepOptions, id: string): Promise<void> {
  // Files first: when this breaks off, the rows still say that there is something to remove.
  await rm(collectionFolder(folder, id), { recursive: true, force: true })
  await database.transaction(async (queries) => {
    for (const table of ['pictures', 'layer_views', 'makings'])
      await queries.query(`DELETE FROM ${table} WHERE collection = $1`, id)
    await queries.query('DELETE FROM collections WHERE id = $1', id)
  })
}

async function removeOldMakings({ database, folder }: SweepOptions, id: string): Promise<void> {
  const old = await database.query(
    `SELECT m.id FROM makings m JOIN collections c ON c.id = m.collection
     WHERE m.collection = $1 AND m.id <> COALESCE(c.making, '')
     AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.id = m.job AND j.state IN ('waiting', 'running', 'paused'))
     ORDER BY m.created_ms DESC`,
    id,
  )
  for (const row of old.slice(KEPT_MAKINGS - 1)) {
    await rm(makingFolder(folder, id, String(row.id)), { recursive: true, force: true })
    await database.query('DELETE FROM makings WHERE id = $1', String(row.id))
  }
}

/** Views that no making was drawn from, and pictures that no layer and no view has. Young ones stay: they may be about to be used. */
async function removeUnused({ database, folder, nowMs }: SweepOptions, id: string): Promise<void> {
  const own = collectionFolder(folder, id)
  await database.query(
    'DELETE FROM layer_views WHERE collection = $1 AND fingerprint NOT IN (SELECT view FROM makings WHERE collection = $1)',
    id,
  )
  const views = await database.query(
    'SELECT fingerprint, pictures FROM layer_views WHERE collection = $1',
    id,
  )
  const fingerprints = new Set(views.map((row) => String(row.fingerprint)))
  const pictures = await database.query('SELECT sha256 FROM pictures WHERE collection = $1', id)
  const used = new Set([
    ...pictures.map((row) => String(row.sha256)),
    ...views.flatMap((row) => Object.values(JSON.parse(String(row.pictures)) as Record<string, string>)),
  ])
  const before = nowMs() - DAY_MS
  await removeFiles(join(own, 'views'), before, (name) => !fingerprints.has(name))
  for (const kind of ['pictures', 'small'])
    await removeFiles(join(own, kind), before, (name) => !used.has(name))
}

async function removeFiles(
  folder: string,
  beforeMs: number,
  isUnused: (name: string) => boolean,
): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (!isUnused(name)) continue
    const place = join(folder, name)
    const { ctimeMs = beforeMs } = await stat(place).catch(() => ({}) as { ctimeMs?: number })
    if (ctimeMs < beforeMs) await rm(place, { recursive: true, force: true })
  }
}
