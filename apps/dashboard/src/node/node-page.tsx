import type { ChainInfo, EpochView, NodeStatus } from '@demiurge/api'
import { Badge, Card, ErrorState, Hash, LinkButton, Skeleton, usePage, useRequest } from '@demiurge/design'
import { formatBytes, formatCount, formatDuration } from '@demiurge/design/format'
import { ExternalLink } from 'lucide-react'
import type { ReactNode } from 'react'
import { links } from '../router/links.ts'
import { AccountLink } from '../shared/account-link.tsx'
import { Facts } from '../shared/facts.tsx'
import { PageHead } from '../shared/page-head.tsx'
import { IndexStatusCard } from './index-status.tsx'
import { LiveFigures } from './live-figures.tsx'

const REFRESH_MS = 3_000

/** How the node behind this page fares, what chain it serves, and where its interface is described. */
export function NodePage(): ReactNode {
  const status = useRequest('node_getStatus', {}, { refreshMs: REFRESH_MS, staleMs: 0 })
  const info = useRequest('chain_getInfo', {}, { staleMs: Number.POSITIVE_INFINITY })
  const epoch = useRequest('chain_getEpoch', {}, { refreshMs: REFRESH_MS })
  const { data, error, reload } = status
  return (
    <div className="d-stack-l">
      <PageHead title="Node">The one that this page is connected to</PageHead>
      {error !== undefined && data === undefined && <ErrorState error={error} onRetry={reload} />}
      {error === undefined && data === undefined && <Skeleton height={280} radius="var(--radius-l)" />}
      {data !== undefined && <Status status={data} stale={error !== undefined} />}
      <LiveFigures />
      <div className="home-columns">
        {info.data === undefined || epoch.data === undefined ? (
          <Skeleton height={280} radius="var(--radius-l)" />
        ) : (
          <Chain info={info.data} epoch={epoch.data} />
        )}
        <div className="d-stack">
          <IndexStatusCard />
          <Interfaces />
        </div>
      </div>
    </div>
  )
}

function Status({ status, stale }: { readonly status: NodeStatus; readonly stale: boolean }): ReactNode {
  const { ready, reasons } = status
  return (
    <Card
      title="Health"
      actions={
        <Badge tone={stale ? 'warn' : ready ? 'ok' : 'danger'}>
          {stale ? 'Does not answer' : ready ? 'Ready' : 'Not ready'}
        </Badge>
      }
    >
      {reasons.length > 0 && (
        <ul className="notice" data-tone="danger">
          {reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      <Facts
        wide
        facts={[
          ['Version', status.version],
          ['Running for', formatDuration(status.uptimeMs)],
          ['Storage', status.store],
          [
            'Height',
            <a key="height" className="d-link" href={links.commit(status.height)}>
              {formatCount(status.height)}
            </a>,
          ],
          ['Certified', formatCount(status.certifiedHeight)],
          [
            'Pool',
            `${formatCount(status.pool)} ${status.pool === 1 ? 'transaction' : 'transactions'}, ${formatBytes(status.poolBytes)}`,
          ],
          [
            'Seat in the committee',
            status.seat === null ? 'None: it follows the chain' : `Number ${status.seat}`,
          ],
          ['Memory', formatBytes(status.residentBytes)],
        ]}
      />
    </Card>
  )
}

function Chain({ info, epoch }: { readonly info: ChainInfo; readonly epoch: EpochView }): ReactNode {
  const { committee } = epoch
  const total = committee.seats.reduce((sum, { weight }) => sum + weight, 0n)
  return (
    <Card title="Chain">
      <Facts
        facts={[
          [
            'Identifier',
            <span key="id" className="d-mono">
              {info.chainId}
            </span>,
          ],
          ['Kind', info.development ? 'For development: its coins are worth nothing' : 'Public'],
          ['Genesis', <Hash key="genesis" value={info.genesis} label="genesis digest" />],
          ['Epoch', formatCount(committee.epoch)],
          [
            'Development coins',
            info.faucet === null ? undefined : <AccountLink key="faucet" address={info.faucet} />,
          ],
          [
            `Committee (${committee.seats.length})`,
            <ul key="seats" className="d-stack-s">
              {committee.seats.map(({ account, weight }) => (
                <li key={account} className="d-row d-wrap">
                  <AccountLink address={account} />
                  <span className="d-faint">{`${(Number((weight * 1_000n) / total) / 10).toFixed(1)} % of the votes`}</span>
                </li>
              ))}
            </ul>,
          ],
        ]}
      />
    </Card>
  )
}

const DOCUMENTS = [
  { path: '/api/v1/openapi.json', name: 'OpenAPI', about: 'REST, version 3.1' },
  { path: '/api/v1/openrpc.json', name: 'OpenRPC', about: 'JSON-RPC and subscriptions' },
  { path: '/metrics', name: 'Metrics', about: 'for Prometheus' },
  { path: '/health/ready', name: 'Readiness', about: 'for load balancers' },
]

function Interfaces(): ReactNode {
  const { config } = usePage()
  return (
    <Card title="Interface">
      <Facts
        facts={[
          ['API', <Hash key="api" value={config.api} label="address of the API" head={40} />],
          [
            'WebSocket',
            <Hash
              key="ws"
              value={`${config.api.replace(/^http/, 'ws')}/ws`}
              label="address of the WebSocket"
              head={40}
            />,
          ],
        ]}
      />
      <div className="d-row d-wrap" style={{ marginTop: 16 }}>
        {DOCUMENTS.map(({ path, name, about }) => (
          <LinkButton key={path} size="small" href={`${config.api}${path}`} target="_blank" title={about}>
            {name}
            <ExternalLink aria-hidden />
          </LinkButton>
        ))}
      </div>
    </Card>
  )
}
