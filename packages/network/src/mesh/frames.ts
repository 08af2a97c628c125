/** Bytes before a frame's payload: its length as four little-endian bytes (type and payload), and its type. */
const HEADER = 5

/** The largest payload of a frame: a block at its limit, and room for its header. */
export const MAX_FRAME_BYTES: number = 20 * 2 ** 20

/** A frame breaks the rules of the wire. */
export class FrameError extends Error {
  override readonly name = 'FrameError'
}

/** The header that goes before a payload. */
export function frameHeader(type: number, length: number): Buffer {
  const header = Buffer.allocUnsafe(HEADER)
  header.writeUInt32LE(length + 1)
  header[4] = type
  return header
}

/**
 * Puts frames together from whatever pieces a socket gives. A payload within one piece is a view into it; one that is spread over
 * several is copied once.
 */
export class FrameReader {
  readonly #onFrame: (type: number, payload: Uint8Array) => void
  #pieces: Buffer[] = []
  #have = 0
  #need = HEADER

  constructor(onFrame: (type: number, payload: Uint8Array) => void) {
    this.#onFrame = onFrame
  }

  /** Takes the next bytes. Throws FrameError on a frame that is too long or empty. */
  push(piece: Buffer): void {
    this.#pieces.push(piece)
    this.#have += piece.length
    while (this.#have >= this.#need) {
      const all = this.#joined()
      const length = all.readUInt32LE() - 1
      if (length < 0 || length > MAX_FRAME_BYTES)
        throw new FrameError(`a frame of ${length} bytes was announced, the limit is ${MAX_FRAME_BYTES}`)
      this.#need = HEADER + length
      if (all.length < this.#need) return
      const rest = all.subarray(this.#need)
      this.#pieces = rest.length === 0 ? [] : [rest]
      this.#have = rest.length
      const frame = all.subarray(HEADER, this.#need)
      this.#need = HEADER
      this.#onFrame(all[4] ?? 0, frame)
    }
  }

  #joined(): Buffer {
    const [first] = this.#pieces
    const all = this.#pieces.length === 1 && first !== undefined ? first : Buffer.concat(this.#pieces)
    this.#pieces = [all]
    return all
  }
}
