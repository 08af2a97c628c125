import type { ItemDetail } from '@demiurge/api'
import { useRequest } from '@demiurge/design'
import type { ReactNode } from 'react'
import { links } from '../router/links.ts'
import { traitsOf } from './metadata-traits.ts'

/** Traits: those of the metadata, and those that live on the chain and may change. */
export function ItemTraits({ detail }: { readonly detail: ItemDetail }): ReactNode {
  const { data: rarity } = useRequest('nft_getRarity', { id: detail.view.id })
  // Where they are ranked, they stand there already.
  const isRanked = rarity !== undefined && rarity !== null && rarity.traits.length > 0
  const fixed = detail.metadata === null || isRanked ? [] : traitsOf(detail.metadata)
  const { traits } = detail
  if (fixed.length === 0 && traits.length === 0) return null
  return (
    <section className="d-stack-s" aria-labelledby="traits">
      <h2 id="traits">Traits</h2>
      <dl className="traits">
        {traits.map(({ name, value, version, height }) => (
          <div key={`live ${name}`} data-live>
            <dt>{name}</dt>
            <dd title={value}>{value}</dd>
            <dd className="d-faint">
              version {version}, set in{' '}
              <a className="d-link" href={links.commit(height)}>
                commit {String(height)}
              </a>
            </dd>
          </div>
        ))}
        {fixed.map(({ name, value }, index) => (
          // Metadata may name a trait twice; they never change while the page shows them.
          <div key={`${name} ${String(index)}`}>
            <dt>{name}</dt>
            <dd title={value}>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
