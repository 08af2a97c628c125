import type { CollectionView } from '@demiurge/studio/contract'
import { Lock } from 'lucide-react'
import type { ReactNode } from 'react'
import { formatRoute } from '../route.ts'
import { useDrop } from './use-drop.ts'

/** Tells, where pieces can be made anew, that those of a drop must stay until they are revealed; nothing where there is none. */
export function SealedNotice({ view }: { readonly view: CollectionView }): ReactNode {
  const { onChain } = useDrop(view)
  if (onChain == null) return null
  const { sale } = onChain
  if (sale.drawEpoch !== null && sale.revealed >= sale.sold) return null
  return (
    <div className="k-notice">
      <Lock aria-hidden />
      <p>
        These pieces are sold in a drop and not revealed yet. Making them anew, or drawing single ones again,
        leaves you without what you have to reveal.
      </p>
      <a className="d-link" href={formatRoute({ kind: 'collection', id: view.id, view: 'mint' })}>
        See the drop
      </a>
    </div>
  )
}
