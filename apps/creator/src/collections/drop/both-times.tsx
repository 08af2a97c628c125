import { formatMinute, formatUtc } from '@demiurge/design/format'
import type { ReactNode } from 'react'

/** A time in the zone of whoever looks and, behind it, in UTC: buyers are elsewhere. Unix ms. */
export function BothTimes({ ms }: { readonly ms: number | bigint }): ReactNode {
  const [local, utc] = [formatMinute(ms), formatUtc(ms)]
  return (
    <span className="k-times">
      {local} {utc !== local && <span className="d-faint">{utc}</span>}
    </span>
  )
}

/** From when until when, in both zones, a line each. Unix ms. */
export function Span({
  startMs,
  endMs,
}: {
  readonly startMs: number | bigint
  readonly endMs: number | bigint
}): ReactNode {
  return (
    <span className="k-span">
      <span className="d-quiet">from</span>
      <BothTimes ms={startMs} />
      <span className="d-quiet">until</span>
      <BothTimes ms={endMs} />
    </span>
  )
}
