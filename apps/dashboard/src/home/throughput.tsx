import { Card } from '@demiurge/design'
import { formatCount } from '@demiurge/design/format'
import { type ReactNode, useMemo } from 'react'
import { type Bar, Bars } from '../charts/bars.tsx'
import { KEPT_SECONDS, type Second } from '../live/chain-picture.ts'
import { useLiveChain } from '../live/live-provider.tsx'

const LABEL_EVERY = 30

/** Transactions a second over the last two minutes of chain time. */
export function Throughput(): ReactNode {
  const { seconds } = useLiveChain()
  const bars = useMemo(() => barsOf(seconds), [seconds])
  const peak = Math.max(0, ...seconds.map(({ transactions }) => transactions))
  const total = seconds.reduce((sum, { transactions }) => sum + transactions, 0)
  return (
    <Card
      className="chart-card"
      title="Throughput"
      actions={<span className="chart-unit">transactions a second</span>}
    >
      <Bars
        bars={bars}
        label={`Transactions a second over two minutes; at most ${peak}.`}
        everyLabel={LABEL_EVERY}
      />
      <dl className="chart-notes">
        <div>
          <dt>Peak</dt>
          <dd>{`${formatCount(peak)} /s`}</dd>
        </div>
        <div>
          <dt>In two minutes</dt>
          <dd>{formatCount(total)}</dd>
        </div>
      </dl>
    </Card>
  )
}

/** A bar for each second, the empty ones too: a gap would look like a slow rise. */
function barsOf(seconds: readonly Second[]): readonly Bar[] {
  const end = seconds.at(-1)?.at ?? 0
  const counts = new Map(seconds.map(({ at, transactions }) => [at, transactions]))
  return Array.from({ length: KEPT_SECONDS }, (_, index) => {
    const ago = KEPT_SECONDS - 1 - index
    const value = counts.get(end - ago) ?? 0
    const label = `${ago + 1} s ago`
    return { key: String(ago), label, title: `${label}: ${formatCount(value)}`, value }
  })
}
