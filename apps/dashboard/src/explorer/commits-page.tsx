import type { CommitSummary } from '@demiurge/api'
import { Button, Card, type Column, EmptyState, Hash, Segmented, Table, TimeAgo } from '@demiurge/design'
import { formatCount } from '@demiurge/design/format'
import { ArrowUp } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useLiveChain } from '../live/live-provider.tsx'
import { links } from '../router/links.ts'
import { navigate } from '../router/location.ts'
import type { PageProps } from '../router/routes.ts'
import { PageHead } from '../shared/page-head.tsx'
import { LoadMore } from '../works/load-more.tsx'
import { type Pages, usePages } from '../works/use-pages.ts'
import { SearchField } from './search-field.tsx'

const COLUMNS: readonly Column<CommitSummary>[] = [
  {
    key: 'height',
    header: 'Commit',
    cell: ({ height }) => (
      <a className="d-name-link d-num" href={links.commit(height)}>
        {formatCount(height)}
      </a>
    ),
  },
  {
    key: 'transactions',
    header: 'Transactions',
    align: 'right',
    cell: ({ transactions }) =>
      transactions === 0 ? <span className="d-faint">0</span> : formatCount(transactions),
  },
  {
    key: 'failed',
    header: 'Failed',
    align: 'right',
    phone: 'hide',
    cell: ({ failed }) => formatCount(failed),
  },
  {
    key: 'blocks',
    header: 'Blocks',
    align: 'right',
    phone: 'hide',
    cell: ({ blocks }) => formatCount(blocks),
  },
  {
    key: 'weight',
    header: 'Weight',
    align: 'right',
    phone: 'hide',
    cell: ({ weight }) => formatCount(weight),
  },
  {
    key: 'leader',
    header: 'Leader',
    phone: 'hide',
    cell: ({ leader, author }) => (
      <span className="d-row">
        <Hash value={leader} href={links.block(leader)} label="leader block" copy={false} />
        <span className="d-faint">{`seat ${author}`}</span>
      </span>
    ),
  },
  {
    key: 'time',
    header: 'Time',
    align: 'right',
    cell: ({ timestampMs }) => <TimeAgo timestampMs={timestampMs} />,
  },
]

const FILTERS = [
  { value: 'transactions', label: 'With transactions' },
  { value: 'all', label: 'All' },
] as const

/** Commits, newest first. New ones wait behind a button: the list never moves by itself. */
export function CommitsPage({ query }: PageProps): ReactNode {
  const show = query.get('show') === 'all' ? 'all' : 'transactions'
  const [turn, setTurn] = useState(0)
  const pages = useCommits(show === 'transactions', turn)
  const { entries } = pages
  const fresh = useFresh(entries?.[0]?.height, show === 'transactions')
  return (
    <div className="d-stack-l">
      <PageHead
        title="Explorer"
        actions={
          <Segmented
            label="Which commits"
            value={show}
            options={FILTERS}
            onChange={(value) => navigate(`/explorer?show=${value}`, { replace: true })}
          />
        }
      >
        Commits, transactions, blocks and accounts
      </PageHead>
      <SearchField />
      <Card
        title="Commits"
        flush
        actions={
          fresh > 0 && (
            <Button size="small" onClick={() => setTurn(turn + 1)}>
              <ArrowUp aria-hidden />
              {`${formatCount(fresh)} new`}
            </Button>
          )
        }
      >
        {entries !== undefined && entries.length === 0 ? (
          <EmptyState title="No transactions yet">
            The chain runs, but nothing was sent so far. Show all commits to see it move.
          </EmptyState>
        ) : (
          <Table
            caption="Commits, newest first"
            columns={COLUMNS}
            rows={entries}
            rowKey={({ height }) => String(height)}
            skeletonRows={12}
          />
        )}
      </Card>
      <LoadMore pages={pages} />
    </div>
  )
}

function useCommits(withTransactions: boolean, turn: number): Pages<CommitSummary> {
  return usePages(`${withTransactions} ${turn}`, async (client, before) => {
    const limit = 30
    const commits = await client.request('chain_listCommits', { before, limit, withTransactions })
    return { entries: commits, next: commits.length === limit ? (commits.at(-1)?.height ?? null) : null }
  })
}

/** How many commits of the wanted kind are newer than the first in the list. */
function useFresh(first: bigint | undefined, withTransactions: boolean): number {
  const { commits } = useLiveChain()
  if (first === undefined) return 0
  return commits.filter(
    ({ height, transactions }) => height > first && (!withTransactions || transactions > 0),
  ).length
}
