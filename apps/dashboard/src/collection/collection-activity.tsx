import type { ItemEvent } from '@demiurge/api'
import { Card, EmptyState, Hash, Segmented, Skeleton, TimeAgo } from '@demiurge/design'
import { type ReactNode, useState } from 'react'
import { links } from '../router/links.ts'
import { LongTable } from '../shared/long-table.tsx'
import { usePages } from '../works/use-pages.ts'

const KINDS = [
  { value: 'all', label: 'All' },
  { value: 'minted', label: 'Minted' },
  { value: 'transferred', label: 'Transferred' },
  { value: 'burned', label: 'Burned' },
] as const
type Kind = (typeof KINDS)[number]['value']

/** What happened to the works of a collection, newest first. */
export function CollectionActivity({ id }: { readonly id: string }): ReactNode {
  const [kind, setKind] = useState<Kind>('all')
  const pages = usePages<ItemEvent, string>(`events ${id} ${kind}`, async (client, after) => {
    const kinds = kind === 'all' ? null : [kind]
    const { events, next } = await client.request('nft_listEvents', {
      collection: id,
      kinds,
      after,
      limit: 100,
    })
    return { entries: events, next }
  })
  const { entries } = pages
  return (
    <div className="d-stack">
      <Segmented label="Kinds of events" options={KINDS} value={kind} onChange={setKind} />
      {entries === undefined && pages.error === undefined && (
        <Skeleton height={240} radius="var(--radius-l)" />
      )}
      {entries?.length === 0 && (
        <EmptyState title="Nothing of the kind">No such event has been seen here.</EmptyState>
      )}
      {entries !== undefined && entries.length > 0 && (
        <Card flush>
          <LongTable
            caption="Events of the collection, newest first"
            pages={pages}
            rowKey={({ item, entry }) => `${entry.transaction} ${item} ${entry.kind} ${entry.detail}`}
            columns={[
              {
                key: 'work',
                header: 'Work',
                width: 'minmax(0, 1fr)',
                cell: ({ item, name }) => (
                  <a className="d-name-link d-truncate" href={links.item(item)}>
                    {name === '' ? 'Untitled' : name}
                  </a>
                ),
              },
              {
                key: 'event',
                header: 'Event',
                width: 'minmax(0, 1.4fr)',
                cell: ({ entry }) => (
                  <span className="d-truncate" title={entry.detail}>
                    {entry.detail}
                  </span>
                ),
              },
              {
                key: 'transaction',
                header: 'Transaction',
                width: '132px',
                phone: 'hide',
                cell: ({ entry }) => (
                  <Hash value={entry.transaction} href={links.transaction(entry.transaction)} copy={false} />
                ),
              },
              {
                key: 'when',
                header: 'When',
                width: '96px',
                align: 'right',
                cell: ({ entry }) => <TimeAgo timestampMs={entry.timestampMs} />,
              },
            ]}
          />
        </Card>
      )}
    </div>
  )
}
