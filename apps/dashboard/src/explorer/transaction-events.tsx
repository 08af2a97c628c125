import { Card, EmptyState, ErrorState, Skeleton, useRequest } from '@demiurge/design'
import { formatCount } from '@demiurge/design/format'
import type { ReactNode } from 'react'
import { decodeEvent } from './decode.ts'
import { Decoded } from './decoded-view.tsx'

const SHOWN = 100

/** What a final transaction announced. */
export function TransactionEvents({ id }: { readonly id: string }): ReactNode {
  const { data, error, reload } = useRequest('tx_getEvents', { id }, { staleMs: Number.POSITIVE_INFINITY })
  if (error !== undefined && data === undefined) return <ErrorState error={error} onRetry={reload} />
  return (
    <Card title={data === undefined ? 'Events' : `Events (${formatCount(data.length)})`}>
      {data === undefined && <Skeleton height={80} />}
      {data?.length === 0 && (
        <EmptyState title="No events">Nothing happened that its modules announce.</EmptyState>
      )}
      <ol className="d-stack">
        {data?.slice(0, SHOWN).map(({ event }, index) => (
          // The events of a final transaction never change.
          <li key={`${event.name} ${String(index)}`}>
            <Decoded decoded={decodeEvent(event)} number={index} />
          </li>
        ))}
      </ol>
      {data !== undefined && data.length > SHOWN && (
        <p className="d-faint">{`and ${formatCount(data.length - SHOWN)} more`}</p>
      )}
    </Card>
  )
}
