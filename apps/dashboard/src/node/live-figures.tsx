import type { NodeProfile } from '@demiurge/api'
import { Card, usePage, useRequest } from '@demiurge/design'
import { formatBytes, formatCount } from '@demiurge/design/format'
import { type ReactNode, useEffect, useState } from 'react'
import { Line } from '../charts/line.tsx'

const EVERY_MS = 2_000
/** Two minutes. */
const KEPT = 60

interface Figure {
  readonly name: string
  readonly read: (now: NodeProfile, before: NodeProfile) => number
  readonly show: (value: number) => string
}

const perSecond = (now: bigint, before: bigint, nowUs: bigint, beforeUs: bigint): number =>
  Number(now - before) / Math.max(1e-3, Number(nowUs - beforeUs) / 1e6)
const share = (value: number): string => `${(value * 100).toFixed(value < 0.1 ? 1 : 0)} %`

const FIGURES: readonly Figure[] = [
  {
    name: 'Transactions a second',
    read: (now, before) => perSecond(now.transactions, before.transactions, now.uptimeUs, before.uptimeUs),
    show: (value) => formatCount(Math.round(value)),
  },
  {
    name: 'Main thread',
    read: (now, before) =>
      perSecond(now.mainThreadUs, before.mainThreadUs, now.uptimeUs, before.uptimeUs) / 1e6,
    show: share,
  },
  {
    name: 'Processor, all threads',
    read: (now, before) => perSecond(now.cpuUs, before.cpuUs, now.uptimeUs, before.uptimeUs) / 1e6,
    show: share,
  },
  { name: 'Memory', read: ({ residentBytes }) => Number(residentBytes), show: formatBytes },
  {
    name: 'Waiting',
    read: ({ waiting }) => waiting.verify + waiting.order + waiting.execute + waiting.persist,
    show: (value) => formatCount(Math.round(value)),
  },
  {
    name: 'Found in the cache',
    read: (now, before) => {
      const hits = Number(now.cache.hits - before.cache.hits)
      const all = hits + Number(now.cache.misses - before.cache.misses)
      return all === 0 ? 1 : hits / all
    },
    show: share,
  },
]

/** What the node counts, live: the same figures that it gives to Prometheus at /metrics. */
export function LiveFigures(): ReactNode {
  const { config } = usePage()
  const { data } = useRequest('node_getProfile', {}, { refreshMs: EVERY_MS, staleMs: 0 })
  const [kept, setKept] = useState<readonly NodeProfile[]>([])
  useEffect(() => {
    if (data !== undefined) setKept((before) => [...before, data].slice(-KEPT - 1))
  }, [data])
  return (
    <Card
      title="Live figures"
      actions={
        <a className="d-link" href={`${config.api}/metrics`} target="_blank" rel="noreferrer">
          /metrics
        </a>
      }
    >
      <dl className="live-figures">
        {FIGURES.map((figure) => (
          <LiveFigure key={figure.name} figure={figure} profiles={kept} />
        ))}
      </dl>
    </Card>
  )
}

function LiveFigure({
  figure,
  profiles,
}: {
  readonly figure: Figure
  readonly profiles: readonly NodeProfile[]
}): ReactNode {
  const values = profiles.slice(1).map((now, index) => figure.read(now, profiles[index] ?? now))
  const last = values.at(-1)
  return (
    <div>
      <dt>{figure.name}</dt>
      <dd>{last === undefined ? '…' : figure.show(last)}</dd>
      <dd>
        <Line values={values} label={`${figure.name} over the last two minutes`} />
      </dd>
    </div>
  )
}
