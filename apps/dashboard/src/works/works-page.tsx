import { useRequest } from '@demiurge/design'
import { formatCount } from '@demiurge/design/format'
import type { ReactNode } from 'react'
import { PageHead } from '../shared/page-head.tsx'
import { WorkGrid } from './work-grid.tsx'
import { WorksNav } from './works-nav.tsx'

/** Every work of the chain. */
export function WorksPage(): ReactNode {
  const { data } = useRequest('nft_listItems', { limit: 1 })
  return (
    <div className="d-stack-l">
      <PageHead title="Works" actions={<WorksNav current="/works" />}>
        {data !== undefined &&
          `${formatCount(data.total)} ${data.total === 1 ? 'work' : 'works'}, newest first`}
      </PageHead>
      <WorkGrid />
    </div>
  )
}
