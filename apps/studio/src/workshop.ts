import { mkdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { archiveJobs } from './collections/archive-job.ts'
import { collectionRoutes } from './collections/collection-routes.ts'
import { createViews } from './collections/collection-views.ts'
import { exportRoutes } from './collections/export-routes.ts'
import { makeJob } from './collections/make-job.ts'
import { makeRoutes } from './collections/make-routes.ts'
import { pictureRoutes } from './collections/picture-routes.ts'
import { pieceRoutes } from './collections/piece-routes.ts'
import { createPieceTables } from './collections/piece-tables.ts'
import type { CollectionServices } from './collections/services.ts'
import { startSweeping } from './collections/sweep.ts'
import type { Database } from './database/database.ts'
import { createEvents, type Events } from './jobs/events.ts'
import { type FileLock, takeLock } from './jobs/file-lock.ts'
import { followChanges } from './jobs/follow-changes.ts'
import { viewOf } from './jobs/job.ts'
import { createQueue, type JobQueue } from './jobs/queue.ts'
import { jobRoutes } from './jobs/routes.ts'
import { type JobKind, type JobRunner, startRunner } from './jobs/runner.ts'
import { createDesk } from './render/desk.ts'
import { createRenderProcess } from './render/render-process.ts'
import type { Routes } from './server/server.ts'
import type { UploadLimits } from './uploads/limits.ts'

/** What a workshop is given. */
export interface WorkshopOptions {
  readonly folder: string
  readonly database: Database
  /** Whether other processes use the database as well: then it is looked at for what they did. */
  readonly isShared: boolean
  readonly logger: Logger
  readonly nowMs: () => number
  /** Threads that draw; one less than there are processors when left out, so that the chain goes on. */
  readonly threads?: number
  readonly limits: UploadLimits
}

/** Jobs and collections of a studio. */
export interface Workshop {
  readonly routes: readonly Routes[]
  close(): Promise<void>
}

/** How often a database that others use is looked at, and one that nobody else does. */
const SHARED_POLL_MS = 250
const OWN_POLL_MS = 1_000
/** Nobody else looks at an embedded database, and each heartbeat waits for the disk. */
const OWN_BEAT_MS = 5_000
const DESK_PROCESSES = 2

/** Opens the workshop: jobs that were under way go on. */
export function openWorkshop(options: WorkshopOptions): Workshop {
  const { folder, database, logger, nowMs, limits } = options
  const jobs = startJobs(options)
  const { queue, events } = jobs
  const desk = createDesk(logger, DESK_PROCESSES)
  const views = createViews({ folder, database, queue, desk })
  const tables = createPieceTables()
  const sweeping = startSweeping({ folder, database, logger, nowMs })
  const services: CollectionServices = {
    ...{ folder, database, queue, events, desk, views, tables, limits, logger, nowMs },
  }
  return {
    routes: [
      jobRoutes({ queue, events }),
      ...collectionRoutes(services),
      ...pictureRoutes(services),
      makeRoutes(services),
      pieceRoutes(services),
      exportRoutes(services),
    ],
    async close() {
      await sweeping.close()
      await jobs.close()
      await desk.close()
    },
  }
}

/** A queue, and what works it off. */
export interface RunningJobs {
  readonly queue: JobQueue
  readonly events: Events
  close(): Promise<void>
}

/** Works off jobs: what a studio does, and all that a render machine does. */
export function startJobs(options: Omit<WorkshopOptions, 'limits'>): RunningJobs {
  const { folder, database, isShared, logger, nowMs } = options
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const events = createEvents()
  const runners: JobRunner[] = []
  const queue = createQueue({
    database,
    nowMs,
    onChange(job) {
      events.emit({ type: 'job', job: viewOf(job) })
      for (const runner of runners) {
        if (job.state === 'waiting') runner.wake()
        else if (job.state !== 'running') runner.recheck(job.id)
      }
    },
  })
  const threads = options.threads ?? Math.max(1, availableParallelism() - 1)
  const holding = holdFolder(options, queue)
  // Archives have a process of their own: whoever waits for one does not wait for a making of hours.
  const [drawing, packing] = [createRenderProcess(logger), createRenderProcess(logger)]
  const start = (kinds: readonly JobKind[]) =>
    startRunner({
      queue,
      kinds,
      logger,
      pollMs: isShared ? SHARED_POLL_MS : OWN_POLL_MS,
      beatMs: isShared ? SHARED_POLL_MS : OWN_BEAT_MS,
      onProgress: (job) => events.emit({ type: 'job', job: viewOf(job) }),
      mayRun: holding.mayRun,
    })
  runners.push(
    start([makeJob({ folder, database, events, render: drawing, threads })]),
    start(archiveJobs(folder, packing)),
  )
  const follower = isShared
    ? followChanges({ database, queue, events, pollMs: SHARED_POLL_MS, nowMs, logger })
    : undefined
  return {
    queue,
    events,
    async close() {
      await follower?.close()
      await Promise.all(runners.map((runner) => runner.close()))
      await Promise.all([drawing.close(), packing.close()])
      holding.release()
    },
  }
}

/**
 * Of several nodes on one folder with an embedded database one works off jobs. Whoever has the folder finds jobs running whose process is
 * gone: they wait again at once.
 */
function holdFolder({ folder, isShared }: Omit<WorkshopOptions, 'limits'>, queue: JobQueue) {
  let lock: FileLock | undefined
  let taken: Promise<boolean> | undefined
  const take = async (): Promise<boolean> => {
    lock = takeLock(join(folder, 'jobs.lock'))
    if (lock === undefined) return false
    await queue.releaseAll()
    return true
  }
  return {
    async mayRun(): Promise<boolean> {
      if (isShared) return true
      taken ??= take()
      try {
        if (await taken) return true
      } catch (error) {
        lock?.release()
        taken = undefined
        throw error
      }
      taken = undefined
      return false
    },
    release: () => lock?.release(),
  }
}
