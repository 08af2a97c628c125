import type { Json } from '@demiurge/codec'
import { SdkError } from '../error.ts'
import { type CancelSignal, checkSignal } from '../signal.ts'
import { fieldsOf, readAnswer, rpcRequest } from './json-rpc.ts'
import { createQueue, type Queue } from './queue.ts'
import type { Subscription } from './transport.ts'

/** One connection that carries texts both ways. */
export interface Socket {
  send(text: string): void
  close(): void
}

/** What a socket tells; `onClose` comes exactly once, also when no connection was ever made. */
export interface SocketListener {
  onOpen(): void
  onText(text: string): void
  onClose(reason: string): void
}

/** What subscriptions need of the world. */
export interface SubscriptionsOptions {
  readonly connect: (listener: SocketListener) => Socket
  /** Calls back after some milliseconds. */
  readonly later: (action: () => void, ms: number) => void
  /** Failed connections in a row after which subscribers are told; 10 when not given, which is about half a minute. */
  readonly attempts?: number
}

/** Topics over one connection that is made when the first is opened, remade when it is lost, and closed after the last. */
export interface Subscriptions {
  open(subscription: Subscription, signal?: CancelSignal): AsyncIterable<Json>
}

/** Items that may wait for a reader; beyond, the reader is told that it is too slow rather than memory filled. */
export const MAX_WAITING = 10_000
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000
const DEFAULT_ATTEMPTS = 10

interface Follower {
  readonly subscription: Subscription
  readonly queue: Queue<Json>
  /** The node's name for it on the present connection. */
  remoteId: string | undefined
}

/** Builds the subscriptions of one node's `/ws`. */
export function createSubscriptions(options: SubscriptionsOptions): Subscriptions {
  const hub = new Hub(options)
  return {
    open(subscription, signal) {
      checkSignal(signal)
      return hub.follow(subscription, signal)
    },
  }
}

class Hub {
  readonly #options: SubscriptionsOptions
  readonly #followers = new Set<Follower>()
  /** Subscribe requests that wait for their answer. */
  readonly #asked = new Map<number, Follower>()
  /** Notifications that overtook the answer which names their subscription. */
  #early: { readonly remoteId: string; readonly item: Json }[] = []
  #socket: Socket | undefined
  #open = false
  #failures = 0
  #lastId = 0

  constructor(options: SubscriptionsOptions) {
    this.#options = options
  }

  follow(subscription: Subscription, signal: CancelSignal | undefined): AsyncIterable<Json> {
    const abort = (): void => {
      follower.queue.close(signal?.reason)
      this.#drop(follower)
    }
    const follower: Follower = {
      subscription,
      remoteId: undefined,
      queue: createQueue(() => {
        signal?.removeEventListener('abort', abort)
        this.#drop(follower)
      }),
    }
    signal?.addEventListener('abort', abort)
    this.#followers.add(follower)
    if (this.#open) this.#subscribe(follower)
    else if (this.#socket === undefined) this.#connect()
    return follower.queue
  }

  #connect(): void {
    if (this.#followers.size === 0) return
    const socket = this.#options.connect({
      onOpen: () => {
        this.#open = true
        this.#failures = 0
        for (const follower of this.#followers) this.#subscribe(follower)
      },
      onText: (text) => this.#receive(text),
      onClose: (reason) => {
        if (this.#socket === socket) this.#lost(reason)
      },
    })
    this.#socket = socket
  }

  #lost(reason: string): void {
    this.#socket = undefined
    this.#open = false
    this.#asked.clear()
    this.#early = []
    for (const follower of this.#followers) follower.remoteId = undefined
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** this.#failures, LONGEST_PAUSE_MS)
    this.#failures++
    if (this.#failures > (this.#options.attempts ?? DEFAULT_ATTEMPTS)) {
      this.#failures = 0
      const message = `the connection was lost (${reason}) and could not be made again: is the node running?`
      for (const { queue } of [...this.#followers])
        queue.close(new SdkError('transport.Unreachable', message))
      return
    }
    this.#options.later(() => {
      if (this.#socket === undefined) this.#connect()
    }, pause)
  }

  #subscribe(follower: Follower): void {
    const id = ++this.#lastId
    this.#asked.set(id, follower)
    const { topic, params } = follower.subscription
    this.#send(rpcRequest(id, 'subscribe', { ...fieldsOf(params), topic } as Json))
  }

  #drop(follower: Follower): void {
    if (!this.#followers.delete(follower)) return
    if (this.#followers.size === 0) {
      // Leaves no connection behind that would keep a process from ending.
      const socket = this.#socket
      this.#socket = undefined
      this.#open = false
      this.#asked.clear()
      socket?.close()
    } else if (follower.remoteId !== undefined && this.#open)
      this.#send(rpcRequest(++this.#lastId, 'unsubscribe', { subscription: follower.remoteId }))
  }

  #send(message: Json): void {
    this.#socket?.send(JSON.stringify(message))
  }

  #receive(text: string): void {
    let json: unknown
    try {
      json = JSON.parse(text)
    } catch {
      // Whoever speaks no JSON is no node: the connection is worth nothing, and the next one may be.
      this.#socket?.close()
      return
    }
    if (fieldsOf(json).method === 'subscription') this.#deliver(fieldsOf(fieldsOf(json).params))
    else this.#answered(json)
  }

  #deliver({ subscription, result }: { readonly [name: string]: unknown }): void {
    const item = result as Json
    const named = [...this.#followers].find(({ remoteId }) => remoteId === subscription)
    if (named !== undefined) push(named, item)
    // Nobody is known by this name yet: it may be in an answer on its way. After the last answer it is nobody's.
    else if (this.#asked.size > 0 && this.#early.length < MAX_WAITING)
      this.#early.push({ remoteId: String(subscription), item })
  }

  #answered(json: unknown): void {
    const { id } = fieldsOf(json)
    const follower = typeof id === 'number' ? this.#asked.get(id) : undefined
    if (typeof id !== 'number' || follower === undefined) return
    this.#asked.delete(id)
    try {
      const answer = readAnswer(json)
      if ('error' in answer) follower.queue.close(answer.error)
      else if (this.#followers.has(follower)) this.#name(follower, String(answer.result))
      else this.#send(rpcRequest(++this.#lastId, 'unsubscribe', { subscription: String(answer.result) }))
    } catch (error) {
      follower.queue.close(error)
    }
  }
  #name(follower: Follower, remoteId: string): void {
    follower.remoteId = remoteId
    for (const early of this.#early) if (early.remoteId === remoteId) push(follower, early.item)
    this.#early = this.#asked.size === 0 ? [] : this.#early.filter((early) => early.remoteId !== remoteId)
  }
}

function push({ queue }: Follower, item: Json): void {
  const message = `${MAX_WAITING} items wait to be read: read faster or follow less`
  if (queue.length < MAX_WAITING) queue.push(item)
  else queue.close(new SdkError('transport.SlowConsumer', message))
}
