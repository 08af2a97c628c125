import type { ValidatorView } from '@demiurge/api'
import { Amount, Badge, Card, type Column, Table, type Tone } from '@demiurge/design'
import { sentenceCase } from '@demiurge/design/format'
import type { ReactNode } from 'react'
import { AccountLink } from '../shared/account-link.tsx'

const TONES: Readonly<Record<string, Tone>> = {
  seated: 'ok',
  waiting: 'neutral',
  out: 'danger',
  retired: 'warn',
}

/** Basis points as a share in per cent. */
function percent(bps: number): string {
  return `${(bps / 100).toFixed(bps % 100 === 0 ? 0 : 1)} %`
}

/** How a validator does as a leader since the schedule last changed, or that it has to make way. */
function Leading({ leading }: Pick<ValidatorView, 'leading'>): ReactNode {
  if (leading === null) return '–'
  if (!leading.leads) return <Badge tone="warn">makes way</Badge>
  return `${leading.committed} of ${leading.committed + leading.skipped}`
}

/** All validators with stake, weight, uptime and punishments. */
export function ValidatorsTable({
  validators,
}: {
  readonly validators: readonly ValidatorView[] | undefined
}): ReactNode {
  const total = (validators ?? []).reduce((sum, { weight }) => sum + weight, 0n)
  const columns: readonly Column<ValidatorView>[] = [
    {
      key: 'name',
      header: 'Validator',
      cell: ({ name, account }) => (
        <span className="d-stack-s">
          <strong>{name || 'Without a name'}</strong>
          <AccountLink address={account} copy={false} />
        </span>
      ),
    },
    {
      key: 'status',
      header: 'Status',
      cell: ({ status }) => <Badge tone={TONES[status] ?? 'neutral'}>{sentenceCase(status)}</Badge>,
    },
    {
      key: 'stake',
      header: 'Stake',
      align: 'right',
      cell: ({ stake }) => <Amount sparks={stake} decimals={0} />,
    },
    {
      key: 'weight',
      header: 'Votes',
      align: 'right',
      phone: 'hide',
      cell: ({ weight }) => (total === 0n ? '–' : percent(Number((weight * 10_000n) / total))),
    },
    {
      key: 'uptime',
      header: 'Blocks in order',
      align: 'right',
      phone: 'hide',
      cell: ({ uptimeBps }) => (uptimeBps === null ? '–' : percent(uptimeBps)),
    },
    {
      key: 'leading',
      header: 'Leader slots kept',
      align: 'right',
      phone: 'hide',
      cell: ({ leading }) => <Leading leading={leading} />,
    },
    {
      key: 'commission',
      header: 'Commission',
      align: 'right',
      phone: 'hide',
      cell: ({ commissionBps }) => percent(commissionBps),
    },
    {
      key: 'earned',
      header: 'Earned',
      align: 'right',
      phone: 'hide',
      cell: ({ earned }) => <Amount sparks={earned} decimals={2} />,
    },
    {
      key: 'slashed',
      header: 'Slashed',
      align: 'right',
      phone: 'hide',
      cell: ({ slashed }) => (slashed === 0n ? 'Never' : <Amount sparks={slashed} decimals={2} />),
    },
  ]
  return (
    <Card title="Validators" flush>
      <Table
        caption="Validators by stake"
        columns={columns}
        rows={validators}
        rowKey={({ account }) => account}
      />
    </Card>
  )
}
