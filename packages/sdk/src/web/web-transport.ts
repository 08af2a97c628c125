import { ApiError, TRANSACTIONS_TYPE } from '@demiurge/api'
import type { Json } from '@demiurge/codec'
import {
  createSubscriptions,
  SdkError,
  type Socket,
  type SocketListener,
  type Transport,
} from '@demiurge/sdk'

/** How a transport over the network behaves. */
export interface WebTransportOptions {
  /** After how many milliseconds an answer is no longer waited for; 60,000 when not given: a proof waits for the next certificate. */
  readonly timeoutMs?: number
  /** Failed connections in a row after which subscribers are told; 10 when not given. A page that stays open takes Infinity. */
  readonly attempts?: number
}

/** The largest answer that is read, in bytes: assets are smaller, and a hostile server must not fill memory. */
export const MAX_ANSWER_BYTES = 256 * 1024 * 1024
const TIMEOUT_MS = 60_000

/**
 * Reaches a node over HTTP and WebSocket with what browsers and Node have built in. `url` is the node's address, such as
 * `http://127.0.0.1:8082`. Throws SdkError `transport.Unreachable` when it is not an http(s) address.
 */
export function webTransport(url: string, options: WebTransportOptions = {}): Transport {
  const base = baseOf(url)
  const socketUrl = `${base.replace(/^http/, 'ws')}/ws`
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS
  const subscriptions = createSubscriptions({
    connect: (listener) => connect(socketUrl, listener),
    later: (action, ms) => void setTimeout(action, ms),
    ...(options.attempts === undefined ? {} : { attempts: options.attempts }),
  })
  const call = async (path: string, init: RequestInit): Promise<Response> => {
    try {
      return await fetch(`${base}${path}`, { ...init, signal: AbortSignal.timeout(timeoutMs) })
    } catch (cause) {
      throw unreachable(base, timeoutMs, cause)
    }
  }
  const post = async (path: string, bytes: Uint8Array, mediaType: string): Promise<Json> => {
    const headers = { 'content-type': mediaType }
    const response = await call(path, { method: 'POST', headers, body: new Uint8Array(bytes) })
    await checkStatus(response, base)
    return readJson(response, base)
  }
  return {
    async request(body) {
      const response = await call('/rpc', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      return readJson(response, base)
    },
    submit: (batch) => post('/api/v1/transactions', batch, TRANSACTIONS_TYPE),
    upload: (bytes, mediaType) => post('/api/v1/assets', bytes, mediaType),
    async download(path) {
      const response = await call(path, {})
      await checkStatus(response, base)
      return readBytes(response)
    },
    open: subscriptions.open,
  }
}

function baseOf(url: string): string {
  const parsed = URL.parse(url)
  if (parsed === null || !/^https?:$/.test(parsed.protocol))
    throw new SdkError(
      'transport.Unreachable',
      `"${url}" is no address of a node: write one like http://127.0.0.1:8082`,
    )
  return parsed.href.replace(/\/+$/, '')
}

function unreachable(base: string, timeoutMs: number, cause: unknown): SdkError {
  const late = cause instanceof DOMException && cause.name === 'TimeoutError'
  const message = late
    ? `${base} did not answer within ${timeoutMs} ms`
    : `no node answers at ${base}: start one (demiurge node start) or give its address`
  return new SdkError('transport.Unreachable', message, { cause })
}

function connect(url: string, listener: SocketListener): Socket {
  const socket = new WebSocket(url)
  socket.addEventListener('open', () => listener.onOpen())
  socket.addEventListener('message', ({ data }) => listener.onText(String(data)))
  socket.addEventListener('close', ({ code, reason }) =>
    listener.onClose(reason === '' ? `code ${code}` : reason),
  )
  return { send: (text) => socket.send(text), close: () => socket.close() }
}

async function readJson(response: Response, base: string): Promise<Json> {
  const text = new TextDecoder().decode(await readBytes(response))
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new SdkError(
      'transport.BadAnswer',
      `${base} answered with status ${response.status} and no JSON: is it the address of a node?`,
      { cause },
    )
  }
}

/** REST says why not in problem+json (RFC 9457). */
async function checkStatus(response: Response, base: string): Promise<void> {
  if (response.ok) return
  const problem: unknown = await readJson(response, base)
  const { code, detail, title } = Object(problem)
  throw new ApiError(
    typeof code === 'string' ? code : `http.${response.status}`,
    String(detail ?? title ?? `the node answered with status ${response.status}`),
    { status: response.status },
  )
}

async function readBytes(response: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  // A reader, not `for await`: Safari has no asynchronous iteration of streams.
  const reader = response.body?.getReader()
  for (;;) {
    const { value } = (await reader?.read()) ?? {}
    if (value === undefined) break
    length += value.length
    if (length > MAX_ANSWER_BYTES) {
      await reader?.cancel()
      throw new SdkError('transport.BadAnswer', `the answer is longer than ${MAX_ANSWER_BYTES} bytes`)
    }
    parts.push(value)
  }
  const bytes = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
