import { join } from 'node:path'
import type { Logger } from 'pino'
import { type Access, openAccess } from './access/access.ts'
import { type Audit, auditSchema, createAudit } from './audit/audit.ts'
import { auditRoutes } from './audit/routes.ts'
import type { Database } from './database/database.ts'
import { openEmbedded } from './database/embedded.ts'
import { migrate, type Schema } from './database/migrate.ts'
import { openServer } from './database/server.ts'
import { createHandle, type Handle, type Routes } from './server/server.ts'

/** What the parts of the studio share. */
export interface StudioParts {
  /** The folder of its files. */
  readonly folder: string
  readonly database: Database
  readonly access: Access
  /** Where what members do is written down. */
  readonly audit: Audit
  readonly logger: Logger
  /** Unix ms. */
  readonly nowMs: () => number
}

/** How to open a studio. */
export interface StudioOptions {
  /** Where its files and its embedded database lie; made when missing. */
  readonly folder: string
  /** `postgresql://…` for several studios and render machines on one database; embedded when left out. */
  readonly databaseUrl?: string
  readonly logger: Logger
  readonly nowMs?: () => number
}

/** A studio that is open. */
export interface Studio {
  /** Answers what comes below `/studio` on the creator page's server. */
  readonly handle: Handle
  /** Finishes what is being answered, and lets go of everything. */
  close(): Promise<void>
}

/** Tables and routes of all parts. */
const SCHEMAS: readonly Schema[] = [auditSchema]
const ROUTES: readonly Routes[] = [auditRoutes]

/** Opens the studio. Throws DatabaseError. */
export async function openStudio(options: StudioOptions): Promise<Studio> {
  const { folder, databaseUrl, logger, nowMs = () => Date.now() } = options
  const database =
    databaseUrl === undefined ? openEmbedded(join(folder, 'studio.sqlite')) : await openServer(databaseUrl)
  try {
    await migrate(database, SCHEMAS)
    const audit = createAudit(nowMs)
    const parts: StudioParts = { folder, database, access: openAccess, audit, logger, nowMs }
    const server = await createHandle(parts, ROUTES)
    return {
      handle: server.handle,
      async close() {
        await server.close()
        await database.close()
      },
    }
  } catch (error) {
    await database.close()
    throw error
  }
}
