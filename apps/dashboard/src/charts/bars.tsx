import { formatCount } from '@demiurge/design/format'
import type { ReactNode } from 'react'

/** One bar: `label` below it where there is room, `title` on hover. */
export interface Bar {
  readonly key: string
  readonly label: string
  readonly title: string
  readonly value: number
}

/** Bars beside each other, as high as their values. `label` says in words what the picture shows. */
export function Bars({
  bars,
  label,
  everyLabel = 1,
}: {
  readonly bars: readonly Bar[]
  readonly label: string
  /** Writes the label of every so many bars. */
  readonly everyLabel?: number
}): ReactNode {
  const most = Math.max(1, ...bars.map(({ value }) => value))
  return (
    <div className="bars" role="img" aria-label={label}>
      <span className="bars-most d-faint">{formatCount(most)}</span>
      <ol aria-hidden>
        {bars.map(({ key, label: name, title, value }, index) => (
          <li key={key} title={title}>
            <span className="bars-space">
              <span
                className="bars-bar"
                style={{ height: `${(value / most) * 100}%` }}
                data-none={value === 0}
              />
            </span>
            <span className="bars-label">{index % everyLabel === 0 ? name : ''}</span>
          </li>
        ))}
      </ol>
    </div>
  )
}
