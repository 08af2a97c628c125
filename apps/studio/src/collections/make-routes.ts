import { collectionLimits } from '@demiurge/art'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Actor, requireRole } from '../access/access.ts'
import type { MakeRequest } from '../contract/collections.ts'
import type { Queries } from '../database/database.ts'
import { StudioError } from '../error.ts'
import { type Job, viewOf } from '../jobs/job.ts'
import type { LayersView, Tasks } from '../render/tasks.ts'
import type { Routes } from '../server/server.ts'
import { idSchema } from './collection-routes.ts'
import { type PlannedMaking, planMaking } from './make-wish.ts'
import { getCollection } from './records.ts'
import { type CollectionServices, makingFolder } from './services.ts'

const editions = {
  type: 'array',
  maxItems: 10_000,
  uniqueItems: true,
  items: { type: 'integer', minimum: 1, maximum: collectionLimits.maxPieces },
} as const
const count = { type: 'integer', minimum: 1, maximum: collectionLimits.maxPieces } as const
const seed = { type: 'string', minLength: 1, maxLength: 256, pattern: '^[^\\u0000]*$' } as const

const making = {
  type: 'object',
  required: ['count', 'size', 'seed', 'format'],
  additionalProperties: false,
  properties: {
    count,
    seed,
    size: { type: 'integer', minimum: collectionLimits.minSize, maximum: collectionLimits.maxSize },
    format: { enum: ['png', 'jpeg', 'webp'] },
    quality: { type: 'integer', minimum: 1, maximum: 100 },
    rerolls: editions,
    pins: editions,
  },
} as const

/** A preview takes what a making does, and needs less of it. */
const previewing = { ...making, required: ['count', 'seed'] } as const

type Making = { Params: { id: string }; Body: MakeRequest }

/** `POST …/ID/make`, `…/preview` (with `Accept: application/json` its pieces' editions and traits), `…/rarity`. */
export function makeRoutes(services: CollectionServices): Routes {
  const { database } = services
  return (server, { access, audit }) => {
    server.post<Making>(
      '/collections/:id/make',
      { schema: { params: idSchema, body: making } },
      async (request, reply) => {
        const actor = await requireRole(access, request, 'creator')
        const record = await getCollection(database, request.params.id)
        const planned = await planMaking(services, record, request.body)
        const finished = await findFinished(services, planned)
        if (finished !== undefined) {
          if (record.making !== planned.making.id) await showAgain(services, planned.making)
          return viewOf(finished)
        }
        const { count, size, seed, format } = request.body
        const { job, isNew } = await database.transaction(async (queries) => {
          const asked = await askForJob(services, queries, {
            planned,
            actor,
            requestKey: keyOf(request, actor),
          })
          if (asked.isNew)
            await audit.note(queries, {
              actor,
              action: 'collection.make',
              subject: record.name,
              details: { id: record.id, count, size, seed, format, rerolls: planned.input.rerolls.length },
            })
          return asked
        })
        const going = job.state === 'paused' ? await services.queue.resume(job.id) : job
        return reply.code(isNew ? 202 : 200).send(viewOf(going))
      },
    )

    server.post<Making>(
      '/collections/:id/preview',
      { schema: { params: idSchema, body: previewing } },
      async (request, reply) => {
        await requireRole(access, request, 'viewer')
        const input = await previewOf(services, request)
        const { sheet, pieces } = await askDesk(services, { task: 'preview', input, reply })
        if (request.headers.accept?.includes('application/json') === true) return { pieces }
        return reply.type('image/webp').send(Buffer.from(sheet))
      },
    )

    server.post<Making>(
      '/collections/:id/rarity',
      { schema: { params: idSchema, body: previewing } },
      async (request, reply) => {
        await requireRole(access, request, 'viewer')
        const { count, seed } = request.body
        const view = await readyView(services, request.params.id)
        return { traits: await askDesk(services, { task: 'rarity', input: { view, count, seed }, reply }) }
      },
    )
  }
}

const ANSWER_MS = 120_000

/** The layers as they are. Throws StudioError (422) with the first problem that is in the way. */
async function readyView(services: CollectionServices, id: string): Promise<LayersView> {
  const { view, problems } = await services.views.revision(await getCollection(services.database, id))
  const [problem] = problems
  if (problem !== undefined)
    throw new StudioError('collection.Problem', problem.message, { status: 422, field: problem.field })
  return view
}

/** The pieces that a making with these wishes would have: those that there are where it goes on, pinned and drawn again as they were. */
async function previewOf(
  services: CollectionServices,
  { params: { id }, body }: FastifyRequest<Making>,
): Promise<Tasks['preview']['input']> {
  const { count, seed, size, format } = body as Partial<MakeRequest> & Pick<MakeRequest, 'count' | 'seed'>
  if (size === undefined || format === undefined) return { view: await readyView(services, id), count, seed }
  const record = await getCollection(services.database, id)
  const { making, input, view, isNew } = await planMaking(services, record, body)
  if (isNew) return { view, count, seed }
  const { rerolls, pins, unpins } = input
  const folder = makingFolder(services.folder, id, making.id)
  return { view, count, seed, going: { folder, rerolls, pins, unpins } }
}

