import type { TransactionStatus, TransactionView } from '@demiurge/api'
import {
  Amount,
  Badge,
  Card,
  ErrorState,
  Hash,
  LinkButton,
  Skeleton,
  useRequest,
  useTopic,
} from '@demiurge/design'
import { formatBytes, formatCount, formatTime, groupDigits } from '@demiurge/design/format'
import { ShieldCheck } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { links } from '../router/links.ts'
import type { PageProps } from '../router/routes.ts'
import { AccountLink } from '../shared/account-link.tsx'
import { Facts } from '../shared/facts.tsx'
import { PageHead } from '../shared/page-head.tsx'
import { decodeCall } from './decode.ts'
import { Decoded } from './decoded-view.tsx'
import { Stages } from './stages.tsx'
import { TransactionEvents } from './transaction-events.tsx'
import { Outcome } from './transaction-table.tsx'

const MORE_TO_COME = new Set(['pending', 'included', 'final'])

/** One transaction: where it is, what it asked for, and what came of it. Follows its stages live. */
export function TransactionPage({ params }: PageProps): ReactNode {
  const { id = '' } = params
  const { data, error, reload } = useRequest('tx_get', { id })
  const [followed, setFollowed] = useState<TransactionStatus>()
  const stage = followed?.stage ?? data?.status.stage
  useTopic('transaction', stage !== undefined && MORE_TO_COME.has(stage) ? { id } : null, setFollowed)
  if (error !== undefined && data === undefined)
    return (
      <ErrorState
        title="The node does not know this transaction"
        error={error}
        onRetry={reload}
        actions={<LinkButton href="/explorer">Newest commits</LinkButton>}
      />
    )
  if (data === undefined) return <Skeleton height={320} radius="var(--radius-l)" />
  return <Transaction view={data} status={followed ?? data.status} />
}

function Transaction({
  view,
  status,
}: {
  readonly view: TransactionView
  readonly status: TransactionStatus
}): ReactNode {
  const { transaction } = view
  const final = status.stage === 'final' || status.stage === 'certified'
  return (
    <div className="d-stack-l">
      <PageHead
        kind="Transaction"
        title={<Hash value={status.id} label="transaction" head={10} tail={6} />}
        tab="Transaction"
        actions={
          final && (
            <LinkButton kind="primary" href={links.verifyTransaction(status.id)}>
              <ShieldCheck aria-hidden />
              Verify in this browser
            </LinkButton>
          )
        }
      >
        {status.receipt !== null && <Outcome status={status.receipt.outcome.kind} />}
      </PageHead>
      <Stages status={status} />
      <Failure status={status} />
      <Card title="Details">
        <TransactionFacts view={view} status={status} />
      </Card>
      <Card title={`Calls (${transaction.calls.length})`}>
        <ol className="d-stack">
          {transaction.calls.slice(0, 100).map((call, index) => (
            // The calls of a transaction never change.
            <li key={`${call.method} ${String(index)}`}>
              <Decoded decoded={decodeCall(call)} number={index} />
            </li>
          ))}
        </ol>
        {transaction.calls.length > 100 && (
          <p className="d-faint">{`and ${formatCount(transaction.calls.length - 100)} more`}</p>
        )}
      </Card>
      {final && <TransactionEvents id={status.id} />}
    </div>
  )
}

function Failure({ status }: { readonly status: TransactionStatus }): ReactNode {
  const outcome = status.receipt?.outcome
  if (outcome === undefined || outcome.kind === 'applied') return null
  const { code, message } = outcome.value
  const what =
    outcome.kind === 'failed'
      ? `Call ${outcome.value.call + 1} broke a rule, so nothing of the transaction happened; the fee was kept.`
      : 'It could not be included where it came in the order, and nothing happened at all.'
  return (
    <div className="notice" data-tone="danger" role="note">
      <p>
        <strong className="d-mono">{code}</strong> {groupDigits(message)}
      </p>
      <p>{what}</p>
    </div>
  )
}

function TransactionFacts({
  view,
  status,
}: {
  readonly view: TransactionView
  readonly status: TransactionStatus
}): ReactNode {
  const { transaction, suites, bytes } = view
  const { receipt } = status
  return (
    <Facts
      wide
      facts={[
        ['Sender', <AccountLink key="sender" address={transaction.sender} />],
        [
          'Paid by',
          transaction.payer === null ? undefined : <AccountLink key="payer" address={transaction.payer} />,
        ],
        [
          'Commit',
          status.height === null ? undefined : (
            <span key="commit">
              <a className="d-link" href={links.commit(status.height)}>
                {formatCount(status.height)}
              </a>
              {status.index !== null && (
                <span className="d-faint">{`, number ${formatCount(status.index + 1)} in it`}</span>
              )}
            </span>
          ),
        ],
        ['Fee', receipt === null ? undefined : <Amount key="fee" sparks={receipt.fee} />],
        ['Most it may cost', <Amount key="max" sparks={transaction.maxFee} />],
        ['Tip', transaction.tip === 0n ? undefined : <Amount key="tip" sparks={transaction.tip} />],
        [
          'Signed with',
          <span key="suites" className="d-row d-wrap">
            {suites.map((suite, index) => (
              // A policy may have two keys of one suite; their order is that of the signatures.
              <Badge key={`${suite} ${String(index)}`}>{suite}</Badge>
            ))}
          </span>,
        ],
        [
          'Weight and size',
          `${receipt === null ? '—' : formatCount(receipt.weight)} units, ${formatBytes(bytes)}`,
        ],
        ['Order', `number ${formatCount(transaction.nonce)} of lane ${transaction.lane}`],
        ['Valid', `${formatTime(transaction.validFrom)} to ${formatTime(transaction.validUntil)}`],
        ['Anchor', <Hash key="anchor" value={transaction.anchor} label="anchor" />],
      ]}
    />
  )
}
