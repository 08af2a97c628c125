import { decode, encode } from '@demiurge/codec'
import { CancelFrame, EndFrame, FRAME, ItemFrame, RequestFrame } from './frames.ts'

/** Answers a question with any number of items. What it throws is told to the asker as one sentence. */
export type Serve = (body: Uint8Array, from: string, signal: AbortSignal) => AsyncIterable<Uint8Array>

/** The connection that questions and answers travel over. */
export interface RequestLink {
  send(peer: string, type: number, payload: Uint8Array): boolean
  /** Bytes that wait to be sent to a peer; undefined when it is gone. */
  queuedBytes(peer: string): number | undefined
}

/** Questions of one peer that are answered at the same time. */
const MOST_AT_ONCE = 4
/** An answer goes on when no more than this waits in the connection, so that votes do not stand behind it. */
const MOST_QUEUED = 4 * 2 ** 20
/** A peer that gives no item for so long has failed. */
const PATIENCE_MS = 15_000
const POLL_MS = 5

interface Asked {
  readonly peer: string
  readonly items: Uint8Array[]
  error: Error | undefined
  isDone: boolean
  wake: () => void
}

/** Questions and answers over a connection that knows only frames. */
export class Requests {
  readonly #link: RequestLink
  readonly #serve: Readonly<Record<string, Serve>>
  readonly #asked = new Map<number, Asked>()
  readonly #answering = new Map<string, Map<number, AbortController>>()
  #nextId = 1

  constructor(link: RequestLink, serve: Readonly<Record<string, Serve>>) {
    this.#link = link
    this.#serve = serve
  }

  /** Asks a peer; the items come as they arrive. Throws when the peer is gone, is silent for too long, or tells why it cannot answer. */
  async *ask(
    peer: string,
    protocol: string,
    body: Uint8Array,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    const id = this.#nextId
    this.#nextId = (this.#nextId % 0xffff_ffff) + 1
    const asked: Asked = { peer, items: [], error: undefined, isDone: false, wake: () => {} }
    this.#asked.set(id, asked)
    try {
      if (!this.#link.send(peer, FRAME.request, encode(RequestFrame, { id, protocol, body })))
        throw new Error(`${peer} is not connected`)
      for (;;) {
        signal.throwIfAborted()
        const item = asked.items.shift()
        if (item !== undefined) yield item
        else if (asked.error !== undefined) throw asked.error
        else if (asked.isDone) return
        else await arrival(asked, signal)
      }
    } finally {
      this.#asked.delete(id)
      if (!asked.isDone) this.#link.send(peer, FRAME.cancel, encode(CancelFrame, { id, reason: 0 }))
    }
  }

  /** Takes a frame that belongs here. Throws CodecError on one that cannot be read. */
  onFrame(from: string, type: number, payload: Uint8Array): void {
    if (type === FRAME.request) this.#onRequest(from, payload)
    else if (type === FRAME.cancel) {
      const { id } = decode(CancelFrame, payload)
      this.#answering.get(from)?.get(id)?.abort()
    } else if (type === FRAME.item) {
      const { id, body } = decode(ItemFrame, payload)
      const asked = this.#asked.get(id)
      if (asked?.peer !== from) return
      asked.items.push(body)
      asked.wake()
    } else {
      const { id, error } = decode(EndFrame, payload)
      const asked = this.#asked.get(id)
      if (asked?.peer !== from) return
      if (error !== null) asked.error = new Error(`${from} answered: ${error}`)
      asked.isDone = true
      asked.wake()
    }
  }

  /** A connection is gone: nothing comes any more, and nothing is answered. */
  onGone(peer: string): void {
    for (const controller of this.#answering.get(peer)?.values() ?? []) controller.abort()
    this.#answering.delete(peer)
    for (const asked of this.#asked.values()) {
      if (asked.peer !== peer) continue
      asked.error ??= new Error(`the connection to ${peer} is gone`)
      asked.wake()
    }
  }

  #onRequest(from: string, payload: Uint8Array): void {
    const { id, protocol, body } = decode(RequestFrame, payload)
    const running = this.#answering.get(from) ?? new Map<number, AbortController>()
    this.#answering.set(from, running)
    const serve = this.#serve[protocol]
    const refusal =
      serve === undefined
        ? `there is no protocol "${protocol}" here`
        : running.size >= MOST_AT_ONCE
          ? `${running.size} questions are being answered, the limit is ${MOST_AT_ONCE}`
          : undefined
    if (serve === undefined || refusal !== undefined || running.has(id)) {
      this.#end(from, id, refusal ?? `question ${id} is being answered`)
      return
    }
    const controller = new AbortController()
    running.set(id, controller)
    this.#answer(serve(body, from, controller.signal), { from, id, signal: controller.signal })
      .then(() => this.#end(from, id, null))
      .catch((error: unknown) => this.#end(from, id, error instanceof Error ? error.message : String(error)))
      .finally(() => running.delete(id))
  }

  async #answer(
    items: AsyncIterable<Uint8Array>,
    to: { readonly from: string; readonly id: number; readonly signal: AbortSignal },
  ): Promise<void> {
    for await (const body of items) {
      for (let queued = this.#link.queuedBytes(to.from); queued === undefined || queued > MOST_QUEUED; ) {
        if (queued === undefined || to.signal.aborted) return
        await new Promise((resolve) => setTimeout(resolve, POLL_MS))
        queued = this.#link.queuedBytes(to.from)
      }
      if (to.signal.aborted) return
      this.#link.send(to.from, FRAME.item, encode(ItemFrame, { id: to.id, body }))
    }
  }

  #end(to: string, id: number, error: string | null): void {
    this.#link.send(to, FRAME.end, encode(EndFrame, { id, error: error?.slice(0, 128) ?? null }))
  }
}

/** Resolves when something has come for a question, or its patience is over. */
function arrival(asked: Asked, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(() => {
      asked.error ??= new Error(`${asked.peer} was silent for ${PATIENCE_MS / 1_000} seconds`)
      done()
    }, PATIENCE_MS)
    signal.addEventListener('abort', done)
    asked.wake = done
  })
}
