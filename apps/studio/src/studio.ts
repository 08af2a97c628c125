import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Access } from './access/access.ts'
import { accountRoutes } from './accounts/account-routes.ts'
import { openAccounts } from './accounts/accounts.ts'
import { memberRoutes } from './accounts/member-routes.ts'
import { hasMembers } from './accounts/members.ts'
import { createPasswords, type PasswordCost } from './accounts/password.ts'
import { accountsSchema } from './accounts/schema.ts'
import { openSecrets, SECRETS_FILE } from './accounts/secrets.ts'
import { sessionRoutes } from './accounts/session-routes.ts'
import { type Audit, auditSchema, createAudit } from './audit/audit.ts'
import { auditRoutes } from './audit/routes.ts'
import { collectionsSchema } from './collections/schema.ts'
import type { Database } from './database/database.ts'
import { openEmbedded } from './database/embedded.ts'
import { migrate, type Schema } from './database/migrate.ts'
import { openServer } from './database/server.ts'
import { jobsSchema } from './jobs/schema.ts'
import { createHandle, type Handle, type Routes } from './server/server.ts'
import { defaultLimits, type UploadLimits } from './uploads/limits.ts'
import { openWorkshop } from './workshop.ts'

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
  /** What hashing a password costs; RFC 9106's second recommendation when left out. */
  readonly passwordCost?: PasswordCost
  /** Threads that draw collections; one less than there are processors when left out. */
  readonly threads?: number
  /** How much may be uploaded, where it is not `defaultLimits`. */
  readonly uploads?: Partial<UploadLimits>
}

/** A studio that is open. */
export interface Studio {
  /** Answers what comes below `/studio` on the creator page's server. */
  readonly handle: Handle
  /** While nobody has an account: what makes the first one from another machine. To be printed where only the operator sees it. */
  readonly setUpCode: string | undefined
  /** Finishes what is being answered, and lets go of everything. */
  close(): Promise<void>
}

/** Tables and routes of all parts. */
export const SCHEMAS: readonly Schema[] = [auditSchema, accountsSchema, jobsSchema, collectionsSchema]
const ROUTES: readonly Routes[] = [auditRoutes]

/** Opens the studio. Throws DatabaseError, and StudioError `studio.BadKeyFile`. */
export async function openStudio(options: StudioOptions): Promise<Studio> {
  const { folder, databaseUrl, logger, nowMs = () => Date.now() } = options
  const database =
    databaseUrl === undefined ? openEmbedded(join(folder, 'studio.sqlite')) : await openServer(databaseUrl)
  try {
    await migrate(database, SCHEMAS)
    const audit = createAudit(nowMs)
    const passwords = createPasswords(options.passwordCost)
    const secrets = await openSecrets(database, join(folder, SECRETS_FILE))
    const accounts = await openAccounts({ database, audit, passwords, secrets, nowMs })
    const parts: StudioParts = { folder, database, access: accounts.access, audit, logger, nowMs }
    const { threads, uploads } = options
    const workshop = openWorkshop({
      ...{ folder, database, logger, nowMs, isShared: databaseUrl !== undefined },
      ...(threads === undefined ? {} : { threads }),
      limits: { ...defaultLimits, ...uploads },
    })
    const own = [sessionRoutes(accounts), accountRoutes(accounts), memberRoutes(accounts)]
    const server = await createHandle(parts, [...own, ...ROUTES, ...workshop.routes])
    return {
      handle: server.handle,
      setUpCode: (await hasMembers(database)) ? undefined : accounts.setUpCode,
      async close() {
        await server.close()
        await workshop.close()
        await database.close()
      },
    }
  } catch (error) {
    await database.close()
    throw error
  }
}
