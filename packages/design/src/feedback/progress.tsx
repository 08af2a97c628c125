import { Progress as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

/** How far long work is: `value` from 0 to 1, or null while nobody can tell. */
export function Progress({
  value,
  label,
  detail,
}: {
  readonly value: number | null
  readonly label: string
  readonly detail?: ReactNode
}): ReactNode {
  const percent = value === null ? null : Math.round(Math.min(1, Math.max(0, value)) * 100)
  return (
    <div className="d-progress">
      <div className="d-progress-label">
        <span>{label}</span>
        <span className="d-num">{detail ?? (percent === null ? '' : `${percent} %`)}</span>
      </div>
      <Radix.Root className="d-progress-track" value={percent} aria-label={label}>
        <Radix.Indicator
          className="d-progress-bar"
          {...(percent === null ? {} : { style: { width: `${percent}%` } })}
        />
      </Radix.Root>
    </div>
  )
}
