import type { Codec } from '@demiurge/codec'
import type { RowIndexImage } from './row-index.ts'

/** A value that does not lie in its row; decoded when it is first read. */
export interface Apart {
  readonly bytes: Uint8Array
  codec: Codec<unknown> | undefined
  value: unknown
}

/** A table as plain values, which can be sent to another thread. */
export interface TableImage {
  readonly space: string
  readonly nameBytes: number
  readonly valueAt: number
  readonly rowBytes: number
  readonly end: number
  readonly size: number
  readonly free: readonly number[]
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly index: RowIndexImage
  readonly apart: ReadonlyMap<number, Uint8Array>
  readonly otherRows: ReadonlyMap<string, number>
}
