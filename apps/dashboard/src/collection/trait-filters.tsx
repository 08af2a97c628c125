import type { TraitFacet, TraitPair } from '@demiurge/api'
import { Button, Skeleton, useRequest } from '@demiurge/design'
import { formatCount } from '@demiurge/design/format'
import { type ReactNode, useState } from 'react'
import type { Filters } from './filters.ts'

const FIRST_VALUES = 8

/** The traits of a collection to choose from, with how many works have each; several values of one trait mean any of them. */
export function TraitFilters({
  collection,
  filters,
  onToggle,
  onClear,
}: {
  readonly collection: string
  readonly filters: Filters
  readonly onToggle: (pair: TraitPair) => void
  readonly onClear: () => void
}): ReactNode {
  const { traits } = filters
  const { data, error } = useRequest('nft_listTraits', { collection, traits: [...traits] })
  if (error !== undefined) return <p className="d-faint">{error.message}</p>
  if (data === undefined) return <Skeleton height={200} />
  if (data.facets.length === 0) return <p className="d-faint">Its works name no traits.</p>
  return (
    <div className="facets">
      {traits.length > 0 && (
        <Button size="small" onClick={onClear}>
          {`Show all (${traits.length} ${traits.length === 1 ? 'trait' : 'traits'} chosen)`}
        </Button>
      )}
      {data.facets.map((facet) => (
        <Facet key={facet.name} facet={facet} chosen={traits} onToggle={onToggle} />
      ))}
    </div>
  )
}

function Facet({
  facet,
  chosen,
  onToggle,
}: {
  readonly facet: TraitFacet
  readonly chosen: readonly TraitPair[]
  readonly onToggle: (pair: TraitPair) => void
}): ReactNode {
  const { name, values, distinct } = facet
  const [all, setAll] = useState(false)
  const isChosen = (value: string): boolean =>
    chosen.some((pair) => pair.name === name && pair.value === value)
  const shown = all ? values : values.filter(({ value }, index) => index < FIRST_VALUES || isChosen(value))
  return (
    <fieldset>
      <legend>{name}</legend>
      {shown.map(({ value, items }) => (
        <label key={value} className="facet">
          <input type="checkbox" checked={isChosen(value)} onChange={() => onToggle({ name, value })} />
          <span className="d-truncate" title={value}>
            {value}
          </span>
          <span className="d-faint d-num">{formatCount(items)}</span>
        </label>
      ))}
      {values.length > shown.length && (
        <Button size="small" kind="ghost" onClick={() => setAll(true)}>
          {`All ${formatCount(distinct)}`}
        </Button>
      )}
    </fieldset>
  )
}
