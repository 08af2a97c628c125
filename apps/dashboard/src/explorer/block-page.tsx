import type { BlockView } from '@demiurge/api'
import {
  Badge,
  Card,
  EmptyState,
  ErrorState,
  Hash,
  LinkButton,
  Skeleton,
  TimeAgo,
  useRequest,
} from '@demiurge/design'
import { formatBytes, formatCount } from '@demiurge/design/format'
import type { ReactNode } from 'react'
import { links } from '../router/links.ts'
import type { PageProps } from '../router/routes.ts'
import { Facts } from '../shared/facts.tsx'
import { PageHead } from '../shared/page-head.tsx'

const SHOWN = 200

/** One block of the DAG: its signed header and what it carries. */
export function BlockPage({ params }: PageProps): ReactNode {
  const { id = '' } = params
  const { data, error, reload } = useRequest('chain_getBlock', { id })
  if (error !== undefined && data === undefined)
    return (
      <ErrorState
        title="There is no such block here"
        error={error}
        onRetry={reload}
        actions={<LinkButton href="/explorer">Newest commits</LinkButton>}
      />
    )
  return data === undefined ? <Skeleton height={320} radius="var(--radius-l)" /> : <Block view={data} />
}

function Block({ view }: { readonly view: BlockView }): ReactNode {
  const { id, signed, transactions, commit } = view
  const { header } = signed
  return (
    <div className="d-stack-l">
      <PageHead
        kind="Block"
        title={<Hash value={id} label="block" head={10} tail={6} />}
        tab={`Block of round ${header.round}`}
      >
        <Badge tone={commit === null ? 'neutral' : 'ok'}>
          {commit === null ? 'Not ordered yet' : 'Ordered'}
        </Badge>{' '}
        <TimeAgo timestampMs={header.timestampMs} />
      </PageHead>
      <Card>
        <BlockFacts view={view} />
      </Card>
      <Card title={`Transactions (${formatCount(transactions.length)})`}>
        {transactions.length === 0 ? (
          <EmptyState title="An empty block">Its author kept the rhythm; nothing was waiting.</EmptyState>
        ) : (
          <HashList ids={transactions} to={links.transaction} label="transaction" />
        )}
      </Card>
    </div>
  )
}

function BlockFacts({ view }: { readonly view: BlockView }): ReactNode {
  const { header, signature } = view.signed
  const { checkpointVote } = header
  return (
    <Facts
      wide
      facts={[
        ['Round', formatCount(header.round)],
        ['Author', `Seat ${header.author} of epoch ${header.epoch}`],
        [
          'Ordered by',
          view.commit === null ? (
            'No commit yet'
          ) : (
            <a
              key="commit"
              className="d-link"
              href={links.commit(view.commit)}
            >{`commit ${formatCount(view.commit)}`}</a>
          ),
        ],
        ['Parents', <HashList key="parents" ids={header.parents} to={links.block} label="parent" />],
        ['Payload', formatBytes(header.payloadBytes)],
        [
          'Votes for',
          checkpointVote === null ? (
            'no checkpoint'
          ) : (
            <span key="vote" className="d-row d-wrap">
              {`checkpoint ${formatCount(checkpointVote.index)}`}
              <Hash value={checkpointVote.digest} label="checkpoint digest" />
            </span>
          ),
        ],
        ['Signature', formatBytes(signature.length)],
        ['Payload root', <Hash key="root" value={header.payloadRoot} label="payload root" />],
      ]}
    />
  )
}

function HashList({
  ids,
  to,
  label,
}: {
  readonly ids: readonly string[]
  readonly to: (id: string) => string
  readonly label: string
}): ReactNode {
  if (ids.length === 0) return 'None'
  return (
    <span className="d-row d-wrap">
      {ids.slice(0, SHOWN).map((id) => (
        <Hash key={id} value={id} href={to(id)} label={label} copy={false} />
      ))}
      {ids.length > SHOWN && <span className="d-faint">{`and ${formatCount(ids.length - SHOWN)} more`}</span>}
    </span>
  )
}
