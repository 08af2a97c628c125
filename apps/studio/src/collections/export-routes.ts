import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { requireRole } from '../access/access.ts'
import { StudioError } from '../error.ts'
import { isActive, type Job, viewOf } from '../jobs/job.ts'
import type { Routes } from '../server/server.ts'
import { type ArchiveFormat, type ArchiveInput, archiveFormats, archivePath } from './archive-job.ts'
import { idSchema } from './collection-routes.ts'
import { findMaking, getCollection } from './records.ts'
import type { CollectionServices } from './services.ts'

const format = { enum: archiveFormats } as const
const wanted = {
  type: 'object',
  required: ['format'],
  additionalProperties: false,
  properties: { format },
} as const

const MEDIA_TYPES = { zip: 'application/zip', car: 'application/vnd.ipld.car', gif: 'image/gif' } as const

type Wish = { Params: { id: string }; Querystring: { format: ArchiveFormat } }
type Order = { Params: { id: string }; Body: { format: ArchiveFormat } }

/**
 * `POST …/ID/export {format}` has an archive of the finished collection written and answers the job; `GET …/ID/export?format=zip|car|gif` sends
 * it, and waits for it where it is not written yet.
 */
export function exportRoutes(services: CollectionServices): Routes {
  return (server, { access, audit, database }) => {
    server.post<Order>(
      '/collections/:id/export',
      { schema: { params: idSchema, body: wanted } },
      async (request, reply) => {
        const actor = await requireRole(access, request, 'viewer')
        const { format } = request.body
        const { input, name } = await findExport(services, request.params.id)
        const { job, isNew } = await orderArchive(services, input, { format, by: actor.name })
        if (isNew)
          await audit.note(database, {
            actor,
            action: 'collection.export',
            subject: name,
            details: { id: input.collection, format },
          })
        return reply.code(isNew ? 202 : 200).send(viewOf(job))
      },
    )
    server.get<Wish>(
      '/collections/:id/export',
      { schema: { params: idSchema, querystring: wanted } },
      async (request, reply) => {
        const actor = await requireRole(access, request, 'viewer')
        const { format } = request.query
        const { input, name } = await findExport(services, request.params.id)
        const path = archivePath(services.folder, input, format)
        if ((await sizeOf(path)) === undefined) {
          const gone = new AbortController()
          reply.raw.once('close', () => gone.abort())
          const { job } = await orderArchive(services, input, { format, by: actor.name })
          await untilDone(services, job.id, gone.signal)
        }
        const size = await sizeOf(path)
        if (size === undefined)
          throw new StudioError('collection.NotYet', 'the archive was not written: ask again', {
            status: 503,
          })
        const file = encodeURIComponent(`${name}.${format}`).replace(
          /['()*]/g,
          (sign) => `%${sign.charCodeAt(0).toString(16)}`,
        )
        return reply
          .type(MEDIA_TYPES[format])
          .header('content-length', size)
          .header(
            'content-disposition',
            `attachment; filename="collection.${format}"; filename*=UTF-8''${file}`,
          )
          .send(createReadStream(path))
      },
    )
  }
}

async function findExport({ database }: CollectionServices, id: string) {
  const record = await getCollection(database, id)
  const making = await findMaking(database, record.making)
  if (making?.provenance === undefined)
    throw new StudioError('collection.NotYet', 'the collection is not finished: make it first', {
      status: 409,
    })
  const input: ArchiveInput = { collection: id, making: making.id, provenance: making.provenance }
  return { input, name: making.name }
}

/** The job that writes an archive; the one that has written it, where it is there. */
async function orderArchive(
  { queue, folder }: CollectionServices,
  input: ArchiveInput,
  { format, by }: { readonly format: ArchiveFormat; readonly by: string },
): Promise<{ readonly job: Job; readonly isNew: boolean }> {
  const kind = `collection.${format}`
  const [last] = await queue.list({ kind, subject: input.collection, limit: 1 })
  const isSame = (last?.input as ArchiveInput | undefined)?.provenance === input.provenance
  if (last?.state === 'done' && isSame && (await sizeOf(archivePath(folder, input, format))) !== undefined)
    return { job: last, isNew: false }
  const added = await queue.add({ kind, subject: input.collection, input, by })
  if (!added.isNew && (added.job.input as ArchiveInput).provenance !== input.provenance)
    throw new StudioError('collection.Busy', 'an archive of what was made before is being written', {
      status: 409,
    })
  return added
}

/** Waits until a job has ended. Throws StudioError when it failed, the signal's reason when that is aborted. */
async function untilDone(
  { queue, events }: CollectionServices,
  id: string,
  gone: AbortSignal,
): Promise<void> {
  const leaving = new AbortController()
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  gone.addEventListener('abort', () => reject(gone.reason), { once: true })
  events.listen((event) => {
    if (event.type === 'job' && event.job.id === id && !isActive(event.job)) resolve()
  }, leaving.signal)
  try {
    const before = await queue.find(id)
    if (before !== undefined && isActive(before)) await promise
  } finally {
    leaving.abort()
  }
  const job = await queue.find(id)
  if (job?.state === 'failed')
    throw new StudioError('collection.ExportFailed', job.failure ?? 'it failed', { status: 422 })
}

async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    () => undefined,
  )
}
