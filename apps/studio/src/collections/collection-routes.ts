import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { CollectionError, checkDefinition } from '@demiurge/art'
import { requireRole } from '../access/access.ts'
import { StudioError } from '../error.ts'
import { isActive } from '../jobs/job.ts'
import type { Routes } from '../server/server.ts'
import { collectionOf, getCollection, unknownCollection } from './records.ts'
import { type CollectionServices, collectionFolder } from './services.ts'

/** A deleted collection can be had back for so long. */
export const KEPT_MS = 7 * 24 * 60 * 60 * 1000

/** Text that every database takes, without control characters. */
const nameSchema = {
  type: 'string',
  minLength: 1,
  maxLength: 128,
  pattern: '^[^\\u0000-\\u001f\\u007f]*\\S[^\\u0000-\\u001f\\u007f]*$',
}

/** Parameters of an address. */
export const idSchema = {
  type: 'object',
  properties: { id: { type: 'string', maxLength: 64, pattern: '^[0-9a-f-]+$' } },
} as const

const creation = {
  type: 'object',
  required: ['name'],
  additionalProperties: false,
  properties: { name: nameSchema },
} as const

const change = {
  type: 'object',
  required: ['revision'],
  additionalProperties: false,
  properties: {
    revision: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
    name: nameSchema,
    definition: { type: 'object' },
    order: { type: 'array', maxItems: 64, items: { type: 'string', minLength: 1, maxLength: 128 } },
  },
} as const

type Named = { Params: { id: string } }
interface Change {
  readonly revision: number
  readonly name?: string
  readonly definition?: unknown
  readonly order?: readonly string[]
}

/** `GET, POST /studio/collections`, `GET, PATCH, DELETE …/ID`, `POST …/ID/restore`; `GET /studio/collections?deleted=1` lists what can be restored. */
export function collectionRoutes(services: CollectionServices): readonly Routes[] {
  return [openingRoutes(services), changingRoutes(services), deletionRoutes(services)]
}

function openingRoutes(services: CollectionServices): Routes {
  const { database, views, events, nowMs } = services
  return (server, { access, audit }) => {
    server.get<{ Querystring: { deleted?: string } }>('/collections', async (request) => {
      await requireRole(access, request, 'viewer')
      const which = request.query.deleted === '1' ? 'IS NOT NULL' : 'IS NULL'
      const rows = await database.query(
        `SELECT * FROM collections WHERE deleted_ms ${which} ORDER BY changed_ms DESC, id`,
      )
      const shown = []
      for (const row of rows) shown.push(await views.show(collectionOf(row), { brief: true }))
      return shown
    })

    server.post<{ Body: { name: string } }>(
      '/collections',
      { schema: { body: creation } },
      async (request, reply) => {
        const actor = await requireRole(access, request, 'creator')
        const id = randomUUID()
        const { name } = request.body
        await makeFolders(collectionFolder(services.folder, id))
        const now = nowMs()
        const record = await database.transaction(async (queries) => {
          const [row] = await queries.query(
            `INSERT INTO collections (id, name, revision, definition, layer_order, created_ms, changed_ms)
           VALUES ($1, $2, 1, '{}', '[]', $3, $3) RETURNING *`,
            ...[id, name.normalize('NFC').toWellFormed(), now],
          )
          await audit.note(queries, { actor, action: 'collection.create', subject: name, details: { id } })
          if (row === undefined) throw unknownCollection(id)
          return collectionOf(row)
        })
        events.emit({ type: 'collection', id, revision: 1, isGone: false })
        return reply.code(201).send(await views.show(record))
      },
    )

    server.get<Named>('/collections/:id', { schema: { params: idSchema } }, async (request) => {
      await requireRole(access, request, 'viewer')
      return views.show(await getCollection(database, request.params.id))
    })
  }
}

