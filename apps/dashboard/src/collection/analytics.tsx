import type { CollectionStatistics, Timeline } from '@demiurge/api'
import { Amount, Card, EmptyState, ErrorState, Segmented, Skeleton, useRequest } from '@demiurge/design'
import { formatCount } from '@demiurge/design/format'
import { type ReactNode, useState } from 'react'
import { type Bar, Bars } from '../charts/bars.tsx'

const REFRESH_MS = 10_000

/** A collection in numbers and pictures. */
export function CollectionAnalytics({ id }: { readonly id: string }): ReactNode {
  const statistics = useRequest('nft_getStatistics', { id }, { refreshMs: REFRESH_MS })
  const timeline = useRequest('nft_getTimeline', { id }, { refreshMs: REFRESH_MS })
  const { data, error, reload } = statistics
  if (data === undefined)
    return error === undefined ? (
      <Skeleton height={320} radius="var(--radius-l)" />
    ) : (
      <ErrorState error={error} onRetry={reload} />
    )
  return (
    <div className="d-stack">
      <Figures statistics={data} />
      {timeline.data === undefined ? (
        <Skeleton height={220} radius="var(--radius-l)" />
      ) : (
        <Life timeline={timeline.data} />
      )}
      <div className="home-columns">
        <Distribution statistics={data} />
        <RarityHistogram statistics={data} />
      </div>
    </div>
  )
}

function Figures({ statistics }: { readonly statistics: CollectionStatistics }): ReactNode {
  const { items, minted, burned, transfers, volume, holders, largest, traits, traitValues } = statistics
  const share = items === 0 ? 0 : (largest / items) * 100
  return (
    <dl className="figures">
      <div>
        <dt>Works</dt>
        <dd>{formatCount(items)}</dd>
        <dd className="figure-note">{`${formatCount(minted)} minted, ${formatCount(burned)} burned`}</dd>
      </div>
      <div>
        <dt>Holders</dt>
        <dd>{formatCount(holders)}</dd>
        <dd className="figure-note">{`the largest has ${formatCount(largest)} (${share.toFixed(share < 10 ? 1 : 0)} %)`}</dd>
      </div>
      <div>
        <dt>Transfers</dt>
        <dd>{formatCount(transfers)}</dd>
        <dd className="figure-note">since this node follows the chain</dd>
      </div>
      {volume > 0n && (
        <div>
          <dt>Volume</dt>
          <dd>
            <Amount sparks={volume} decimals={3} />
          </dd>
          <dd className="figure-note">paid in claims</dd>
        </div>
      )}
      <div>
        <dt>Traits</dt>
        <dd>{formatCount(traits)}</dd>
        <dd className="figure-note">{`${formatCount(traitValues)} different values`}</dd>
      </div>
    </dl>
  )
}

const SERIES = [
  { value: 'minted', label: 'Minted' },
  { value: 'transferred', label: 'Transferred' },
  { value: 'burned', label: 'Burned' },
] as const
type Series = (typeof SERIES)[number]['value']

function Life({ timeline }: { readonly timeline: Timeline }): ReactNode {
  const [series, setSeries] = useState<Series>('minted')
  const bars = barsOf(timeline, series)
  const total = bars.reduce((sum, { value }) => sum + value, 0)
  const name = SERIES.find(({ value }) => value === series)?.label ?? ''
  return (
    <Card
      title="Over time"
      actions={<Segmented label="What is counted" options={SERIES} value={series} onChange={setSeries} />}
    >
      {bars.length === 0 ? (
        <EmptyState title="Nothing happened yet">Its first mint will begin this picture.</EmptyState>
      ) : (
        <Bars
          bars={bars}
          label={`${name} over time: ${formatCount(total)} in all, at most ${formatCount(Math.max(...bars.map(({ value }) => value)))} in ${bucketName(timeline.bucketMs)}.`}
          everyLabel={Math.max(1, Math.ceil(bars.length / 6))}
        />
      )}
    </Card>
  )
}

function bucketName(bucketMs: bigint): string {
  if (bucketMs <= 3_600_000n) return 'an hour'
  return bucketMs <= 86_400_000n ? 'a day' : `${bucketMs / 86_400_000n} days`
}

/** A bar for each bucket from the first to the last, the empty ones too. */
function barsOf({ bucketMs, buckets }: Timeline, series: Series): readonly Bar[] {
  const [first, last] = [buckets[0], buckets.at(-1)]
  if (first === undefined || last === undefined) return []
  const counts = new Map(buckets.map((bucket) => [bucket.startMs, bucket[series]]))
  const length = Number((last.startMs - first.startMs) / bucketMs) + 1
  const isHours = bucketMs < 86_400_000n
  return Array.from({ length }, (_, index) => {
    const startMs = first.startMs + BigInt(index) * bucketMs
    const value = counts.get(startMs) ?? 0
    const start = new Date(Number(startMs))
    const day = start.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })
    const label = isHours ? start.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' }) : day
    return { key: String(startMs), label, title: `${day}, ${label}: ${formatCount(value)}`, value }
  })
}

function Distribution({ statistics }: { readonly statistics: CollectionStatistics }): ReactNode {
  const bars = statistics.distribution.map(({ from, to, holders }) => {
    const label = to === null ? `${from}+` : from === to ? String(from) : `${from}–${to}`
    return { key: label, label, title: `${formatCount(holders)} hold ${label}`, value: holders }
  })
  return (
    <Card title="Holders by works held">
      <Bars
        bars={bars}
        label={`Holders by how many works they hold: ${bars
          .filter(({ value }) => value > 0)
          .map(({ title }) => title)
          .join(', ')}.`}
      />
    </Card>
  )
}

function RarityHistogram({ statistics }: { readonly statistics: CollectionStatistics }): ReactNode {
  const { rarity, traits } = statistics
  const bars = rarity.map(({ from, to, items }) => {
    const label = (from / 1_000).toFixed(2)
    return {
      key: label,
      label,
      title: `${formatCount(items)} score ${label} to ${(to / 1_000).toFixed(2)}`,
      value: items,
    }
  })
  return (
    <Card title="Works by rarity" actions={<span className="chart-unit">OpenRarity, 1 is average</span>}>
      {traits === 0 ? (
        <EmptyState title="Nothing to compare">
          Its works name no traits, so that none is rarer than another.
        </EmptyState>
      ) : (
        <Bars
          bars={bars}
          label={`Works by rarity score, from ${((rarity[0]?.from ?? 0) / 1_000).toFixed(2)} to ${((rarity.at(-1)?.to ?? 0) / 1_000).toFixed(2)}.`}
          everyLabel={Math.max(1, Math.ceil(bars.length / 5))}
        />
      )}
    </Card>
  )
}
