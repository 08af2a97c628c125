import type { IncomingMessage, ServerResponse } from 'node:http'
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import { createRequestLimit } from '../access/request-limit.ts'
import type { Problem } from '../contract/problem.ts'
import { StudioError } from '../error.ts'
import type { StudioParts } from '../studio.ts'

/** Adds the routes of one part of the studio, below `/studio`. */
export type Routes = (server: FastifyInstance, parts: StudioParts) => void

/** Answers a request when its path is the studio's; false when it is somebody else's. */
export type Handle = (request: IncomingMessage, response: ServerResponse) => boolean

const PREFIX = '/studio'
/** JSON bodies; files have limits of their own. */
const BODY_BYTES = 1 << 20

/** The studio's HTTP interface without a port of its own: it answers below `/studio` on the server of the creator page. */
export async function createHandle(
  parts: StudioParts,
  routes: readonly Routes[],
): Promise<{ readonly handle: Handle; readonly close: () => Promise<void> }> {
  const server = fastify({
    bodyLimit: BODY_BYTES,
    forceCloseConnections: true,
    // What the router cannot read never comes to the handlers below.
    frameworkErrors(_error, _request, reply) {
      const problem: Problem = { code: 'studio.BadAddress', message: 'the address cannot be read' }
      ;(reply as FastifyReply).code(400).send(problem)
    },
  })
  const checkRate = createRequestLimit(parts.nowMs)
  server.addHook('onRequest', async (request) => {
    checkRate(request.ip, request.headers.cookie)
    checkOrigin(request.headers, request.method)
  })
  server.addHook('onSend', async (_, reply) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
    reply.header('x-content-type-options', 'nosniff')
    reply.header('content-security-policy', "default-src 'none'; sandbox")
  })
  server.setErrorHandler((error, request, reply) => {
    const refusal = refusalOf(error)
    if (refusal === undefined)
      parts.logger.error({ err: error, path: request.url }, 'a studio request failed')
    const told =
      refusal ?? new StudioError('studio.Bug', 'the studio failed; its log says why', { status: 500 })
    if (told.retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(told.retryAfterMs / 1_000))
    return reply.code(told.status).send(told.problem)
  })
  server.setNotFoundHandler((request) => {
    throw new StudioError('studio.NotFound', `there is no ${request.method} ${request.url}`, { status: 404 })
  })
  server.register(
    (below, _, done) => {
      for (const add of routes) add(below, parts)
      done()
    },
    { prefix: PREFIX },
  )
  await server.ready()
  return {
    handle(request, response) {
      const path = request.url ?? ''
      if (path !== PREFIX && !path.startsWith(`${PREFIX}/`)) return false
      server.routing(request, response)
      return true
    },
    close: () => server.close(),
  }
}

/** A page of somebody else's must not act with a visitor's cookie: what changes anything comes from the studio's own origin, or from a program. */
function checkOrigin(headers: IncomingMessage['headers'], method: string): void {
  if (method === 'GET' || method === 'HEAD') return
  const site = headers['sec-fetch-site']
  const { origin, host } = headers
  const isForeign =
    (site !== undefined && site !== 'same-origin') ||
    (origin !== undefined && URL.parse(origin)?.host !== host)
  if (isForeign)
    throw new StudioError('studio.ForeignOrigin', 'this was sent by a page of another origin', {
      status: 403,
    })
}

/** What Fastify refuses before a route is asked. */
interface Refusal {
  readonly statusCode?: number
  readonly code?: string
  readonly message?: string
  readonly validation?: readonly {
    readonly instancePath: string
    readonly params: { missingProperty?: unknown }
  }[]
}

function refusalOf(error: unknown): StudioError | undefined {
  if (error instanceof StudioError) return error
  const { statusCode, code, message = 'the request is not understood', validation } = error as Refusal
  if (statusCode === undefined || statusCode >= 500) return undefined
  const [wrong] = validation ?? []
  const field = wrong && String(wrong.params.missingProperty ?? wrong.instancePath.slice(1))
  return new StudioError(wrong ? 'studio.BadRequest' : `studio.${code ?? 'BadRequest'}`, message, {
    status: statusCode,
    ...(field === undefined || field === '' ? {} : { field }),
  })
}
