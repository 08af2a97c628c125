import type { CommitView } from '@demiurge/api'
import {
  Badge,
  Button,
  Card,
  EmptyState,
  ErrorState,
  Hash,
  LinkButton,
  Skeleton,
  TimeAgo,
  useRequest,
} from '@demiurge/design'
import { formatCount } from '@demiurge/design/format'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useLiveChain } from '../live/live-provider.tsx'
import { links } from '../router/links.ts'
import type { PageProps } from '../router/routes.ts'
import { Facts } from '../shared/facts.tsx'
import { PageHead } from '../shared/page-head.tsx'
import { TransactionTable } from './transaction-table.tsx'

/** One commit: a decided leader, the blocks it brought into the order, and their transactions. */
export function CommitPage({ params }: PageProps): ReactNode {
  const height = heightOf(params.height)
  const { data, error, reload } = useRequest('chain_getCommit', height === undefined ? null : { height })
  if (height === undefined)
    return (
      <ErrorState
        title="That is no height"
        error={new Error('A commit is named by a whole number, such as 42.')}
      />
    )
  if (error !== undefined && data === undefined)
    return (
      <ErrorState
        title={`There is no commit ${formatCount(height)} here`}
        error={error}
        onRetry={reload}
        actions={<LinkButton href="/explorer">Newest commits</LinkButton>}
      />
    )
  return data === undefined ? <Skeleton height={320} radius="var(--radius-l)" /> : <Commit view={data} />
}

function heightOf(text: string | undefined): bigint | undefined {
  return text !== undefined && /^\d{1,18}$/.test(text) ? BigInt(text) : undefined
}

function Commit({ view }: { readonly view: CommitView }): ReactNode {
  const { summary, transactions } = view
  const { height } = summary
  return (
    <div className="d-stack-l">
      <PageHead
        kind="Commit"
        title={formatCount(height)}
        tab={`Commit ${height}`}
        actions={<Neighbours height={height} />}
      >
        <CertifiedBadge view={view} /> <TimeAgo timestampMs={summary.timestampMs} />
      </PageHead>
      <Card>
        <CommitFacts view={view} />
      </Card>
      <Card title={`Transactions (${formatCount(transactions.length)})`} flush>
        {transactions.length === 0 ? (
          <EmptyState title="An empty commit">
            The committee kept the rhythm; nobody had sent anything.
          </EmptyState>
        ) : (
          <TransactionsInSteps view={view} />
        )}
      </Card>
    </div>
  )
}

function Neighbours({ height }: { readonly height: bigint }): ReactNode {
  const { height: newest } = useLiveChain()
  return (
    <>
      {height > 1n && (
        <LinkButton href={links.commit(height - 1n)} size="small">
          <ChevronLeft aria-hidden />
          Earlier
        </LinkButton>
      )}
      {height < newest && (
        <LinkButton href={links.commit(height + 1n)} size="small">
          Later
          <ChevronRight aria-hidden />
        </LinkButton>
      )}
    </>
  )
}

function CertifiedBadge({ view }: { readonly view: CommitView }): ReactNode {
  const { certifiedHeight } = useLiveChain()
  const certified = view.certifiedBy !== null || certifiedHeight >= view.summary.height
  return (
    <Badge tone={certified ? 'ok' : 'accent'}>{certified ? 'Certified' : 'Final, not yet certified'}</Badge>
  )
}

function CommitFacts({ view }: { readonly view: CommitView }): ReactNode {
  const { summary, blocks, certifiedBy } = view
  return (
    <Facts
      wide
      facts={[
        [
          'Leader',
          <span key="leader" className="d-row">
            <Hash value={summary.leader} href={links.block(summary.leader)} label="leader block" />
            <span className="d-faint">{`seat ${summary.author}, round ${formatCount(summary.round)}`}</span>
          </span>,
        ],
        [
          'Blocks',
          <span key="blocks" className="d-row d-wrap">
            {blocks.slice(0, 12).map((id) => (
              <Hash key={id} value={id} href={links.block(id)} label="block" copy={false} />
            ))}
            {blocks.length > 12 && (
              <span className="d-faint">{`and ${formatCount(blocks.length - 12)} more`}</span>
            )}
          </span>,
        ],
        ['Weight', formatCount(summary.weight)],
        [
          'Certified by',
          certifiedBy === null ? undefined : (
            <a key="by" className="d-link" href={links.commit(certifiedBy)}>
              {`the checkpoint at ${formatCount(certifiedBy)}`}
            </a>
          ),
        ],
        ['Digest', <Hash key="digest" value={summary.digest} label="digest" />],
        ['State root', <Hash key="root" value={summary.stateRoot} label="state root" />],
      ]}
    />
  )
}

const STEP = 100

/** A commit may hold hundreds of thousands: they are shown by the hundred. */
function TransactionsInSteps({ view }: { readonly view: CommitView }): ReactNode {
  const [shown, setShown] = useState(STEP)
  const { transactions } = view
  return (
    <>
      <TransactionTable caption="Transactions of the commit" transactions={transactions.slice(0, shown)} />
      {shown < transactions.length && (
        <div className="load-more">
          <Button
            onClick={() => setShown(shown + STEP)}
          >{`Show more (${formatCount(transactions.length - shown)} left)`}</Button>
        </div>
      )}
    </>
  )
}
