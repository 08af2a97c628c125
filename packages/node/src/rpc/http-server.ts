import {
  ApiError,
  BatchAnswer,
  MAX_TRANSACTIONS,
  type Method,
  methods,
  openApi,
  openRpc,
  RPC_CODES,
  TRANSACTIONS_TYPE,
} from '@demiurge/api'
import { type Json, toJson } from '@demiurge/codec'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { asApiError, type Dispatcher } from './dispatcher.ts'
import { METRICS_TYPE } from './metrics.ts'
import { punish, type RateLimit, type RateLimits, tooMany } from './rate-limit.ts'
import { readBatch, type SubmitAll, takeBatch } from './take-batch.ts'

/** Bytes of one request to /rpc. */
const RPC_BYTES = 16 * 1024 * 1024

/** What the HTTP server needs of the node. */
export interface HttpOptions {
  readonly dispatcher: Dispatcher
  readonly version: string
  readonly rateLimit: RateLimits
  readonly assetBytes: number
  readonly submitAll: SubmitAll
  readonly putAsset: (bytes: Uint8Array, mediaType: string) => Promise<Json>
  readonly readAsset: (sha256: string) => Promise<{ readonly bytes: Uint8Array; readonly mediaType: string }>
  /** What the node counts, for Prometheus. */
  readonly metrics: () => Promise<string>
  /** Empty when ready; otherwise why not. */
  readonly unreadiness: () => readonly string[]
  readonly isAllowedOrigin: (origin: string | undefined) => boolean
  readonly onBug: (error: unknown) => void
}

/** The node's HTTP interface: /rpc, /api/v1, /health, the published schemas. It is not listening yet. */
export function createHttpServer(options: HttpOptions): FastifyInstance {
  const server = Fastify({
    bodyLimit: RPC_BYTES,
    forceCloseConnections: true,
    // The codecs take own, known fields only; a scan of every body for `__proto__` would cost more than reading it.
    onProtoPoisoning: 'ignore',
    onConstructorPoisoning: 'ignore',
    routerOptions: { maxParamLength: 128 },
  })
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  server.addHook('onRequest', async (request, reply) => {
    guard(request, reply, options)
  })
  server.setErrorHandler((error, _request, reply) => sendProblem(reply, fromFastify(error), options.onBug))
  server.setNotFoundHandler((request, reply) =>
    sendProblem(
      reply,
      new ApiError('http.NotFound', `there is nothing at ${request.url}; see /api/v1/openapi.json`, {
        status: 404,
      }),
      options.onBug,
    ),
  )
  server.options('/*', (_request, reply) => reply.code(204).send())
  addRpc(server, options)
  addTransactions(server, options)
  addRest(server, options)
  addAssets(server, options)
  addHealth(server, options)
  server.get('/metrics', async (_request, reply) => reply.type(METRICS_TYPE).send(await options.metrics()))
  return server
}

function guard(
  request: FastifyRequest,
  reply: FastifyReply,
  { isAllowedOrigin, rateLimit }: HttpOptions,
): void {
  const { origin } = request.headers
  if (origin !== undefined && isAllowedOrigin(origin)) {
    reply.header('access-control-allow-origin', origin)
    reply.header('access-control-allow-headers', 'content-type')
    reply.header('access-control-allow-methods', 'GET, POST, OPTIONS')
    reply.header('cross-origin-resource-policy', 'cross-origin')
  }
  // Also where no origin was sent: a cached answer without it must not be given to a page that sends one.
  reply.header('vary', 'origin')
  reply.header('x-content-type-options', 'nosniff')
  limit(rateLimit.requests, { ip: request.ip, cost: 1 }, reply)
  const debtMs = request.method === 'POST' ? rateLimit.transactions.debtMs(request.ip, performance.now()) : 0
  if (debtMs === 0) return
  // The body is not read: a flood shall cost us nothing but this answer.
  reply.header('connection', 'close')
  reply.header('retry-after', String(Math.ceil(debtMs / 1_000)))
  throw tooMany(request.ip, debtMs)
}

/** Throws ApiError `http.TooManyRequests` (429) with the time after which the client may come again, also as Retry-After in seconds. */
function limit(
  rateLimit: RateLimit,
  { ip, cost }: { readonly ip: string; readonly cost: number },
  reply: FastifyReply,
): void {
  const waitMs = rateLimit.take(ip, cost, performance.now())
  if (waitMs === 0) return
  reply.header('retry-after', String(Math.ceil(waitMs / 1_000)))
  throw tooMany(ip, waitMs)
}

function addRpc(server: FastifyInstance, { dispatcher, rateLimit }: HttpOptions): void {
  server.post('/rpc', async (request, reply) => {
    if (Buffer.isBuffer(request.body) || request.body === undefined)
      throw new ApiError('rpc.Parse', 'send JSON with content-type: application/json', {
        number: RPC_CODES.parse,
      })
    // Each call of a batch counts; the first was counted with its request.
    if (Array.isArray(request.body))
      limit(rateLimit.requests, { ip: request.ip, cost: request.body.length - 1 }, reply)
    const answer = await dispatcher.answer(request.body)
    for (const code of codesOf(answer)) punish(rateLimit, request.ip, code)
    return answer === undefined ? reply.code(204).send() : reply.send(answer)
  })
}

/** The codes of the errors in a JSON-RPC answer. */
function codesOf(answer: Json | undefined): readonly string[] {
  return (Array.isArray(answer) ? answer : [answer]).flatMap((each) => {
    const { error } = Object(each) as { readonly error?: { readonly data?: { readonly code?: string } } }
    return error?.data?.code ?? []
  })
}

