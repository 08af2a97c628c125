import type { ReactNode } from 'react'

/** The place of something that is on its way, in its size. */
export function Skeleton({
  width = '100%',
  height = 14,
  radius,
}: {
  readonly width?: number | string
  readonly height?: number | string
  readonly radius?: number | string
}): ReactNode {
  return <span className="d-skeleton" aria-hidden style={{ width, height, borderRadius: radius }} />
}
