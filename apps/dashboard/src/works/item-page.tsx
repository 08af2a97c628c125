import type { ItemDetail } from '@demiurge/api'
import { Badge, ErrorState, LinkButton, Skeleton, Tabs, usePage, useRequest } from '@demiurge/design'
import type { ReactNode } from 'react'
import { WatchButton } from '../notices/watch-button.tsx'
import { links } from '../router/links.ts'
import type { PageProps } from '../router/routes.ts'
import { useTitle } from '../shared/use-title.ts'
import { useVerifier } from '../verify/use-verifier.ts'
import { VerifierView } from '../verify/verdict.tsx'
import { Artwork } from './artwork.tsx'
import { assetUrl, imageOf, nameOf } from './image-of.ts'
import { ItemActions } from './item-actions.tsx'
import { ItemFacts } from './item-facts.tsx'
import { ItemHistory } from './item-history.tsx'
import { ItemLicence } from './item-licence.tsx'
import { ItemMetadata } from './item-metadata.tsx'
import { ItemProvenance } from './item-provenance.tsx'
import { ItemRarity } from './item-rarity.tsx'
import { ItemTraits } from './item-traits.tsx'

/** One work: large, with everything that is known and provable of it. */
export function ItemPage({ params }: PageProps): ReactNode {
  const { id = '' } = params
  const { data, error, reload } = useRequest('nft_getItem', { id })
  useTitle(data === undefined ? 'Work' : nameOf(data.view))
  if (error !== undefined && data === undefined)
    return (
      <ErrorState
        title="There is no such item here"
        error={error}
        onRetry={reload}
        actions={<LinkButton href="/works">All works</LinkButton>}
      />
    )
  return data === undefined ? <ItemSkeleton /> : <Item detail={data} />
}

function Item({ detail }: { readonly detail: ItemDetail }): ReactNode {
  const { view } = detail
  const { config } = usePage()
  const verifier = useVerifier()
  const { state, run, cancel } = verifier
  const verify = (): void => run({ kind: 'item', id: view.id })
  return (
    <article className="item">
      <div className="item-art">
        <Artwork
          src={imageOf(view, config.api)}
          name={nameOf(view)}
          original={assetUrl(view.item.contentHash, config.api)}
        />
      </div>
      <div className="item-side d-stack">
        <header className="d-stack-s">
          <a className="page-kind d-name-link" href={links.collection(view.item.collection)}>
            {view.collectionName}
          </a>
          <div className="d-row d-between d-wrap">
            <h1>{nameOf(view)}</h1>
            <WatchButton kind="item" id={view.id} name={nameOf(view)} />
          </div>
          {view.burned && (
            <div>
              <Badge tone="danger">Burned: gone for ever</Badge>
            </div>
          )}
          {view.description !== '' && <p className="d-quiet item-description">{view.description}</p>}
        </header>
        <ItemActions detail={detail} verifying={state.kind === 'running'} onVerify={verify} />
        <VerifierView state={state} onCancel={cancel} onRetry={verify} />
        <ItemFacts view={view} />
        <ItemRarity id={view.id} collection={view.item.collection} />
        <ItemTraits detail={detail} />
        <ItemLicence detail={detail} />
      </div>
      <div className="item-more">
        <Tabs
          label="More about the work"
          tabs={[
            {
              value: 'history',
              label: `History (${detail.history.length})`,
              content: <ItemHistory history={detail.history} />,
            },
            { value: 'provenance', label: 'Provenance', content: <ItemProvenance id={view.id} /> },
            { value: 'metadata', label: 'Metadata', content: <ItemMetadata detail={detail} /> },
          ]}
        />
      </div>
    </article>
  )
}

function ItemSkeleton(): ReactNode {
  return (
    <div className="item" role="status" aria-label="Loading the work">
      <div className="item-art">
        <Skeleton height="min(70vh, 720px)" radius="var(--radius-l)" />
      </div>
      <div className="item-side d-stack">
        <Skeleton width={120} />
        <Skeleton width="70%" height={36} />
        <Skeleton height={160} radius="var(--radius-l)" />
      </div>
    </div>
  )
}
