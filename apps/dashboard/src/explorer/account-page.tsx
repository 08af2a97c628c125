import type { AccountView, TransactionSummary } from '@demiurge/api'
import { CodecError, formatAddress, parseAddress } from '@demiurge/codec'
import {
  Badge,
  Card,
  EmptyState,
  ErrorState,
  Hash,
  LinkButton,
  Skeleton,
  Tabs,
  useRequest,
} from '@demiurge/design'
import { formatCount, shortenMiddle } from '@demiurge/design/format'
import type { ReactNode } from 'react'
import { WatchButton } from '../notices/watch-button.tsx'
import type { PageProps } from '../router/routes.ts'
import { useAccountName } from '../shared/account-link.tsx'
import { PageHead } from '../shared/page-head.tsx'
import { CollectionCard, useCollections } from '../works/collections-page.tsx'
import { LoadMore } from '../works/load-more.tsx'
import { type Pages, usePages } from '../works/use-pages.ts'
import { WorkGrid } from '../works/work-grid.tsx'
import { AccountActivity } from './account-activity.tsx'
import { ProvenBalance } from './proven-balance.tsx'
import { TransactionTable } from './transaction-table.tsx'

/** One account: what it has, what it made, what it did. */
export function AccountPage({ params }: PageProps): ReactNode {
  const address = readAddress(params.address ?? '')
  if (address instanceof Error)
    return (
      <ErrorState
        title="That is no address"
        error={address}
        actions={<LinkButton href="/explorer">Go to the explorer</LinkButton>}
      />
    )
  return <Account address={address} />
}

function readAddress(text: string): string | Error {
  if (/^0x[0-9a-f]{64}$/.test(text)) return text
  try {
    return parseAddress(text)
  } catch (error) {
    if (error instanceof CodecError) return error
    throw error
  }
}

function Account({ address }: { readonly address: string }): ReactNode {
  const { data, error, reload } = useRequest('account_get', { address }, { refreshMs: 5_000 })
  const written = formatAddress(address)
  const name = useAccountName(address)
  return (
    <div className="d-stack-l">
      <PageHead
        kind="Account"
        title={name ?? <Hash value={written} label="address" head={12} tail={8} />}
        tab={name ?? 'Account'}
        actions={<WatchButton kind="account" id={address} name={name ?? shortenMiddle(written, 9, 4)} />}
      >
        {name !== undefined && <Hash value={written} label="address" head={12} tail={8} />}
      </PageHead>
      {error !== undefined && data === undefined ? (
        <ErrorState error={error} onRetry={reload} />
      ) : (
        <Figures address={address} account={data} />
      )}
      <Tabs
        label="What the account has and did"
        tabs={[
          {
            value: 'works',
            label: data === undefined ? 'Works' : `Works (${formatCount(data.items)})`,
            content: (
              <WorkGrid
                owner={address}
                empty={<EmptyState title="No works">This account owns none.</EmptyState>}
              />
            ),
          },
          {
            value: 'transactions',
            label: 'Transactions',
            content: <AccountTransactions address={address} />,
          },
          { value: 'activity', label: 'Activity', content: <AccountActivity address={address} /> },
          { value: 'collections', label: 'Collections', content: <AccountCollections address={address} /> },
        ]}
      />
    </div>
  )
}

function Figures({
  address,
  account,
}: {
  readonly address: string
  readonly account: AccountView | undefined
}): ReactNode {
  const placeholder = <Skeleton width={96} height={28} />
  return (
    <dl className="figures" data-lead>
      <ProvenBalance address={address} account={account} />
      <div>
        <dt>Works</dt>
        <dd>{account === undefined ? placeholder : formatCount(account.items)}</dd>
        <dd className="figure-note">owned now</dd>
      </div>
      <div>
        <dt>Next transaction</dt>
        <dd>{account === undefined ? placeholder : `number ${formatCount(account.nonce)}`}</dd>
        <dd className="figure-note">in lane 0</dd>
      </div>
      <div>
        <dt>Keys</dt>
        <dd>
          {account === undefined ? (
            placeholder
          ) : (
            <Badge tone={account.registered ? 'ok' : 'neutral'}>
              {account.registered ? 'Stored on chain' : 'Not used yet'}
            </Badge>
          )}
        </dd>
        <dd className="figure-note">stored at the first transaction</dd>
      </div>
    </dl>
  )
}

function AccountTransactions({ address }: { readonly address: string }): ReactNode {
  const pages: Pages<TransactionSummary> = usePages(`transactions ${address}`, async (client, before) => {
    const { transactions, next } = await client.request('account_listTransactions', {
      address,
      before,
      limit: 30,
    })
    return { entries: transactions, next }
  })
  const { entries } = pages
  if (entries !== undefined && entries.length === 0)
    return (
      <EmptyState title="No transactions">This account neither sent nor received anything yet.</EmptyState>
    )
  return (
    <>
      {(entries !== undefined || pages.error === undefined) && (
        <Card flush>
          <TransactionTable caption="Transactions of the account, newest first" transactions={entries} />
        </Card>
      )}
      <LoadMore pages={pages} />
    </>
  )
}

function AccountCollections({ address }: { readonly address: string }): ReactNode {
  const pages = useCollections(address)
  const { entries } = pages
  if (entries !== undefined && entries.length === 0)
    return <EmptyState title="No collections">This account has opened none.</EmptyState>
  return (
    <>
      {entries === undefined && pages.error === undefined && (
        <Skeleton height={240} radius="var(--radius-l)" />
      )}
      <div className="collections">
        {entries?.map((view) => (
          <CollectionCard key={view.id} view={view} />
        ))}
      </div>
      <LoadMore pages={pages} />
    </>
  )
}
