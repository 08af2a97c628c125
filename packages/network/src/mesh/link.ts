import type { TLSSocket } from 'node:tls'
import { CodecError, decode, encode } from '@demiurge/codec'
import { FrameError, FrameReader, frameHeader } from './frames.ts'
import { FIRST_USER_TYPE, Goodbye, Hello, Ping, TYPE } from './hello.ts'

/** What a link tells the mesh. */
export interface LinkEvents {
  /** The other side has introduced itself. Throws an Error with the reason to refuse it. */
  onHello(link: Link, address: string, hello: { readonly chainId: string; readonly genesis: string }): void
  onAddresses(link: Link, payload: Uint8Array): void
  onFrame(link: Link, type: number, payload: Uint8Array): void
  onClosed(link: Link, reason: string, isOffence: boolean): void
}

const HELLO_MS = 5_000
const PING_MS = 2_000
const SILENCE_MS = 8_000
/** A peer that does not read is cut off when so much waits for it. */
const MAX_QUEUED = 128 * 2 ** 20

/** One authenticated connection to a peer. */
export class Link {
  readonly id: string
  readonly publicKey: Uint8Array
  readonly isOutbound: boolean
  readonly sinceMs = performance.now()
  readonly host: string
  address = ''
  isOpen = false
  bytesIn = 0
  bytesOut = 0
  rttMs: number | undefined
  readonly #socket: TLSSocket
  readonly #events: LinkEvents
  readonly #timer: NodeJS.Timeout
  #heardMs = performance.now()
  #pinged: { readonly number: number; readonly atMs: number } | undefined
  #pings = 0
  #isClosed = false

  constructor(
    socket: TLSSocket,
    peer: { readonly id: string; readonly publicKey: Uint8Array; readonly isOutbound: boolean },
    events: LinkEvents,
  ) {
    this.id = peer.id
    this.publicKey = peer.publicKey
    this.isOutbound = peer.isOutbound
    this.#socket = socket
    this.host = socket.remoteAddress ?? ''
    this.#events = events
    socket.setNoDelay(true)
    const reader = new FrameReader((type, payload) => this.#onFrame(type, payload))
    socket.on('data', (piece: Buffer) => {
      this.#heardMs = performance.now()
      this.bytesIn += piece.length
      try {
        reader.push(piece)
      } catch (error) {
        if (!(error instanceof FrameError || error instanceof CodecError)) throw error
        this.close(error.message, true)
      }
    })
    socket.on('error', (error) => this.#closed(error.message, false))
    socket.on('close', () => this.#closed('the connection ended', false))
    this.#timer = setInterval(() => this.#beat(), PING_MS)
    this.#timer.unref()
  }

  /** Time since anything came from the other side, ms. */
  get silentMs(): number {
    return performance.now() - this.#heardMs
  }

  /** Bytes that wait to be sent. */
  get queuedBytes(): number {
    return this.#socket.writableLength
  }

  /**
   * Sends a frame; false when more than `mostQueued` bytes wait already, and when so much waits that the peer does not seem to read, which
   * ends the connection.
   */
  send(type: number, payload: Uint8Array, mostQueued = Number.POSITIVE_INFINITY): boolean {
    if (this.#isClosed || this.queuedBytes > mostQueued) return false
    if (this.queuedBytes > MAX_QUEUED) {
      // No word of farewell: it would stand at the end of the same queue.
      this.#cut(`${this.queuedBytes} bytes wait for a peer that does not read them`)
      return false
    }
    const header = frameHeader(type, payload.length)
    this.#socket.cork()
    this.#socket.write(header)
    this.#socket.write(payload)
    this.#socket.uncork()
    this.bytesOut += header.length + payload.length
    return true
  }

  /** Says why, and ends the connection. */
  close(reason: string, isOffence: boolean): void {
    if (this.#isClosed) return
    this.send(TYPE.goodbye, encode(Goodbye, { reason: reason.slice(0, 80) }))
    this.#socket.end()
    setTimeout(() => this.#socket.destroy(), 500).unref()
    this.#closed(reason, isOffence)
  }

  #onFrame(type: number, payload: Uint8Array): void {
    if (this.#isClosed) return
    if (type === TYPE.hello && !this.isOpen) {
      const { address, ...hello } = decode(Hello, payload)
      try {
        this.#events.onHello(this, address, hello)
      } catch (error) {
        this.close(error instanceof Error ? error.message : String(error), false)
      }
    } else if (type === TYPE.goodbye) this.#closed(`it said: ${decode(Goodbye, payload).reason}`, false)
    else if (!this.isOpen) throw new FrameError(`a frame of type ${type} came before the hello`)
    else if (type >= FIRST_USER_TYPE) this.#events.onFrame(this, type, payload)
    else this.#onOwn(type, payload)
  }

  #onOwn(type: number, payload: Uint8Array): void {
    if (type === TYPE.ping) this.send(TYPE.pong, payload)
    else if (type === TYPE.pong) {
      const { number } = decode(Ping, payload)
      if (number === this.#pinged?.number) this.rttMs = performance.now() - this.#pinged.atMs
    } else if (type === TYPE.addresses) this.#events.onAddresses(this, payload)
    else throw new FrameError(`a frame of type ${type} is not known, or came twice`)
  }

  #beat(): void {
    const nowMs = performance.now()
    if (!this.isOpen && nowMs - this.sinceMs > HELLO_MS) this.close('no hello came within five seconds', true)
    else if (nowMs - this.#heardMs > SILENCE_MS) this.#cut(`silent for ${SILENCE_MS / 1_000} seconds`)
    else if (this.isOpen) {
      this.#pinged = { number: ++this.#pings, atMs: nowMs }
      this.send(TYPE.ping, encode(Ping, { number: this.#pings }))
    }
  }

  #cut(reason: string): void {
    this.#socket.destroy()
    this.#closed(reason, false)
  }

  #closed(reason: string, isOffence: boolean): void {
    if (this.#isClosed) return
    this.#isClosed = true
    clearInterval(this.#timer)
    this.#socket.end()
    this.#events.onClosed(this, reason, isOffence)
  }
}
