import { IconButton, Skeleton } from '@demiurge/design'
import { formatCount } from '@demiurge/design/format'
import type { MadeTrait } from '@demiurge/studio/contract'
import { X } from 'lucide-react'
import { type ReactNode, useMemo } from 'react'
import { useAsked } from '../server/use-asked.ts'
import { useServer } from '../server/use-server.ts'
import type { Made } from './made.ts'

/** Traits with their counts; of each layer one can be asked for. */
export function TraitFilter({
  collection: { id, made },
  chosen,
  onChoose,
  onClose,
}: {
  readonly collection: Made
  /** `Layer:Value`. */
  readonly chosen: readonly string[]
  readonly onChoose: (chosen: readonly string[]) => void
  readonly onClose: () => void
}): ReactNode {
  const { api } = useServer()
  // Another version where a piece has changed.
  const { answer } = useAsked(`${id} ${made.sheet.version}`, (signal) => api.traits(id, signal))
  const layers = useMemo(() => groupByLayer(answer ?? []), [answer])
  return (
    <aside className="k-filter" aria-label="Filter by traits">
      <header className="k-side-head">
        <h2>Traits</h2>
        {chosen.length > 0 && (
          <button
            type="button"
            className="d-button"
            data-kind="ghost"
            data-size="small"
            onClick={() => onChoose([])}
          >
            All pieces
          </button>
        )}
        <IconButton className="k-filter-close" label="Close the filter" size="small" onClick={onClose}>
          <X />
        </IconButton>
      </header>
      {answer === undefined && (
        <div className="k-side-body">
          <Skeleton height={240} radius={8} />
        </div>
      )}
      {layers.map(([layer, traits]) => (
        <details key={layer} className="k-filter-layer" open>
          <summary>{layer}</summary>
          <ul>
            {traits.map(({ value, pieces }) => {
              const key = `${layer}:${value}`
              const isChosen = chosen.includes(key)
              return (
                <li key={value}>
                  <button
                    type="button"
                    aria-pressed={isChosen}
                    onClick={() => {
                      const others = chosen.filter((each) => !each.startsWith(`${layer}:`))
                      onChoose(isChosen ? others : [...others, key])
                    }}
                  >
                    <span className="d-truncate">{value}</span>
                    <span className="d-faint d-num">{formatCount(pieces)}</span>
                  </button>
                </li>
              )
            })}
          </ul>
        </details>
      ))}
    </aside>
  )
}

function groupByLayer(traits: readonly MadeTrait[]): readonly (readonly [string, readonly MadeTrait[]])[] {
  return [...Map.groupBy(traits, ({ trait }) => trait)]
}
