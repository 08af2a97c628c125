import type { ReactNode } from 'react'
import { formatCount, formatDem } from '../format/amount.ts'

/** Sparks shown as DEM; the exact number of sparks on hover. */
export function Amount({
  sparks,
  decimals,
}: {
  readonly sparks: bigint
  /** Digits behind the point to show at most; all nine when not given. */
  readonly decimals?: number
}): ReactNode {
  return (
    <span className="d-amount" title={`${formatCount(sparks)} sparks`}>
      {formatDem(sparks, decimals)} <span>DEM</span>
    </span>
  )
}
