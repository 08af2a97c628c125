/**
 * The changes of a commit as one run of bytes: for each, the key's length (u16) and bytes (as keyToBytes makes them), the value's length
 * (u32, all ones where the key was deleted) and its canonical bytes. Little-endian.
 */
import { type Codec, type Writer, writeTo } from '@demiurge/codec'
import type { StateChange } from './access.ts'
import { HEX_NAME, keyToSharedBytes } from './key.ts'

const DELETED = 0xffff_ffff
const utf8 = new TextDecoder()

/** All changes as one record, and where in it the value of each entry lies; its end is 0 where there is none. */
export interface EncodedChanges {
  readonly record: Uint8Array
  readonly starts: Uint32Array
  readonly ends: Uint32Array
}

/** Writes a key; `digits` is how many bytes its name stands for where it is known to be of digits, else 0. */
export function writeKey(
  out: Writer,
  { space, name, digits }: { readonly space: string; readonly name: string; readonly digits: number },
): void {
  const length = space.length + 1 + digits
  const at = out.reserve(2)
  if (digits > 0 && out.ascii(out.reserve(length), space)) {
    out.u16(at, length)
    out.u8(at + 2 + space.length, HEX_NAME)
    out.hex(at + 3 + space.length, name, digits)
    return
  }
  const bytes = keyToSharedBytes(space + name)
  out.reserve(at + 2 + bytes.length - out.length)
  out.u16(at, bytes.length)
  out.bytes(at + 2, bytes)
}

/** Writes a value; returns where its bytes begin. */
export function writeValue<T>(out: Writer, codec: Codec<T>, value: T): number {
  const at = out.reserve(4)
  writeTo(out, codec, value)
  out.u32(at, out.length - at - 4)
  return at + 4
}

/** Writes a value that is bytes already; returns where they begin. */
export function writeRaw(out: Writer, source: DataView, from: number, length: number): number {
  const at = out.reserve(4 + length)
  out.u32(at, length)
  out.copy(at + 4, source, from, length)
  return at + 4
}

/** Writes that there is no value any more. */
export function writeDeletion(out: Writer): void {
  out.u32(out.reserve(4), DELETED)
}

/**
 * Goes through a record, from byte `from` on, and hands over where each key and value begin and how long they are; a length of -1 says
 * that the key was deleted. Throws RangeError for bytes that are none.
 */
export function walkRecord(
  record: Uint8Array,
  take: (keyAt: number, keyLength: number, valueAt: number, valueLength: number) => void,
): void {
  const view = new DataView(record.buffer, record.byteOffset, record.length)
  for (let at = 0; at < record.length; ) {
    const keyAt = at + 2
    const keyEnd = keyAt + view.getUint16(at, true)
    const length = view.getUint32(keyEnd, true)
    at = keyEnd + 4 + (length === DELETED ? 0 : length)
    if (at > record.length)
      throw new RangeError(
        `a record of ${record.length} bytes ends in the value of ${keyOf(record.slice(keyAt, keyEnd))}`,
      )
    take(keyAt, keyEnd - keyAt, keyEnd + 4, length === DELETED ? -1 : length)
  }
}

/** The changes in a record, in their order. Throws RangeError for bytes that are none. */
export function readRecord(record: Uint8Array): StateChange[] {
  const changes: StateChange[] = []
  walkRecord(record, (keyAt, keyLength, valueAt, length) => {
    const key = keyOf(record.subarray(keyAt, keyAt + keyLength))
    changes.push({ key, bytes: length < 0 ? null : record.slice(valueAt, valueAt + length) })
  })
  return changes
}

/** The text of a key: the inverse of keyToBytes. */
export function keyOf(bytes: Uint8Array): string {
  const mark = bytes.indexOf(HEX_NAME)
  return mark < 0
    ? utf8.decode(bytes)
    : `${utf8.decode(bytes.subarray(0, mark))}0x${bytes.subarray(mark + 1).toHex()}`
}
