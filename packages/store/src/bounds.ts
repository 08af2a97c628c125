import type { StoreRange } from '@demiurge/state'

/** A range as both native engines take it: bounds that are not given are absent, and -1 is no limit. */
export interface Bounds {
  readonly gte?: Uint8Array
  readonly lt?: Uint8Array
  readonly reverse: boolean
  readonly limit: number
}

export function boundsOf({ gte, lt, reverse = false, limit = -1 }: StoreRange): Bounds {
  return {
    ...(gte === undefined ? {} : { gte }),
    ...(lt === undefined ? {} : { lt }),
    reverse,
    limit,
  }
}
