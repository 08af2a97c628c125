import type { Logger } from 'pino'
import { migrate } from './database/migrate.ts'
import { openServer } from './database/server.ts'
import { SCHEMAS } from './studio.ts'
import { startJobs } from './workshop.ts'

/** How to open a render machine. */
export interface RenderMachineOptions {
  /** `postgresql://…`: the database of the studio that it draws for. */
  readonly databaseUrl: string
  /** The studio's own folder, as this machine sees it. */
  readonly folder: string
  readonly logger: Logger
  /** Threads that draw; one less than there are processors when left out. */
  readonly threads?: number
}

/** A render machine that is open. */
export interface RenderMachine {
  /** Gives what it draws back to the queue, and lets go of everything. */
  close(): Promise<void>
}

/** Opens a render machine: it takes jobs of a studio on PostgreSQL, and answers nobody. Throws DatabaseError. */
export async function openRenderMachine(options: RenderMachineOptions): Promise<RenderMachine> {
  const { databaseUrl, folder, logger, threads } = options
  const database = await openServer(databaseUrl)
  try {
    await migrate(database, SCHEMAS)
  } catch (error) {
    await database.close()
    throw error
  }
  const jobs = startJobs({
    ...{ folder, database, logger, isShared: true, nowMs: () => Date.now() },
    ...(threads === undefined ? {} : { threads }),
  })
  return {
    async close() {
      await jobs.close()
      await database.close()
    },
  }
}
