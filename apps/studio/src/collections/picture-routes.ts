import { createReadStream } from 'node:fs'
import type { CollectionDefinition } from '@demiurge/art'
import type { FastifyRequest } from 'fastify'
import { type Access, type Actor, requireRole } from '../access/access.ts'
import type { Queries } from '../database/database.ts'
import { StudioError } from '../error.ts'
import { picturePath, smallPath } from '../render/layers-view.ts'
import type { Routes } from '../server/server.ts'
import { checkFolder, type PicturePath, parsePicturePath, pathKey } from '../uploads/picture-path.ts'
import { idSchema } from './collection-routes.ts'
import { withLayerName, withoutLayer } from './definition.ts'
import { type CollectionRecord, getCollection, pictureOf, picturesOf, touch } from './records.ts'
import { type CollectionServices, collectionFolder } from './services.ts'
import { storePicture } from './store-picture.ts'

type Named = { Params: { id: string; '*': string } }

const renaming = {
  type: 'object',
  required: ['name'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 64, pattern: '^[^\\u0000-\\u001f\\u007f/]+$' },
  },
} as const

/** `PUT, GET, DELETE …/ID/files/PATH` (`?small=1`: at most 256 pixels, WebP), `POST, DELETE …/ID/layers/FOLDER`. */
export function pictureRoutes(services: CollectionServices): readonly Routes[] {
  return [uploadRoutes(services), readingRoutes(services), removalRoutes(services)]
}

function uploadRoutes(services: CollectionServices): Routes {
  const { database } = services
  return (server, { access, audit }) => {
    // Within a scope of its own: bodies are streams here, whatever they are called.
    server.register((uploads, _, done) => {
      uploads.removeAllContentTypeParsers()
      uploads.addContentTypeParser('*', (_request, body, next) => next(null, body))
      uploads.put<Named>(
        '/collections/:id/files/*',
        { schema: { params: idSchema } },
        async (request, reply) => {
          const actor = await requireRole(access, request, 'creator')
          const path = parsePicturePath(rawRest(request, '/files/'))
          const record = await getCollection(database, request.params.id)
          const stored = await storePicture(services, record, {
            path,
            body: (request.body as NodeJS.ReadableStream | undefined) ?? request.raw,
            length: Number(request.headers['content-length'] ?? 0),
            note: (queries: Queries, details) =>
              audit.note(queries, {
                actor,
                action: 'collection.upload',
                subject: `${path.folder}/${path.file}`,
                details,
              }),
          })
          tell(services, stored.record)
          const { layers } = await services.views.revision(stored.record)
          const files = layers.find(({ folder }) => folder === path.folder)?.files ?? []
          return reply
            .code(stored.isNew ? 201 : 200)
            .send(files.find((file) => file.path === `${path.folder}/${path.file}`))
        },
      )
      done()
    })
  }
}

function readingRoutes(services: CollectionServices): Routes {
  const { database } = services
  return (server, { access }) => {
    server.get<Named & { Querystring: { small?: string } }>(
      '/collections/:id/files/*',
      { schema: { params: idSchema } },
      async (request, reply) => {
        await requireRole(access, request, 'viewer')
        const record = await getCollection(database, request.params.id)
        const { sha256, mediaType } = await getPicture(
          database,
          record.id,
          parsePicturePath(rawRest(request, '/files/')),
        )
        const isSmall = request.query.small === '1'
        const etag = `"${sha256}${isSmall ? '-small' : ''}"`
        reply.header('etag', etag).header('cache-control', 'private, no-cache')
        if (request.headers['if-none-match'] === etag) return reply.code(304).send()
        const folder = collectionFolder(services.folder, record.id)
        const place = isSmall ? smallPath(folder, sha256) : picturePath(folder, sha256)
        return reply.type(isSmall ? 'image/webp' : mediaType).send(createReadStream(place))
      },
    )
  }
}