function changingRoutes({ database, views, events, nowMs }: CollectionServices): Routes {
  return (server, { access, audit }) => {
    server.patch<Named & { Body: Change }>(
      '/collections/:id',
      { schema: { params: idSchema, body: change } },
      async (request) => {
        const actor = await requireRole(access, request, 'creator')
        const { id } = request.params
        const before = await getCollection(database, id)
        const { revision, name = before.name, order = before.order } = request.body
        const definition =
          request.body.definition === undefined ? before.definition : readDefinition(request.body.definition)
        const record = await database.transaction(async (queries) => {
          const [row] = await queries.query(
            `UPDATE collections SET revision = revision + 1, changed_ms = $3, name = $4, definition = $5, layer_order = $6
             WHERE id = $1 AND revision = $2 AND deleted_ms IS NULL RETURNING *`,
            ...[id, revision, nowMs(), name.normalize('NFC').toWellFormed()],
            JSON.stringify(definition),
            JSON.stringify(order),
          )
          if (row === undefined) throw conflict((await getCollection(queries, id)).revision, revision)
          await audit.note(queries, {
            actor,
            action: 'collection.change',
            subject: name,
            details: { id, revision },
          })
          return collectionOf(row)
        })
        events.emit({ type: 'collection', id, revision: record.revision, isGone: false })
        return views.show(record)
      },
    )
  }
}

function deletionRoutes({ database, views, events, nowMs, queue }: CollectionServices): Routes {
  return (server, { access, audit }) => {
    server.delete<Named>('/collections/:id', { schema: { params: idSchema } }, async (request, reply) => {
      const actor = await requireRole(access, request, 'creator')
      const { id } = request.params
      const record = await database.transaction(async (queries) => {
        const [row] = await queries.query(
          'UPDATE collections SET deleted_ms = $2, revision = revision + 1, changed_ms = $2 WHERE id = $1 AND deleted_ms IS NULL RETURNING *',
          ...[id, nowMs()],
        )
        if (row === undefined) throw unknownCollection(id)
        const gone = collectionOf(row)
        await audit.note(queries, { actor, action: 'collection.delete', subject: gone.name, details: { id } })
        return gone
      })
      for (const job of await queue.list({ subject: id })) if (isActive(job)) await queue.cancel(job.id)
      events.emit({ type: 'collection', id, revision: record.revision, isGone: true })
      return reply.code(204).send()
    })

    server.post<Named>('/collections/:id/restore', { schema: { params: idSchema } }, async (request) => {
      const actor = await requireRole(access, request, 'creator')
      const { id } = request.params
      const record = await database.transaction(async (queries) => {
        const [row] = await queries.query(
          'UPDATE collections SET deleted_ms = NULL, revision = revision + 1, changed_ms = $2 WHERE id = $1 AND deleted_ms IS NOT NULL RETURNING *',
          ...[id, nowMs()],
        )
        if (row === undefined) return getCollection(queries, id)
        const back = collectionOf(row)
        await audit.note(queries, {
          actor,
          action: 'collection.restore',
          subject: back.name,
          details: { id },
        })
        return back
      })
      events.emit({ type: 'collection', id, revision: record.revision, isGone: false })
      return views.show(record)
    })
  }
}

async function makeFolders(folder: string): Promise<void> {
  for (const name of ['pictures', 'small', 'views', 'makings'])
    await mkdir(join(folder, name), { recursive: true, mode: 0o700 })
}

function conflict(newest: number, given: number): StudioError {
  return new StudioError(
    'collection.Conflict',
    `somebody changed the collection: it is at revision ${newest}, this change is of ${given}. Load it anew`,
    { status: 409, field: 'revision' },
  )
}

function readDefinition(value: unknown) {
  try {
    return checkDefinition(value)
  } catch (error) {
    if (!(error instanceof CollectionError)) throw error
    throw new StudioError(error.code, error.message, {
      field: error.field?.replace(/^\$/, 'definition') ?? 'definition',
    })
  }
}
