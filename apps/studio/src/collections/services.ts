import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Database } from '../database/database.ts'
import type { Events } from '../jobs/events.ts'
import type { JobQueue } from '../jobs/queue.ts'
import type { RenderDesk } from '../render/desk.ts'
import type { UploadLimits } from '../uploads/limits.ts'
import type { CollectionViews } from './collection-views.ts'
import type { PieceTables } from './piece-tables.ts'

/** What the parts of collections share. */
export interface CollectionServices {
  /** The folder of the studio's files, which several machines may share. */
  readonly folder: string
  readonly database: Database
  readonly queue: JobQueue
  readonly events: Events
  /** Answers what somebody waits for. */
  readonly desk: RenderDesk
  readonly views: CollectionViews
  readonly tables: PieceTables
  readonly limits: UploadLimits
  readonly logger: Logger
  /** Unix ms. */
  readonly nowMs: () => number
}

/** The folder of a collection's files. */
export function collectionFolder(folder: string, id: string): string {
  return join(folder, 'collections', id)
}

/** The folder of a making's files. */
export function makingFolder(folder: string, collection: string, making: string): string {
  return join(collectionFolder(folder, collection), 'makings', making)
}
