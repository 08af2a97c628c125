import type { Server } from 'node:http'
import { ApiError, type TopicName, topics } from '@demiurge/api'
import { type Codec, fromJson, type Json } from '@demiurge/codec'
import { type WebSocket, WebSocketServer } from 'ws'
import { asApiError, type Dispatcher } from './dispatcher.ts'
import type { Topics } from './topics.ts'

/** Bytes that may wait for a client that reads slowly; beyond, it is let go with a reason. */
const SLOW_BYTES = 8 * 1024 * 1024
const MESSAGE_BYTES = 1024 * 1024
const SUBSCRIPTIONS = 256
const CONNECTIONS = 1_024
/** WebSocket close code of our own (RFC 6455 7.4.2): the consumer is too slow. */
const TOO_SLOW = 4_008

interface Connection {
  readonly socket: WebSocket
  readonly subscriptions: Map<string, () => void>
}

/**
 * JSON-RPC over `/ws`: every method, and `subscribe` { topic, … } / `unsubscribe` { subscription }. Notifications come as
 * `{ method: "subscription", params: { subscription, result } }`. `transaction` starts with the transaction's current status.
 */
export function serveWebSocket(options: {
  readonly server: Server
  readonly dispatcher: Dispatcher
  readonly topics: Topics
  readonly isAllowedOrigin: (origin: string | undefined) => boolean
}): { close(): void } {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_BYTES })
  options.server.on('upgrade', (request, stream, head) => {
    const refuse = (status: string): void => {
      stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`)
    }
    if (new URL(request.url ?? '/', 'http://node').pathname !== '/ws') return refuse('404 Not Found')
    if (!options.isAllowedOrigin(request.headers.origin)) return refuse('403 Forbidden')
    if (sockets.clients.size >= CONNECTIONS) return refuse('503 Service Unavailable')
    sockets.handleUpgrade(request, stream, head, (socket) =>
      serve(socket, options.dispatcher, options.topics),
    )
  })
  return {
    close() {
      for (const socket of sockets.clients) socket.close(1001, 'the node stops')
      sockets.close()
    },
  }
}

function serve(socket: WebSocket, dispatcher: Dispatcher, topicHub: Topics): void {
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
  socket.on('message', (data) => {
    void onMessage(String(data), own, dispatcher).then((answer) => {
      if (answer !== undefined) send(answer)
    })
  })
  socket.on('close', () => {
    for (const stop of connection.subscriptions.values()) stop()
  })
  // A broken connection closes as well: nothing else is to be done about it.
  socket.on('error', () => socket.terminate())
}

async function onMessage(
  text: string,
  own: Readonly<Record<string, (params: unknown) => Promise<Json>>>,
  dispatcher: Dispatcher,
): Promise<Json | undefined> {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return {
      jsonrpc: '2.0',
      id: null,
      error: { code: -32_700, message: 'the message is not JSON', data: { code: 'rpc.Parse' } },
    }
  }
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
    const { number, message, code } = asApiError(error)
    return { jsonrpc: '2.0', id: answerId, error: { code: number, message, data: { code } } }
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
  const filter = fromJson(topics[name].params as Codec<{ id?: string }>, rest).id ?? ''
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
    subscriptions.set(id, hub.follow(name, filter, notify))
    return id
  }
  const inOrder = storyTeller(notify)
  subscriptions.set(id, hub.follow(name, filter, inOrder.hear))
  const status = await dispatcher.call('tx_getStatus', { id: filter })
  // After the answer, so that the client knows the subscription's name when the first notification comes.
  setImmediate(() => inOrder.begin(status))
  return id
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
