import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { CollectionDefinition } from '@demiurge/art'
import type { Database } from '../database/database.ts'
import { StudioError } from '../error.ts'
import type { Events } from '../jobs/events.ts'
import type { Job } from '../jobs/job.ts'
import type { JobContext, JobKind } from '../jobs/runner.ts'
import type { RenderProcess } from '../render/render-process.ts'
import type { LayersView } from '../render/tasks.ts'
import type { MakeInput } from './make-wish.ts'
import { findMaking, getCollection, type MakingRecord } from './records.ts'
import { collectionFolder, makingFolder } from './services.ts'

/** What jobs of collections need; a render machine has no more. */
export interface MakeServices {
  readonly folder: string
  readonly database: Database
  readonly events: Events
  readonly render: RenderProcess
  /** Threads that draw. */
  readonly threads: number
}

/** Draws the pieces of a making. */
export function makeJob(services: MakeServices): JobKind {
  return {
    name: 'collection.make',
    run: (job, context) => runMaking(services, job, context),
  }
}

async function runMaking(services: MakeServices, job: Job, { signal, report }: JobContext): Promise<unknown> {
  const { database, folder, render, threads } = services
  const input = job.input as MakeInput
  const making = await findMaking(database, input.making)
  if (making === undefined)
    throw new StudioError('collection.Unknown', 'what was to be made is gone', { status: 404 })
  const view = await readView(services, making)
  await mkdir(join(folder, 'collections', making.collection, 'views'), { recursive: true, mode: 0o700 })
  let told: Promise<unknown> = Promise.resolve()
  const { count, size, format, quality, name } = making
  const result = await render.ask(
    'make',
    {
      ...{ view, name, count, size, format, quality, id: job.id, workers: threads },
      seed: input.seed,
      rerolls: input.rerolls,
      pins: input.pins,
      unpins: input.unpins,
      folder: makingFolder(folder, making.collection, making.id),
    },
    {
      signal,
      onNews(news) {
        if (news.type === 'progress') report(news)
        else told = tellPlanned(services, making, { ...news, seed: input.seed })
      },
    },
  )
  await told
  await database.query('UPDATE makings SET provenance = $2 WHERE id = $1', making.id, result.provenance)
  await tell(services, making.collection)
  return { kept: result.kept, lookalikes: result.lookalikes.length, provenance: result.provenance }
}

/** From here on there is something to see. */
async function tellPlanned(
  services: MakeServices,
  { id, collection, carried }: MakingRecord,
  {
    version,
    pins,
    seed,
  }: { readonly version: string; readonly pins: readonly number[]; readonly seed: string },
): Promise<void> {
  const all = [...new Set([...carried, ...pins])].sort((a, b) => a - b)
  await services.database.query(
    'UPDATE makings SET version = $2, pins = $3, seed = $4, provenance = NULL WHERE id = $1',
    ...[id, version, JSON.stringify(all), seed],
  )
  await tell(services, collection)
}

async function tell({ database, events }: MakeServices, id: string): Promise<void> {
  const { revision } = await getCollection(database, id, { deleted: true })
  events.emit({ type: 'collection', id, revision, isGone: false })
}

async function readView({ database, folder }: MakeServices, making: MakingRecord): Promise<LayersView> {
  const { collection, view } = making
  const [row] = await database.query(
    'SELECT * FROM layer_views WHERE collection = $1 AND fingerprint = $2',
    ...[collection, view],
  )
  if (row === undefined)
    throw new StudioError('collection.Unknown', 'the layers of this making are gone', { status: 404 })
  return {
    folder: collectionFolder(folder, collection),
    fingerprint: view,
    definition: JSON.parse(String(row.definition)) as CollectionDefinition,
    pictures: JSON.parse(String(row.pictures)) as Readonly<Record<string, string>>,
  }
}
