import type { Overlay, OverlayEntry } from '@demiurge/state'

const utf8 = new TextDecoder('utf-8', { fatal: true })
const LANE_IS_WRONG = 'the results of an execution lane are'

/** Reads the results of one lane (`format.ts`), which come in pieces; keys become entries of the commit's overlay. */
export class ResultReader {
  readonly #overlay: Overlay
  readonly #entries: OverlayEntry[] = []
  readonly #spaces: string[] = []
  #bytes: Uint8Array = new Uint8Array()
  #view: DataView = new DataView(new ArrayBuffer(0))
  #at = 0

  constructor(overlay: Overlay) {
    this.#overlay = overlay
  }

  /** Gives it the next piece: whole results, which stay as they are. The piece before has been read. */
  feed(bytes: Uint8Array): void {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#at = 0
  }

  /** All that was fed. */
  get bytes(): Uint8Array {
    return this.#bytes
  }

  get at(): number {
    return this.#at
  }

  u8(): number {
    return this.#view.getUint8(this.#at++)
  }

  u16(): number {
    const at = this.#at
    this.#at = at + 2
    return this.#view.getUint16(at, true)
  }

  u32(): number {
    const at = this.#at
    this.#at = at + 4
    return this.#view.getUint32(at, true)
  }

  /** u128 */
  amount(): bigint {
    const at = this.#at
    this.#at = at + 16
    const low = this.#view.getBigUint64(at, true)
    const high = this.#view.getBigUint64(at + 8, true)
    return high === 0n ? low : low + (high << 64n)
  }

  text(): string {
    const length = this.u16()
    return utf8.decode(this.#bytes.subarray(this.skip(length), this.#at))
  }

  /** Goes `length` bytes on; returns where it was. Throws RangeError beyond the end. */
  skip(length: number): number {
    const at = this.#at
    if (at + length > this.#bytes.length) throw new RangeError(`${LANE_IS_WRONG} cut off`)
    this.#at = at + length
    return at
  }

  /** A key, as the entry of the commit's overlay. */
  key(): OverlayEntry {
    const number = this.u32()
    const known = this.#entries[number]
    if (known !== undefined) return known
    if (number !== this.#entries.length) throw new RangeError(`${LANE_IS_WRONG} about unknown keys`)
    const entry = this.#overlay.locate(this.#space(), this.text())
    this.#entries.push(entry)
    return entry
  }

  #space(): string {
    const number = this.u16()
    const known = this.#spaces[number]
    if (known !== undefined) return known
    const space = this.text()
    this.#spaces.push(space)
    return space
  }
}
