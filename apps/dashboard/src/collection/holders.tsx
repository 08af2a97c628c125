import type { Holder } from '@demiurge/api'
import { Card, EmptyState, Skeleton } from '@demiurge/design'
import { formatCount } from '@demiurge/design/format'
import type { ReactNode } from 'react'
import { AccountLink } from '../shared/account-link.tsx'
import { LongTable } from '../shared/long-table.tsx'
import { usePages } from '../works/use-pages.ts'

/** Who holds how much of a collection, largest first; as long as it may be. */
export function CollectionHolders({ id, items }: { readonly id: string; readonly items: number }): ReactNode {
  const pages = usePages<Holder, string>(`holders ${id}`, async (client, after) => {
    const { holders, next, total } = await client.request('nft_listHolders', {
      collection: id,
      after,
      limit: 100,
    })
    return { entries: holders, next, total }
  })
  const { entries } = pages
  if (entries === undefined && pages.error === undefined)
    return <Skeleton height={240} radius="var(--radius-l)" />
  if (entries?.length === 0)
    return <EmptyState title="Nobody holds any">All of its works were burned, or none was minted.</EmptyState>
  return (
    <Card flush>
      <LongTable
        caption="Holders, largest first"
        pages={pages}
        rowKey={({ address }) => address}
        columns={[
          {
            key: 'rank',
            header: '#',
            width: '32px',
            cell: (_, index) => formatCount(index + 1),
          },
          {
            key: 'holder',
            header: 'Holder',
            width: 'minmax(0, 1fr)',
            cell: ({ address }) => <AccountLink address={address} />,
          },
          {
            key: 'items',
            header: 'Works',
            width: '64px',
            align: 'right',
            cell: (holder) => formatCount(holder.items),
          },
          {
            key: 'share',
            header: 'Share',
            width: '80px',
            align: 'right',
            cell: (holder) => `${((holder.items / Math.max(1, items)) * 100).toFixed(2)} %`,
          },
        ]}
      />
    </Card>
  )
}
