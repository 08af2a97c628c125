import type { Server } from 'node:http'
import { ApiError, BatchAnswer, RPC_CODES, type TopicName, topics } from '@demiurge/api'
import { type Codec, fromJson, type Json, toJson } from '@demiurge/codec'
import { type WebSocket, WebSocketServer } from 'ws'
import { asApiError, type Dispatcher, failure } from './dispatcher.ts'
import { eventsAbout } from './event-filter.ts'
import { punish, type RateLimits, tooMany } from './rate-limit.ts'
import { readBatch, type SubmitAll, takeBatch } from './take-batch.ts'
import type { Topics } from './topics.ts'

/** Bytes that may wait for a client that reads slowly; beyond, it is let go with a reason. */
const SLOW_BYTES = 8 * 1024 * 1024
const MESSAGE_BYTES = 1024 * 1024
/** Binary frames hold many transactions. */
const FRAME_BYTES = 16 * 1024 * 1024
const SUBSCRIPTIONS = 256
const CONNECTIONS = 1_024
/** WebSocket close code of our own (RFC 6455 7.4.2): the consumer is too slow. */
const TOO_SLOW = 4_008

/** What the WebSocket server needs of the node. */
export interface SocketOptions {
  readonly server: Server
  readonly dispatcher: Dispatcher
  readonly topics: Topics
  readonly isAllowedOrigin: (origin: string | undefined) => boolean
  readonly rateLimit: RateLimits
  readonly submitAll: SubmitAll
  readonly onBug: (error: unknown) => void
}

/** Bytes of a binary frame before its transactions. */
const REQUEST_BYTES = 4
const LIMIT = { number: RPC_CODES.limitExceeded, status: 413 }

interface Connection {
  readonly socket: WebSocket
  readonly subscriptions: Map<string, () => void>
}

/**
 * JSON-RPC over `/ws`: every method, and `subscribe` { topic, … } / `unsubscribe` { subscription }. Notifications come as
 * `{ method: "subscription", params: { subscription, result } }`. `transaction` starts with the transaction's current status.
 * A binary frame submits transactions: a request number (u32, little-endian) and a TransactionBatch; the answer is that of JSON-RPC with
 * the number as id and a BatchAnswer as result.
 */
