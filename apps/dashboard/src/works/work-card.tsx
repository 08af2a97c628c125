import type { ItemView } from '@demiurge/api'
import { ImageWithFallback, usePage } from '@demiurge/design'
import { formatCount } from '@demiurge/design/format'
import type { ReactNode } from 'react'
import { links } from '../router/links.ts'
import { imageOf, nameOf } from './image-of.ts'

/** A work in a grid: its picture, its name, its collection. */
export function WorkCard({
  view,
  eager = false,
  rank,
}: {
  readonly view: ItemView
  readonly eager?: boolean
  /** Its place by rarity. */
  readonly rank?: number
}): ReactNode {
  const { config } = usePage()
  const name = nameOf(view)
  return (
    <a className="work" href={links.item(view.id)}>
      <ImageWithFallback
        src={imageOf(view, config.api)}
        alt=""
        ratio="1"
        eager={eager}
        className="work-image"
      />
      {rank !== undefined && <span className="work-rank">{`Rank ${formatCount(rank)}`}</span>}
      <span className="work-text">
        <span className="work-name d-truncate">{name}</span>
        <span className="work-collection d-truncate">{view.burned ? 'Burned' : view.collectionName}</span>
      </span>
    </a>
  )
}
