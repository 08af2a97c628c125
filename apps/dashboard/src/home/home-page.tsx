import { Badge, ErrorState, useRequest } from '@demiurge/design'
import type { ReactNode } from 'react'
import { useLiveChain } from '../live/live-provider.tsx'
import { useTitle } from '../shared/use-title.ts'
import { CommitFeed } from './commit-feed.tsx'
import { DagStrip } from './dag-strip.tsx'
import { HeadFigures } from './head-figures.tsx'
import { LatestWorks } from './latest-works.tsx'
import { Throughput } from './throughput.tsx'

/** The first page: the newest works, and the chain as it moves. */
export function HomePage(): ReactNode {
  useTitle(undefined)
  const info = useRequest('chain_getInfo', {}, { staleMs: Number.POSITIVE_INFINITY })
  const { error, known } = useLiveChain()
  return (
    <div className="d-stack-l home">
      <header className="home-head">
        <div>
          <h1>Works and chain, live</h1>
          <p className="d-quiet">
            Every work here can be checked by your own browser, down to the signature of its creator.
          </p>
        </div>
        {info.data !== undefined && (
          <div className="d-row">
            <Badge tone={info.data.development ? 'warn' : 'accent'}>
              {info.data.development ? 'Development chain' : 'Chain'}
            </Badge>
            <span className="d-mono d-quiet">{info.data.chainId}</span>
          </div>
        )}
      </header>
      {!known && error !== undefined ? (
        <ErrorState error={error} title="The chain could not be read" onRetry={() => location.reload()} />
      ) : (
        <HeadFigures />
      )}
      <LatestWorks />
      <DagStrip />
      <div className="home-columns">
        <CommitFeed />
        <Throughput />
      </div>
    </div>
  )
}