export function serveWebSocket(options: SocketOptions): { close(): void } {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: FRAME_BYTES })
  options.server.on('upgrade', (request, stream, head) => {
    const refuse = (status: string): void => {
      stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`)
    }
    if (new URL(request.url ?? '/', 'http://node').pathname !== '/ws') return refuse('404 Not Found')
    if (!options.isAllowedOrigin(request.headers.origin)) return refuse('403 Forbidden')
    if (sockets.clients.size >= CONNECTIONS) return refuse('503 Service Unavailable')
    const ip = request.socket.remoteAddress ?? ''
    sockets.handleUpgrade(request, stream, head, (socket) => serve(socket, ip, options))
  })
  return {
    close() {
      for (const socket of sockets.clients) socket.close(1001, 'the node stops')
      sockets.close()
    },
  }
}

function serve(socket: WebSocket, ip: string, options: SocketOptions): void {
  const { dispatcher, topics: topicHub, rateLimit, onBug } = options
  const connection: Connection = { socket, subscriptions: new Map() }
  let next = 1
  const send = (json: Json): void => {
    if (socket.bufferedAmount > SLOW_BYTES) {
      socket.close(TOO_SLOW, `${socket.bufferedAmount} bytes wait: read faster or follow less`)
      return
    }
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(json))
  }
  const own: Readonly<Record<string, (params: unknown) => Promise<Json>>> = {
    subscribe: async (params) => {
      const id = String(next++)
      return subscribe(connection, topicHub, dispatcher, id, params, send)
    },
    unsubscribe: async (params) => {
      const { subscription } = (params ?? {}) as { subscription?: unknown }
      const stop = connection.subscriptions.get(String(subscription))
      stop?.()
      return connection.subscriptions.delete(String(subscription))
    },
  }
  socket.on('message', (data: Buffer, isBinary) => {
    const nowMs = performance.now()
    const waitMs = rateLimit.requests.take(ip, 1, nowMs) || rateLimit.transactions.debtMs(ip, nowMs)
    const answering =
      waitMs > 0
        ? Promise.resolve(failure(null, tooMany(ip, waitMs)))
        : isBinary
          ? onFrame(data, ip, options)
          : onMessage(data, {
              own,
              dispatcher,
              charge: (calls) => rateLimit.requests.take(ip, calls, performance.now()),
            })
    answering
      .then((answer) => {
        if (answer !== undefined) send(answer)
      })
      .catch(onBug)
  })
  socket.on('close', () => {
    for (const stop of connection.subscriptions.values()) stop()
  })
  // A broken connection closes as well: nothing else is to be done about it.
  socket.on('error', () => socket.terminate())
}

/** Takes the transactions of a binary frame. */
async function onFrame(frame: Buffer, ip: string, { rateLimit, submitAll }: SocketOptions): Promise<Json> {
  const id = frame.length < REQUEST_BYTES ? null : frame.readUInt32LE(0)
  try {
    const transactions = readBatch(frame.subarray(REQUEST_BYTES))
    const waitMs = rateLimit.transactions.take(ip, transactions.length, performance.now())
    if (waitMs > 0) throw tooMany(ip, waitMs)
    const answer = await takeBatch(transactions, submitAll)
    for (const { error } of answer.refused) punish(rateLimit, ip, error.code)
    return { jsonrpc: '2.0', id, result: toJson(BatchAnswer, answer) }
  } catch (error) {
    const known = asApiError(error)
    punish(rateLimit, ip, known.code)
    return failure(id, known)
  }
}

interface MessageContext {
  /** Methods that only connections have. */
  readonly own: Readonly<Record<string, (params: unknown) => Promise<Json>>>
  readonly dispatcher: Dispatcher
  /** Counts calls; 0, or after how many ms they may be made. */
  readonly charge: (calls: number) => number
}

async function onMessage(
  data: Buffer,
  { own, dispatcher, charge }: MessageContext,
): Promise<Json | undefined> {
  if (data.length > MESSAGE_BYTES)
    return failure(null, new ApiError('rpc.TooLarge', `a message has at most ${MESSAGE_BYTES} bytes`, LIMIT))
  let body: unknown
  try {
    body = JSON.parse(String(data))
  } catch {
    return failure(null, new ApiError('rpc.Parse', 'the message is not JSON', { number: RPC_CODES.parse }))
  }
  // Each call of a batch counts; the first was counted with its message.
  const waitMs = Array.isArray(body) ? charge(body.length - 1) : 0
  if (waitMs > 0) return failure(null, tooMany('this connection', waitMs))
  const { method, id, params } = (typeof body === 'object' && body !== null ? body : {}) as Record<
    string,
    unknown
  >
  const action = typeof method === 'string' && Object.hasOwn(own, method) ? own[method] : undefined
  if (action === undefined) return dispatcher.answer(body)
  const answerId = typeof id === 'string' || typeof id === 'number' ? id : null
  try {
    return { jsonrpc: '2.0', id: answerId, result: await action(params) }
  } catch (error) {
    return failure(answerId, asApiError(error))
  }
}

async function subscribe(
  { subscriptions }: Connection,
  hub: Topics,
  dispatcher: Dispatcher,
  id: string,
  params: unknown,
  send: (json: Json) => void,
): Promise<Json> {
  const { topic, ...rest } = (typeof params === 'object' && params !== null ? params : {}) as Record<
    string,
    unknown
  >
  if (typeof topic !== 'string' || !Object.hasOwn(topics, topic))
    throw new ApiError('rpc.UnknownTopic', `topic must be one of ${Object.keys(topics).join(', ')}`)
  if (subscriptions.size >= SUBSCRIPTIONS)
    throw new ApiError('rpc.TooManySubscriptions', `a connection has at most ${SUBSCRIPTIONS} subscriptions`)
  const name = topic as TopicName
  const given = fromJson(
    topics[name].params as Codec<{ id?: string; about?: readonly string[] | null }>,
    rest,
  )
  const { id: filter = '', about = null } = given
  const notify = (result: Json): void => {
    if (!subscriptions.has(id)) return
    send({ jsonrpc: '2.0', method: 'subscription', params: { subscription: id, result } })
    // A transaction's story has an end; its subscription ends with it.
    if (name === 'transaction' && isOver(result)) {
      subscriptions.get(id)?.()
      subscriptions.delete(id)
    }
  }
  if (name !== 'transaction') {
    subscriptions.set(id, followAll(hub, name, about, notify))
    return id
  }
  const inOrder = storyTeller(notify)
  subscriptions.set(id, hub.follow(name, filter, inOrder.hear))
  const status = await dispatcher.call('tx_getStatus', { id: filter })
  // After the answer, so that the client knows the subscription's name when the first notification comes.
  setImmediate(() => inOrder.begin(status))
  return id
}

function followAll(
  hub: Topics,
  name: Exclude<TopicName, 'transaction'>,
  about: readonly string[] | null,
  notify: (result: Json) => void,
): () => void {
  return name === 'events' && about !== null
    ? hub.follow(name, '', notify, eventsAbout(about))
    : hub.follow(name, '', notify)
}

const STAGES = ['unknown', 'pending', 'included', 'final', 'certified', 'dropped']

/** Tells a transaction's stages in their order: the present one first, and none that is behind one told already. */
function storyTeller(notify: (status: Json) => void): {
  begin(present: Json): void
  hear(status: Json): void
} {
  let told = -1
  let early: Json[] | undefined = []
  const tell = (status: Json): void => {
    const rank = STAGES.indexOf((status as { readonly stage: string }).stage)
    if (rank <= told) return
    told = rank
    notify(status)
  }
  return {
    begin(present) {
      const heard = early ?? []
      early = undefined
      for (const status of [present, ...heard]) tell(status)
    },
    hear(status) {
      if (early === undefined) tell(status)
      else early.push(status)
    },
  }
}

function isOver(status: Json): boolean {
  const { stage } = status as { readonly stage: string }
  return stage === 'certified' || stage === 'dropped'
}