/** One transaction as application/octet-stream, or many in one body. */
function addTransactions(server: FastifyInstance, options: HttpOptions): void {
  const { submitAll, rateLimit } = options
  const punished = (error: unknown, ip: string): never => {
    punish(rateLimit, ip, asApiError(error).code)
    throw error
  }
  server.post('/api/v1/transactions', async (request, reply) => {
    const { body, headers, ip } = request
    if (!Buffer.isBuffer(body))
      throw new ApiError(
        'tx.Malformed',
        `send the canonical bytes of a signed transaction as application/octet-stream, or an SSZ list of up to ${MAX_TRANSACTIONS} of them as ${TRANSACTIONS_TYPE}`,
      )
    if (headers['content-type'] !== TRANSACTIONS_TYPE) {
      const [outcome] = await submitAll([body])
      return typeof outcome === 'string' ? reply.code(202).send({ id: outcome }) : punished(outcome, ip)
    }
    let transactions: readonly Uint8Array[]
    try {
      transactions = readBatch(body)
    } catch (error) {
      return punished(error, ip)
    }
    limit(rateLimit.transactions, { ip, cost: transactions.length }, reply)
    const answer = await takeBatch(transactions, submitAll)
    for (const { error } of answer.refused) punish(rateLimit, ip, error.code)
    return reply.code(202).send(toJson(BatchAnswer, answer))
  })
}

function addRest(server: FastifyInstance, { dispatcher, version }: HttpOptions): void {
  for (const [name, method] of Object.entries(methods) as [string, Method<unknown, unknown>][]) {
    if (method.rest === undefined) continue
    const { path, alias, immutable } = method.rest
    const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const given = { ...(request.query as object), ...(request.params as object) }
      const result = await dispatcher.call(name, typed(method, given))
      reply.header('cache-control', immutable === true ? 'public, max-age=31536000, immutable' : 'no-store')
      return reply.send(result)
    }
    server.get(path.replaceAll(/\{(\w+)\}/g, ':$1'), answer)
    if (alias !== undefined) server.get(alias, answer)
  }
  server.get('/api/v1/openapi.json', () => openApi(version))
  server.get('/api/v1/openrpc.json', () => openRpc(version))
}

/** A query string holds texts only: those of small numbers and booleans are turned into what the schema asks for. */
function typed(
  { params }: Method<unknown, unknown>,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const properties = (params.schema.properties ?? {}) as Record<
    string,
    { type?: string; anyOf?: { type?: string }[] }
  >
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const type = properties[name]?.type ?? properties[name]?.anyOf?.[0]?.type
      if (type === 'integer' && typeof value === 'string' && /^[0-9]+$/.test(value))
        return [name, Number(value)]
      if (type === 'boolean' && (value === 'true' || value === 'false')) return [name, value === 'true']
      return [name, value]
    }),
  )
}

function addAssets(server: FastifyInstance, { assetBytes, putAsset, readAsset }: HttpOptions): void {
  // Uploads are stored byte for byte: in this scope nothing is parsed, JSON neither.
  void server.register((scope, _options, registered) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: assetBytes }, (_request, body, done) =>
      done(null, body),
    )
    scope.post('/api/v1/assets', { bodyLimit: assetBytes }, async (request, reply) => {
      if (!Buffer.isBuffer(request.body))
        throw new ApiError('asset.Empty', 'send the bytes of the asset as the body')
      const mediaType = (request.headers['content-type'] ?? 'application/octet-stream').split(';')[0] ?? ''
      return reply.code(201).send(await putAsset(request.body, mediaType.trim().toLowerCase()))
    })
    registered()
  })
  server.get<{ Params: { sha256: string } }>('/api/v1/assets/:sha256', async (request, reply) => {
    const { bytes, mediaType } = await readAsset(request.params.sha256)
    // An SVG may hold scripts: the sandbox keeps them from running in our origin when it is opened by itself.
    reply.header(
      'content-security-policy',
      "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:",
    )
    reply.header('cache-control', 'public, max-age=31536000, immutable')
    return reply.type(mediaType).send(bytes)
  })
}

function addHealth(server: FastifyInstance, { unreadiness }: HttpOptions): void {
  server.get('/health/live', (_request, reply) => reply.send({ status: 'live' }))
  const ready = (_request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const reasons = unreadiness()
    return reply
      .code(reasons.length === 0 ? 200 : 503)
      .send({ status: reasons.length === 0 ? 'ready' : 'not ready', reasons })
  }
  server.get('/health/ready', ready)
  server.get('/health/startup', ready)
  server.get('/health', ready)
}

function fromFastify(error: unknown): ApiError {
  const { statusCode, code, message } = error as { statusCode?: number; code?: string; message: string }
  if (error instanceof ApiError || statusCode === undefined || statusCode >= 500) return asApiError(error)
  const number = statusCode === 400 ? RPC_CODES.parse : RPC_CODES.limitExceeded
  return new ApiError(code === undefined ? 'http.BadRequest' : `http.${code}`, message, {
    number,
    status: statusCode,
    cause: error,
  })
}

/** RFC 9457 problem details; JSON-RPC clients find `code` in the same place in both worlds. */
function sendProblem(reply: FastifyReply, error: ApiError, onBug: (error: unknown) => void): FastifyReply {
  if (error.code === 'internal') onBug(error.cause)
  const { code, message, status } = error
  return reply
    .code(status)
    .type('application/problem+json')
    .send({ type: 'about:blank', title: code, status, detail: message, code })
}
