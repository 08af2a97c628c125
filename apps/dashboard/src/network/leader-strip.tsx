import type { LeaderSlot } from '@demiurge/api'
import { Card, Skeleton, useRequest } from '@demiurge/design'
import type { ReactNode } from 'react'

const ROUNDS = 60
const REFRESH_MS = 1_000
const WIDTH = 14
const SIZE = 10

/** What became of the leaders of the last rounds: decided slots and those that are still open. */
export function LeaderStrip(): ReactNode {
  const { data } = useRequest('chain_listLeaders', { rounds: ROUNDS }, { refreshMs: REFRESH_MS, staleMs: 0 })
  const count = (of: string): number => (data ?? []).filter(({ decision }) => decision === of).length
  return (
    <Card
      title="Leaders by round"
      actions={
        <ul className="dag-legend" aria-label="Legend">
          <li data-kind="committed">committed {count('committed')}</li>
          <li data-kind="skipped">skipped {count('skipped')}</li>
          <li data-kind="open">open {count('open')}</li>
        </ul>
      }
    >
      {data === undefined ? (
        <Skeleton height={24} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
        <section className="dag leaders" aria-label={`Leaders of the newest ${ROUNDS} rounds`} tabIndex={0}>
          <svg
            width={data.length * WIDTH}
            height={24}
            role="img"
            aria-label="Leader slots, newest at the right"
          >
            {data.map((slot, i) => (
              <Slot key={String(slot.round)} slot={slot} x={i * WIDTH} />
            ))}
          </svg>
        </section>
      )}
    </Card>
  )
}

/** Shape tells as well as colour: a full square, a crossed one, an empty one. */
function Slot({ slot, x }: { readonly slot: LeaderSlot; readonly x: number }): ReactNode {
  const { round, author, decision, height } = slot
  const made = height === null ? '' : `, commit ${height}`
  return (
    <g className="leader-slot" data-decision={decision}>
      <title>{`Round ${round}, author ${author}: ${decision}${made}`}</title>
      <rect x={x + 2} y={7} width={SIZE} height={SIZE} rx={2} />
      {decision === 'skipped' && <path d={`M${x + 2} 7l${SIZE} ${SIZE}m0 -${SIZE}l-${SIZE} ${SIZE}`} />}
    </g>
  )
}
