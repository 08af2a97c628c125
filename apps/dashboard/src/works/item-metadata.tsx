import type { ItemDetail } from '@demiurge/api'
import { CopyButton, EmptyState, Hash } from '@demiurge/design'
import { FileQuestion } from 'lucide-react'
import type { ReactNode } from 'react'
import { formatMetadata } from './metadata-traits.ts'

/** The metadata document, whole. */
export function ItemMetadata({ detail }: { readonly detail: ItemDetail }): ReactNode {
  const { metadata, view } = detail
  if (metadata === null)
    return (
      <EmptyState icon={<FileQuestion aria-hidden />} title="The node does not hold the metadata">
        {view.item.metadataUri === ''
          ? 'The item names none.'
          : `They should be at ${view.item.metadataUri}.`}
      </EmptyState>
    )
  return (
    <div className="d-stack">
      <p className="d-row d-wrap d-quiet">
        SHA-256 <Hash value={view.item.metadataHash} label="SHA-256 of the metadata" />
        <CopyButton text={metadata} label="Copy the metadata">
          Copy all
        </CopyButton>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <section className="code" tabIndex={0} aria-label="Metadata">
        <pre>{formatMetadata(metadata)}</pre>
      </section>
    </div>
  )
}
