import { setImmediate } from 'node:timers/promises'
import type { Stream } from '@libp2p/interface'

/** The largest item of an answer. */
export const MAX_ITEM_BYTES: number = 9 * 2 ** 20

const HEADER = 5
/** What an item is: content, the end of all, or a sentence that says why there is no more. */
const KIND = { item: 0, end: 1, error: 2 } as const

/** A peer breaks the rules of questions and answers, or says why it cannot answer. */
export class ItemError extends Error {
  override readonly name = 'ItemError'
}

/** Writes items to a stream, no faster than it takes them: each with its kind and its length as four little-endian bytes. */
export class ItemWriter {
  readonly #stream: Stream

  constructor(stream: Stream) {
    this.#stream = stream
  }

  async item(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    await this.#write(KIND.item, bytes, signal)
  }

  /** The last item: nothing, or the reason why there is no more. */
  async end(error: string | undefined, signal: AbortSignal): Promise<void> {
    const reason = new TextEncoder().encode((error ?? '').slice(0, 256))
    await this.#write(error === undefined ? KIND.end : KIND.error, reason, signal)
  }

  async #write(kind: number, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    const header = Buffer.alloc(HEADER)
    header.writeUInt8(kind)
    header.writeUInt32LE(bytes.length, 1)
    // Small pieces, so that one answer does not hold up everything else of the connection.
    const whole = Buffer.concat([header, bytes])
    for (let at = 0; at < whole.length; at += PIECE)
      if (!this.#stream.send(whole.subarray(at, at + PIECE))) await this.#stream.onDrain({ signal })
    // Whoever gives items without waiting for anything must not keep sockets from being read: that the asker is gone comes from there.
    await setImmediate()
    signal.throwIfAborted()
  }
}

const PIECE = 64 * 1024

/** Puts items together from whatever pieces a stream gives. */
class ItemReader {
  readonly #mostBytes: number
  #pieces: Uint8Array[] = []
  #have = 0
  #header: Buffer | undefined

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  add(piece: Uint8Array): void {
    this.#pieces.push(piece)
    this.#have += piece.length
  }

  /** The next whole item, or undefined while there is none. Throws ItemError on one that is too large. */
  next(): { readonly kind: number; readonly body: Buffer } | undefined {
    this.#header ??= this.#take(HEADER)
    if (this.#header === undefined) return undefined
    const length = this.#header.readUInt32LE(1)
    if (length > this.#mostBytes)
      throw new ItemError(`an item of ${length} bytes is announced, the limit is ${this.#mostBytes}`)
    const body = this.#take(length)
    if (body === undefined) return undefined
    const kind = this.#header.readUInt8()
    this.#header = undefined
    return { kind, body }
  }

  #take(count: number): Buffer | undefined {
    if (this.#have < count) return undefined
    const whole = Buffer.concat(this.#pieces)
    this.#pieces = [whole.subarray(count)]
    this.#have -= count
    return whole.subarray(0, count)
  }
}

/** Reads the items of a stream. Throws ItemError on what is too large, breaks off, or says that it is an error. */
export async function* readItems(
  stream: AsyncIterable<Uint8Array | { subarray(): Uint8Array }>,
  mostBytes: number = MAX_ITEM_BYTES,
): AsyncGenerator<Uint8Array> {
  const reader = new ItemReader(mostBytes)
  for await (const piece of stream) {
    reader.add(piece instanceof Uint8Array ? piece : piece.subarray())
    for (let next = reader.next(); next !== undefined; next = reader.next()) {
      const { kind, body } = next
      if (kind === KIND.end) return
      if (kind === KIND.error) throw new ItemError(body.toString('utf8'))
      if (kind !== KIND.item) throw new ItemError(`an item is of kind ${kind}`)
      yield new Uint8Array(body)
    }
  }
  throw new ItemError('the answer broke off')
}
