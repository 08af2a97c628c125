import { type Codec, readFrom } from '@demiurge/codec'

/** A value that does not lie in its row; decoded when it is first read. */
export class Apart {
  readonly bytes: Uint8Array
  #isRead = false
  #value: unknown

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  /** The value; not to be changed in place. Throws CodecError when the bytes are not what the codec expects. */
  valueOf<T>(codec: Codec<T>): T {
    if (!this.#isRead) {
      this.#value = readFrom(codec, this.bytes, 0, this.bytes.length)
      this.#isRead = true
    }
    return this.#value as T
  }
}
