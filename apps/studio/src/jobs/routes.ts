import type { ServerResponse } from 'node:http'
import { requireRole } from '../access/access.ts'
import type { StudioEvent } from '../contract/jobs.ts'
import { StudioError } from '../error.ts'
import type { Routes } from '../server/server.ts'
import type { Events } from './events.ts'
import { isActive, type Job, viewOf } from './job.ts'
import type { JobQueue } from './queue.ts'

/** What the routes of jobs stand on. */
export interface JobServices {
  readonly queue: JobQueue
  readonly events: Events
}

const wish = {
  type: 'object',
  additionalProperties: false,
  properties: {
    subject: { type: 'string', maxLength: 200, pattern: '^[^\\u0000]*$' },
    kind: { type: 'string', maxLength: 100, pattern: '^[^\\u0000]*$' },
    limit: { type: 'integer', minimum: 1, maximum: 1_000, default: 100 },
  },
} as const

const named = {
  type: 'object',
  properties: { id: { type: 'string', maxLength: 64, pattern: '^[0-9a-zA-Z-]+$' } },
} as const

type Named = { Params: { id: string } }
type Wish = { Querystring: { subject?: string; kind?: string; limit: number } }

/** `GET /studio/jobs?subject=&kind=&limit=`, newest first; `GET /studio/jobs/ID`; `POST …/pause`, `…/resume`, `…/cancel`; `GET /studio/events`. */
export function jobRoutes({ queue, events }: JobServices): Routes {
  return (server, { access, audit, database }) => {
    server.get<Wish>('/jobs', { schema: { querystring: wish } }, async (request) => {
      await requireRole(access, request, 'viewer')
      return (await queue.list(request.query)).map(viewOf)
    })
    server.get<Named>('/jobs/:id', { schema: { params: named } }, async (request) => {
      await requireRole(access, request, 'viewer')
      const job = await queue.find(request.params.id)
      if (job === undefined)
        throw new StudioError('job.Unknown', `there is no job ${request.params.id}`, {
          status: 404,
          field: 'id',
        })
      return viewOf(job)
    })
    for (const deed of ['pause', 'resume', 'cancel'] as const)
      server.post<Named>(`/jobs/:id/${deed}`, { schema: { params: named } }, async (request) => {
        const actor = await requireRole(access, request, 'creator')
        const job = await queue[deed](request.params.id)
        await audit.note(database, {
          actor,
          action: `job.${deed}`,
          subject: job.id,
          details: { kind: job.kind, about: job.subject },
        })
        return viewOf(job)
      })
    const streams = new Set<() => void>()
    // Whoever was signed out, disabled or given other rights a moment ago hears nothing more.
    server.addHook('onResponse', async ({ method, routeOptions: { url = '' } }) => {
      if (method !== 'GET' && CHANGES_SESSIONS.test(url)) for (const check of streams) check()
    })
    server.get('/events', async (request, reply) => {
      await requireRole(access, request, 'viewer')
      reply.hijack()
      const { raw } = reply
      const check = (): void => {
        access.isStillIn(request).then(
          (isIn) => isIn || raw.end(),
          // Who cannot be looked up is asked to come again.
          () => raw.end(),
        )
      }
      streams.add(check)
      raw.once('close', () => streams.delete(check))
      await streamEvents(raw, events, { present: () => queue.list({ limit: 100 }), check })
    })
  }
}

/** Routes by which sessions end in this process; those that end elsewhere or by time are found with the next pulse. */
const CHANGES_SESSIONS = /^\/studio\/(session|account|members|invites|setup)(\/|$)/

/** Browsers and what stands between give up connections on which nothing comes. */
const PULSE_MS = 15_000
/** Who reads so slowly that this much waits for them is cut off; the page connects again and is told the present state. */
const MOST_WAITING = 1 << 20

/** What a stream of events begins with, and what ends it when whoever listens may not any more. */
interface Listening {
  readonly present: () => Promise<readonly Job[]>
  readonly check: () => void
}

/** Tells what changes until the reader goes: jobs under way first ("Server-sent events", HTML Living Standard 9.2). */
async function streamEvents(
  response: ServerResponse,
  events: Events,
  { present, check }: Listening,
): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  })
  const send = (event: StudioEvent) => {
    if (response.writableEnded) return
    response.write(`data: ${JSON.stringify(event)}\n\n`)
    if (response.writableLength > MOST_WAITING) response.destroy()
  }
  response.write('retry: 1000\n\n')
  // What happens while the present state is read is told behind it.
  const early: StudioEvent[] = []
  let tell = (event: StudioEvent): void => {
    early.push(event)
  }
  events.listen((event) => tell(event), gone.signal)
  for (const job of (await present()).filter(isActive).toReversed()) send({ type: 'job', job: viewOf(job) })
  for (const event of early) send(event)
  tell = send
  const pulse = setInterval(() => {
    response.write(': pulse\n\n')
    check()
  }, PULSE_MS)
  gone.signal.addEventListener('abort', () => clearInterval(pulse))
  if (gone.signal.aborted) clearInterval(pulse)
}
