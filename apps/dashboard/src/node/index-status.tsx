import { Badge, Card, Skeleton, useRequest } from '@demiurge/design'
import { formatCount } from '@demiurge/design/format'
import type { ReactNode } from 'react'
import { Facts } from '../shared/facts.tsx'

/** How the index behind search and statistics fares. */
export function IndexStatusCard(): ReactNode {
  const { data } = useRequest('index_getStatus', {}, { refreshMs: 3_000, staleMs: 0 })
  if (data === undefined) return <Skeleton height={160} radius="var(--radius-l)" />
  const { version, height, chainHeight, isRebuilding, documents, failure } = data
  const behind = chainHeight > height ? chainHeight - height : 0n
  const state =
    failure !== null ? 'Stopped' : isRebuilding ? 'Being built' : behind > 64n ? 'Catching up' : 'Up to date'
  return (
    <Card
      title="Index"
      actions={
        <Badge tone={failure !== null ? 'danger' : behind > 64n || isRebuilding ? 'warn' : 'ok'}>
          {state}
        </Badge>
      }
    >
      <Facts
        facts={[
          ['Works and collections', formatCount(documents)],
          [
            'Height',
            behind === 0n
              ? formatCount(height)
              : `${formatCount(height)}, ${formatCount(behind)} behind the chain`,
          ],
          ['Form', `Version ${version}; another one is built anew by itself`],
          ['Why it stopped', failure ?? undefined],
        ]}
      />
    </Card>
  )
}
