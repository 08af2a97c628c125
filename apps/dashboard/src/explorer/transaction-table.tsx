import type { TransactionSummary } from '@demiurge/api'
import { Amount, Badge, type Column, Hash, Table, TimeAgo, type Tone } from '@demiurge/design'
import { sentenceCase } from '@demiurge/design/format'
import type { ReactNode } from 'react'
import { links } from '../router/links.ts'
import { AccountLink } from '../shared/account-link.tsx'

const TONES: Readonly<Record<string, Tone>> = { applied: 'ok', failed: 'danger', dropped: 'warn' }

/** What became of a transaction, as one word. */
export function Outcome({ status }: { readonly status: string }): ReactNode {
  return <Badge tone={TONES[status] ?? 'neutral'}>{sentenceCase(status)}</Badge>
}

const COLUMNS: readonly Column<TransactionSummary>[] = [
  {
    key: 'id',
    header: 'Transaction',
    cell: ({ id }) => <Hash value={id} href={links.transaction(id)} label="transaction" copy={false} />,
  },
  { key: 'calls', header: 'Calls', cell: ({ methods, calls }) => <Calls methods={methods} calls={calls} /> },
  {
    key: 'sender',
    header: 'Sender',
    phone: 'hide',
    cell: ({ sender }) => <AccountLink address={sender} copy={false} />,
  },
  { key: 'status', header: 'Outcome', cell: ({ status }) => <Outcome status={status} /> },
  {
    key: 'fee',
    header: 'Fee',
    align: 'right',
    phone: 'hide',
    cell: ({ fee }) => <Amount sparks={fee} decimals={6} />,
  },
  {
    key: 'time',
    header: 'Time',
    align: 'right',
    phone: 'hide',
    cell: ({ timestampMs }) => <TimeAgo timestampMs={timestampMs} />,
  },
]

/** Transactions below each other. */
export function TransactionTable({
  transactions,
  caption,
}: {
  readonly transactions: readonly TransactionSummary[] | undefined
  readonly caption: string
}): ReactNode {
  return <Table caption={caption} columns={COLUMNS} rows={transactions} rowKey={({ id }) => id} />
}

function Calls({
  methods,
  calls,
}: {
  readonly methods: readonly string[]
  readonly calls: number
}): ReactNode {
  const [first = 'none'] = methods
  return (
    <span className="d-row">
      <span className="d-mono">{first}</span>
      {calls > 1 && <span className="d-faint">{`+${calls - 1}`}</span>}
    </span>
  )
}
