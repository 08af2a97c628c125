import type { CollectionView } from '@demiurge/api'
import {
  Badge,
  Card,
  EmptyState,
  ErrorState,
  Hash,
  LinkButton,
  Skeleton,
  Tabs,
  TimeAgo,
  usePage,
  useRequest,
} from '@demiurge/design'
import { formatCount } from '@demiurge/design/format'
import { ShieldCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import { CollectionAnalytics } from '../collection/analytics.tsx'
import { CollectionActivity } from '../collection/collection-activity.tsx'
import { CollectionLicence } from '../collection/collection-licence.tsx'
import { CollectionWorks } from '../collection/collection-works.tsx'
import { CollectionHolders } from '../collection/holders.tsx'
import { CollectionDrop } from '../drop/collection-drop.tsx'
import { WatchButton } from '../notices/watch-button.tsx'
import { links } from '../router/links.ts'
import { navigate } from '../router/location.ts'
import type { PageProps } from '../router/routes.ts'
import { AccountLink } from '../shared/account-link.tsx'
import { Facts } from '../shared/facts.tsx'
import { PageHead } from '../shared/page-head.tsx'

const TABS = ['works', 'drop', 'analytics', 'holders', 'licence', 'activity', 'promises']

/** One collection: its works by trait and rarity, its numbers, who holds it, and what it promises. */
export function CollectionPage({ params, query }: PageProps): ReactNode {
  const { id = '' } = params
  const asked = TABS.find((each) => each === query.get('show')) ?? 'works'
  const { data, error, reload } = useRequest('nft_getCollection', { id })
  // A collection without one answers with an error, which is no reason to show anything.
  const drop = useRequest('nft_getDrop', { id })
  if (error !== undefined && data === undefined)
    return (
      <ErrorState
        title="There is no such collection here"
        error={error}
        onRetry={reload}
        actions={<LinkButton href="/collections">All collections</LinkButton>}
      />
    )
  if (data === undefined) return <Skeleton height={320} radius="var(--radius-l)" />
  const tab = asked === 'drop' && drop.data === undefined ? 'works' : asked
  return (
    <div className="d-stack-l">
      <PageHead
        kind="Collection"
        title={data.collection.name}
        actions={
          <>
            <WatchButton kind="collection" id={id} name={data.collection.name} />
            <LinkButton href={links.verifyCollection(id)}>
              <ShieldCheck aria-hidden />
              Verify all works
            </LinkButton>
          </>
        }
      >
        {data.collection.description !== '' && <p className="measure">{data.collection.description}</p>}
      </PageHead>
      <Tabs
        label="What there is to see of the collection"
        value={tab}
        onChange={(chosen) =>
          navigate(`/collections/${id}${chosen === 'works' ? '' : `?show=${chosen}`}`, { replace: true })
        }
        tabs={[
          {
            value: 'works',
            label: `Works (${formatCount(data.items)})`,
            content: <CollectionWorks collection={id} query={query} empty={<NoWorksHere />} />,
          },
          ...(drop.data === undefined
            ? []
            : [
                {
                  value: 'drop',
                  label: 'Drop',
                  content: <CollectionDrop id={id} onClaimed={reload} />,
                },
              ]),
          { value: 'analytics', label: 'Analytics', content: <CollectionAnalytics id={id} /> },
          {
            value: 'holders',
            label: `Holders (${formatCount(data.owners)})`,
            content: <CollectionHolders id={id} items={data.items} />,
          },
          { value: 'licence', label: 'Licence', content: <CollectionLicence id={id} /> },
          { value: 'activity', label: 'Activity', content: <CollectionActivity id={id} /> },
          { value: 'promises', label: 'Promises', content: <Promises view={data} /> },
        ]}
      />
    </div>
  )
}

function NoWorksHere(): ReactNode {
  const { config } = usePage()
  return (
    <EmptyState
      title="No works in this collection"
      actions={
        config.creator !== '' && (
          <LinkButton href={config.creator} target="_blank">
            Open the studio
          </LinkButton>
        )
      }
    >
      Its creator has not minted anything in it yet, or everything was burned.
    </EmptyState>
  )
}

function Promises({ view }: { readonly view: CollectionView }): ReactNode {
  const { id, collection, items, owners, createdAtMs } = view
  const { maxSupply, minted, burned, editions, royaltyBps, soulbound, mutableMetadata, frozen } = collection
  return (
    <Card title="What the collection promises">
      <Facts
        wide
        facts={[
          ['Creator', <AccountLink key="creator" address={collection.creator} />],
          [
            'Works',
            `${formatCount(items)} held by ${formatCount(owners)} ${owners === 1 ? 'owner' : 'owners'}`,
          ],
          [
            'Minted',
            `${formatCount(minted)}${maxSupply === null ? ', without a limit' : ` of at most ${formatCount(maxSupply)}`}${burned > 0n ? `, ${formatCount(burned)} burned` : ''}`,
          ],
          [
            'Editions',
            editions === 1
              ? 'Every work is unique on this chain'
              : `Up to ${formatCount(editions)} copies of one content`,
          ],
          ['Royalty', `${royaltyBps / 100} % of each sale`],
          ['Metadata', mutableMetadata ? 'Creators may update it until they freeze it' : 'Can never change'],
          [
            'State',
            <span key="state" className="d-row d-wrap">
              <Badge tone={frozen ? 'neutral' : 'ok'}>
                {frozen ? 'Minting has ended' : 'Open for minting'}
              </Badge>
              {soulbound && <Badge>Bound to the first owner</Badge>}
            </span>,
          ],
          [
            'Created',
            <span key="created">
              {createdAtMs > 0n && <TimeAgo timestampMs={createdAtMs} />} in commit{' '}
              <a className="d-link" href={links.commit(collection.createdAt)}>
                {formatCount(collection.createdAt)}
              </a>
            </span>,
          ],
          ['Identifier', <Hash key="id" value={id} label="identifier" />],
        ]}
      />
    </Card>
  )
}