function removalRoutes(services: CollectionServices): Routes {
  return (server, { access, audit }) => {
    const change = changing(services, access)

    server.delete<Named>('/collections/:id/files/*', { schema: { params: idSchema } }, async (request) => {
      const path = parsePicturePath(rawRest(request, '/files/'))
      return change(request, async (queries, { id }, actor) => {
        await getPicture(queries, id, path)
        await queries.query('DELETE FROM pictures WHERE collection = $1 AND path_key = $2', id, pathKey(path))
        const subject = `${path.folder}/${path.file}`
        await audit.note(queries, { actor, action: 'collection.removePicture', subject, details: { id } })
      })
    })

    server.delete<Named>('/collections/:id/layers/*', { schema: { params: idSchema } }, async (request) => {
      const folder = layerIn(request)
      return change(request, async (queries, { id, definition }, actor) => {
        const gone = await queries.query(
          'DELETE FROM pictures WHERE collection = $1 AND folder = $2 RETURNING file',
          ...[id, folder],
        )
        if (gone.length === 0) throw unknownLayer(folder)
        await writeDefinition(queries, id, withoutLayer(definition, folder))
        await audit.note(queries, {
          actor,
          action: 'collection.removeLayer',
          subject: folder,
          details: { id },
        })
      })
    })

    server.post<Named & { Body: { name: string } }>(
      '/collections/:id/layers/*',
      { schema: { params: idSchema, body: renaming } },
      async (request) => {
        const folder = layerIn(request)
        const name = request.body.name.normalize('NFC').toWellFormed()
        return change(request as FastifyRequest<Named>, async (queries, record, actor) => {
          const pictures = await picturesOf(queries, record.id)
          if (!pictures.some((picture) => picture.folder === folder)) throw unknownLayer(folder)
          await writeDefinition(queries, record.id, withLayerName(record, pictures, { folder, name }))
          const details = { id: record.id, name }
          await audit.note(queries, { actor, action: 'collection.renameLayer', subject: folder, details })
        })
      },
    )
  }
}

type ChangeWork = (queries: Queries, record: CollectionRecord, actor: Actor) => Promise<void>

/** Changes a collection in one transaction, tells of it, and shows it. */
function changing(services: CollectionServices, access: Access) {
  return async (request: FastifyRequest<Named>, work: ChangeWork) => {
    const actor = await requireRole(access, request, 'creator')
    const record = await services.database.transaction(async (queries) => {
      const touched = await touch(queries, request.params.id, services.nowMs())
      await work(queries, touched, actor)
      return getCollection(queries, touched.id)
    })
    tell(services, record)
    return services.views.show(record)
  }
}

function tell({ events }: CollectionServices, { id, revision }: CollectionRecord): void {
  events.emit({ type: 'collection', id, revision, isGone: false })
}

/** What stands in the address behind this part, as it was sent: the router would decode it before it is split. */
function rawRest(request: FastifyRequest, part: string): string {
  const [path = ''] = (request.raw.url ?? '').split('?')
  return path.slice(path.indexOf(part) + part.length)
}

function layerIn(request: FastifyRequest): string {
  const rest = rawRest(request, '/layers/')
  try {
    return checkFolder(decodeURIComponent(rest))
  } catch (error) {
    if (error instanceof StudioError) throw error
    throw new StudioError('upload.Name', 'the address is not percent-encoded UTF-8', { field: 'path' })
  }
}

async function getPicture(queries: Queries, collection: string, path: PicturePath) {
  const [row] = await queries.query(
    'SELECT * FROM pictures WHERE collection = $1 AND path_key = $2',
    collection,
    pathKey(path),
  )
  const found = row && pictureOf(row)
  if (found?.folder !== path.folder || found.file !== path.file)
    throw new StudioError('collection.NoPicture', `there is no picture ${path.folder}/${path.file}`, {
      status: 404,
      field: 'path',
    })
  return found
}

async function writeDefinition(
  queries: Queries,
  id: string,
  definition: CollectionDefinition,
): Promise<void> {
  await queries.query('UPDATE collections SET definition = $2 WHERE id = $1', id, JSON.stringify(definition))
}

function unknownLayer(folder: string): StudioError {
  return new StudioError('collection.NoLayer', `there is no layer ${folder}`, { status: 404, field: 'path' })
}
