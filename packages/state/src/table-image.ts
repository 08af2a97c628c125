import type { RowIndexImage } from './row-index.ts'

/** Bytes of a row in front of its name: three words (`table.ts`). */
const HEAD_BYTES = 12
/** A value that is at most as long lies in its row. */
const MAX_INLINE_BYTES = 64

/** Where things are in the rows of a table. */
export interface RowShape {
  /** Bytes of a name in a row; 0 before the first entry, and where the first name is not of digits. */
  readonly nameBytes: number
  /** Bytes in front of a row's value, and of the whole row. */
  readonly valueAt: number
  readonly rowBytes: number
}

/** Rows for entries like the first one, whose name is `nameBytes` long (0: not of digits) and whose value `length` bytes. */
export function shapeFor(nameBytes: number, length: number): RowShape {
  const valueAt = HEAD_BYTES + Math.ceil(nameBytes / 4) * 4
  const rowBytes = valueAt + (length <= MAX_INLINE_BYTES ? Math.ceil(length / 4) * 4 : 0)
  return { nameBytes, valueAt, rowBytes }
}

/** A table as plain values, which can be sent to another thread. */
export interface TableImage {
  readonly space: string
  readonly shape: RowShape
  readonly end: number
  readonly size: number
  readonly free: readonly number[]
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly index: RowIndexImage
  readonly apart: ReadonlyMap<number, Uint8Array>
  readonly otherRows: ReadonlyMap<string, number>
}
