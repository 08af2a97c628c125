import type { ReactNode } from 'react'

const WIDTH = 240
const HEIGHT = 56

/** A line through values at equal distances, the newest at the right; from 0 to the highest. */
export function Line({
  values,
  label,
}: {
  readonly values: readonly number[]
  readonly label: string
}): ReactNode {
  const most = Math.max(...values, Number.MIN_VALUE)
  const step = WIDTH / Math.max(1, values.length - 1)
  const points = values.map(
    (value, index) =>
      `${(index * step).toFixed(1)},${(HEIGHT - 2 - (value / most) * (HEIGHT - 6)).toFixed(1)}`,
  )
  return (
    <svg
      className="line"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {points.length > 1 && (
        <>
          <polygon points={`0,${HEIGHT} ${points.join(' ')} ${WIDTH},${HEIGHT}`} />
          <polyline points={points.join(' ')} />
        </>
      )}
    </svg>
  )
}