/** Asks a render process for what somebody waits for; whoever goes away no longer waits. */
async function askDesk<T extends 'preview' | 'rarity'>(
  services: CollectionServices,
  {
    task,
    input,
    reply,
  }: { readonly task: T; readonly input: Tasks[T]['input']; readonly reply: FastifyReply },
): Promise<Tasks[T]['output']> {
  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  const patience = AbortSignal.timeout(ANSWER_MS)
  const signal = AbortSignal.any([gone.signal, patience])
  try {
    return await services.desk.ask(task, input, { signal })
  } catch (error) {
    if (!signal.aborted) throw error
    // To whoever has gone nothing is answered any more.
    const why = patience.aborted
      ? 'this takes too long: ask for fewer pieces or relax the rules'
      : 'nobody waits'
    throw new StudioError('collection.TooLong', why, { status: 503, field: 'count', cause: error })
  }
}

/** The job that made exactly this, where there is nothing left to do. */
async function findFinished({ queue }: CollectionServices, planned: PlannedMaking): Promise<Job | undefined> {
  const { making, input, isNew } = planned
  const isChange =
    input.rerolls.length + input.pins.length + input.unpins.length > 0 || input.seed !== making.seed
  if (isNew || isChange || making.provenance === undefined || making.job === undefined) return undefined
  const job = await queue.find(making.job)
  return job?.state === 'done' ? job : undefined
}

/** Makes an earlier, finished making the collection's again. Throws StudioError `collection.Busy` while another one is drawn. */
async function showAgain(
  { database, events }: CollectionServices,
  { id, collection }: PlannedMaking['making'],
): Promise<void> {
  const changed = await database.query(
    `UPDATE collections SET making = $2 WHERE id = $1 AND NOT EXISTS (
       SELECT 1 FROM makings m JOIN jobs j ON j.id = m.job
       WHERE m.collection = $1 AND j.state IN ('waiting', 'running', 'paused'))
     RETURNING revision`,
    collection,
    id,
  )
  const [row] = changed
  if (row === undefined) throw busy()
  events.emit({ type: 'collection', id: collection, revision: Number(row.revision), isGone: false })
}

interface Asking {
  readonly planned: PlannedMaking
  readonly actor: Actor
  readonly requestKey: string | undefined
}

/** Writes down what is to be made, and its job: both or nothing. */
async function askForJob(
  { queue, nowMs }: CollectionServices,
  queries: Queries,
  { planned, actor, requestKey }: Asking,
) {
  const { making, view, isNew, input } = planned
  const key = requestKey === undefined ? {} : { requestKey }
  const wish = { kind: 'collection.make', subject: making.collection, input, by: actor.name, ...key }
  const asked = await queue.add(wish, queries)
  if (!asked.isNew) {
    if (requestKey === undefined && !isSameWish(asked.job, planned)) throw busy()
    return asked
  }
  if (isNew) {
    await queries.query(
      'INSERT INTO layer_views (collection, fingerprint, definition, pictures) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
      ...[
        making.collection,
        view.fingerprint,
        JSON.stringify(view.definition),
        JSON.stringify(view.pictures),
      ],
    )
    const { id, collection, base, name, count, size, seed, format, quality, carried, pins } = making
    await queries.query(
      `INSERT INTO makings (id, collection, base, view, name, count, size, seed, format, quality, carried, pins, created_ms)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      ...[id, collection, base, making.view, name, count, size, seed, format, quality],
      ...[JSON.stringify(carried), JSON.stringify(pins), nowMs()],
    )
  }
  await queries.query('UPDATE makings SET job = $2 WHERE id = $1', making.id, asked.job.id)
  await queries.query('UPDATE collections SET making = $2 WHERE id = $1', making.collection, making.id)
  return asked
}

/** Whether the job under way does what is asked for. A making that did not exist yet has another identifier each time it is planned. */
function isSameWish({ input }: Job, { input: wish, isNew }: PlannedMaking): boolean {
  if (isNew) return false
  const { making, seed, rerolls } = input as PlannedMaking['input']
  return making === wish.making && seed === wish.seed && String(rerolls) === String(wish.rerolls)
}

function busy(): StudioError {
  return new StudioError(
    'collection.Busy',
    'something else is being made of this collection: wait for it or cancel it first',
    { status: 409 },
  )
}

/** `Idempotency-Key`: whoever asks again with the same key, because the answer was lost, gets the same job. */
function keyOf({ headers, params }: FastifyRequest<Making>, { id }: Actor): string | undefined {
  const key = headers['idempotency-key']
  if (typeof key !== 'string') return undefined
  if (!/^[\x21-\x7e]{1,128}$/.test(key))
    throw new StudioError('studio.BadRequest', 'write 1 to 128 visible characters', {
      field: 'Idempotency-Key',
    })
  return `${params.id}/${id}/${key}`
}
