import { ImageWithFallback, usePage, useQuery } from '@demiurge/design'
import type { ReactNode } from 'react'
import { imageOf } from './image-of.ts'

/** Up to four newest works of a collection, as one picture. */
export function CollectionPreview({ items }: { readonly items: readonly string[] }): ReactNode {
  const { config } = usePage()
  const key = `preview ${items.join(' ')}`
  // Requests of one turn travel in one message.
  const { data } = useQuery(items.length === 0 ? null : key, (client) =>
    Promise.all(items.map((id) => client.request('nft_getItem', { id }))),
  )
  return (
    <div className="preview" data-count={items.length}>
      {items.length === 0 && <span className="d-faint">No works yet</span>}
      {items.map((id, index) => {
        const view = data?.[index]?.view
        return view === undefined ? (
          <span key={id} className="d-skeleton" />
        ) : (
          <ImageWithFallback key={id} src={imageOf(view, config.api)} alt="" />
        )
      })}
    </div>
  )
}
