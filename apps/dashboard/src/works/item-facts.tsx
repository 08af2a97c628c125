import type { ItemView } from '@demiurge/api'
import { Badge, Card, Hash, TimeAgo } from '@demiurge/design'
import { formatCount } from '@demiurge/design/format'
import type { ReactNode } from 'react'
import { links } from '../router/links.ts'
import { AccountLink } from '../shared/account-link.tsx'
import { Facts } from '../shared/facts.tsx'

/** Who owns it, who made it, and what the chain holds of it. */
export function ItemFacts({ view }: { readonly view: ItemView }): ReactNode {
  const { id, item, mintedAtMs, burned, mediaType } = view
  // An item of a drop has no edition before its reveal.
  const isSealed = item.edition === 0
  return (
    <Card>
      <Facts
        facts={[
          [burned ? 'Last owner' : 'Owner', <AccountLink key="owner" address={item.owner} />],
          ['Creator', <AccountLink key="creator" address={item.creator} />],
          [
            'Number',
            `${formatCount(item.serial)} of its collection${item.edition > 1 ? `, edition ${item.edition}` : ''}`,
          ],
          ['Royalty', `${item.royaltyBps / 100} % of each sale to the creator`],
          [
            'Minted',
            <span key="minted">
              {mintedAtMs > 0n && <TimeAgo timestampMs={mintedAtMs} />} in commit{' '}
              <a className="d-link" href={links.commit(item.mintedAt)}>
                {formatCount(item.mintedAt)}
              </a>
            </span>,
          ],
          ['Rights', <Rights key="rights" view={view} />],
          ['Media type', mediaType === '' ? undefined : mediaType],
          ['Identifier', <Hash key="id" value={id} label="identifier" />],
          [
            'Content',
            isSealed ? (
              'Sealed: known when it is revealed'
            ) : (
              <Hash key="content" value={item.contentHash} label="SHA-256 of the file" />
            ),
          ],
        ]}
      />
    </Card>
  )
}

function Rights({ view }: { readonly view: ItemView }): ReactNode {
  const { soulbound, metadataFrozen, lock, approved, edition } = view.item
  return (
    <span className="d-row d-wrap">
      {edition === 0 && <Badge tone="accent">Sealed</Badge>}
      <Badge>{soulbound ? 'Bound to its owner' : 'Transferable'}</Badge>
      {metadataFrozen && <Badge>Metadata frozen</Badge>}
      {lock !== null && <Badge tone="warn">{`Held by ${lock}`}</Badge>}
      {approved !== null && <Badge tone="warn">Somebody may move it once</Badge>}
    </span>
  )
}
