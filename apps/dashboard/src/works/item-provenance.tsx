import { EmptyState, ErrorState, Hash, Skeleton, TimeAgo, useRequest } from '@demiurge/design'
import { formatBytes, formatCount } from '@demiurge/design/format'
import { FileQuestion } from 'lucide-react'
import type { ReactNode } from 'react'
import { AccountLink } from '../shared/account-link.tsx'
import { Facts } from '../shared/facts.tsx'

/** What the creator signed, and where the log records it, as the node tells it; verifying makes sure. */
export function ItemProvenance({ id }: { readonly id: string }): ReactNode {
  const { data, error, reload } = useRequest('provenance_getEvidence', { id }, { staleMs: 60_000 })
  if (error !== undefined && Object(error).code === 'provenance.NotFound')
    return (
      <EmptyState icon={<FileQuestion aria-hidden />} title="No signed statement">
        The node holds no statement by the creator. Only that somebody minted the item can be proved.
      </EmptyState>
    )
  if (error !== undefined && data === undefined) return <ErrorState error={error} onRetry={reload} />
  if (data === undefined) return <Skeleton height={200} />
  const { statement } = data.statement
  const { entry, index, size } = data.log
  return (
    <div className="d-stack">
      <p className="d-quiet">
        As the node tells it. “Verify in this browser” checks every signature and proof of it without trusting
        the node.
      </p>
      <Facts
        facts={[
          ['Signed by', <AccountLink key="by" address={statement.creator} />],
          ['Made', <TimeAgo key="made" timestampMs={statement.createdAtMs} />],
          ['File', `${statement.asset.mediaType}, ${formatBytes(statement.asset.bytes)}`],
          ['Licence', statement.licence ?? 'Not stated'],
          ['Note', statement.note === '' ? undefined : statement.note],
          [
            'Recipe',
            statement.recipe === null ? (
              'None'
            ) : (
              <Hash key="recipe" value={statement.recipe} label="recipe hash" />
            ),
          ],
          ['Log entry', `${entry.kind}, number ${formatCount(index)} of ${formatCount(size)}`],
          ['File hash', <Hash key="asset" value={statement.asset.sha256} label="SHA-256 of the file" />],
          [
            'Metadata hash',
            <Hash key="metadata" value={statement.metadata.sha256} label="SHA-256 of the metadata" />,
          ],
        ]}
      />
    </div>
  )
}
