import { Badge, useRequest } from '@demiurge/design'
import { formatCount } from '@demiurge/design/format'
import type { ReactNode } from 'react'
import { queryOf } from '../collection/filters.ts'
import { links } from '../router/links.ts'

/** How rare a work is in its collection, trait by trait; nothing for a work that cannot be ranked. */
export function ItemRarity({
  id,
  collection,
}: {
  readonly id: string
  readonly collection: string
}): ReactNode {
  const { data } = useRequest('nft_getRarity', { id })
  if (data === undefined || data === null || data.traits.length === 0) return null
  const { rank, of, score, traits } = data
  return (
    <section className="d-stack-s" aria-labelledby="rarity">
      <div className="d-row d-between d-wrap">
        <h2 id="rarity">Rarity</h2>
        <span className="d-row">
          <Badge tone="accent">{`Rank ${formatCount(rank)} of ${formatCount(of)}`}</Badge>
          <span
            className="d-faint"
            title="OpenRarity: information content over the collection's entropy; 1 is average"
          >
            {`score ${(score / 1_000).toFixed(2)}`}
          </span>
        </span>
      </div>
      <ul className="rarity">
        {traits.map(({ name, value, items }) => (
          <li key={name}>
            <a
              href={`${links.collection(collection)}${queryOf({ sort: 'rarest', traits: [{ name, value }] })}`}
            >
              <span className="d-faint d-truncate">{name}</span>
              <span className="d-truncate" title={value}>
                {value}
              </span>
              <span className="d-num d-faint">{`${((items / of) * 100).toFixed(items / of < 0.1 ? 1 : 0)} %`}</span>
              <span className="rarity-share" style={{ width: `${(items / of) * 100}%` }} />
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}
