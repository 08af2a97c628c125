import { Skeleton, Tooltip, useRequest } from '@demiurge/design'
import { formatCount, formatDuration } from '@demiurge/design/format'
import type { ReactNode } from 'react'
import { type ChainPicture, commitIntervalMs } from '../live/chain-picture.ts'
import { useLiveChain } from '../live/live-provider.tsx'
import { links } from '../router/links.ts'

/** Where the chain stands, in four figures. */
export function HeadFigures(): ReactNode {
  const picture = useLiveChain()
  const { data: node } = useRequest('node_getStatus', {}, { staleMs: 2_000, refreshMs: 5_000 })
  return (
    <dl className="figures">
      {figuresOf(picture, node?.finalityMs ?? null).map(({ name, about, value, note }) => (
        <div key={name}>
          <Tooltip text={about}>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: its explanation must be reachable by Tab */}
            <dt tabIndex={0}>{name}</dt>
          </Tooltip>
          <dd>{picture.known ? value : <Skeleton width={88} height={28} />}</dd>
          <dd className="figure-note">{picture.known ? note : <Skeleton width={120} />}</dd>
        </div>
      ))}
    </dl>
  )
}

interface Figure {
  readonly name: string
  readonly about: string
  readonly value: ReactNode
  readonly note: ReactNode
}

function figuresOf(picture: ChainPicture, finalityMs: number | null): readonly Figure[] {
  const { height, certifiedHeight, transactions, commits } = picture
  const interval = commitIntervalMs(commits)
  const behind = height > certifiedHeight ? height - certifiedHeight : 0n
  return [
    {
      name: 'Height',
      about: 'How many commits the committee has decided. A transaction in one of them is final.',
      value: <a href={links.commit(height)}>{formatCount(height)}</a>,
      note: interval === undefined ? 'waiting for commits' : `one every ${formatDuration(interval)}`,
    },
    {
      name: 'Certified',
      about:
        'The newest commit whose state a quorum of the committee has signed: light clients check against it.',
      value: <a href={links.commit(certifiedHeight)}>{formatCount(certifiedHeight)}</a>,
      note: behind === 0n ? 'up with the head' : `${formatCount(behind)} behind the head`,
    },
    {
      name: 'Transactions',
      about: 'All transactions that were ever included and executed.',
      value: <a href="/explorer?show=transactions">{formatCount(transactions)}</a>,
      note: `${formatCount(recent(picture))} in the last minute`,
    },
    {
      name: 'Finality',
      about: 'How long transactions took from their acceptance until they could never be undone again.',
      value: finalityMs === null ? '—' : formatDuration(finalityMs),
      note: finalityMs === null ? 'no transaction since the start' : 'median of the newest',
    },
  ]
}

function recent({ seconds }: ChainPicture): number {
  const newest = seconds.at(-1)?.at ?? 0
  return seconds.filter(({ at }) => at > newest - 60).reduce((sum, second) => sum + second.transactions, 0)
}
