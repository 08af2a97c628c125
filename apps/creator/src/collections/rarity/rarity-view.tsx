import { EmptyState, ErrorState, Segmented, Skeleton } from '@demiurge/design'
import { formatCount } from '@demiurge/design/format'
import type { TraitCount } from '@demiurge/studio/contract'
import { Gem } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { formatShare, RARE } from '../layers/picture-grid.tsx'
import { possibleCount, useWishes } from '../make/wishes.ts'
import { Problems } from '../problems.tsx'
import { useAsked } from '../server/use-asked.ts'
import { useServer } from '../server/use-server.ts'
import { useEditorState, useLayers } from '../sketch/use-editor.tsx'

const ORDERS = [
  { value: 'rare', label: 'Rarest first' },
  { value: 'layer', label: 'By layer' },
] as const

/** How often every trait was asked for, and will come. */
export function RarityView(): ReactNode {
  const { api } = useServer()
  const { view } = useEditorState()
  const layers = useLayers()
  const { wishes } = useWishes(view.id)
  const { seed } = wishes
  const count = possibleCount(wishes.count, view.combinations)
  const [order, setOrder] = useState<(typeof ORDERS)[number]['value']>('rare')
  const isReady = view.problems.length === 0 && layers.length > 0
  const { answer, error, retry } = useAsked(
    isReady ? `${view.id} ${view.revision} ${count} ${seed}` : undefined,
    (signal) => api.rarity(view.id, { count, seed }, signal),
  )
  return (
    <div className="k-column">
      <section className="k-section" aria-label="Rarity">
        <header className="k-section-head">
          <div>
            <h2>Rarity</h2>
            <p className="d-quiet">
              {`Of ${formatCount(count)} pieces with the seed “${seed}”; `}
              <b className="d-num">{formatCount(BigInt(view.combinations))}</b>
              {' are possible.'}
            </p>
          </div>
          <Segmented label="Order" value={order} onChange={setOrder} options={ORDERS} />
        </header>
        <Problems prefix="" />
        {layers.length === 0 && (
          <EmptyState icon={<Gem aria-hidden />} title="No traits yet">
            Add layers first: each of their pictures is a trait with a weight.
          </EmptyState>
        )}
        {error !== undefined && answer === undefined && <ErrorState error={error} onRetry={retry} />}
        {isReady && answer === undefined && error === undefined && <Skeleton height={320} radius={12} />}
        {isReady && answer !== undefined && <Traits traits={answer} count={count} order={order} />}
      </section>
    </div>
  )
}

function Traits({
  traits,
  count,
  order,
}: {
  readonly traits: readonly TraitCount[]
  readonly count: number
  readonly order: 'rare' | 'layer'
}): ReactNode {
  const shown = order === 'rare' ? traits.toSorted((a, b) => a.count - b.count || a.asked - b.asked) : traits
  const most = Math.max(0.01, ...traits.map((each) => Math.max(each.asked, each.count / count)))
  return (
    <div className="d-table-scroll">
      <table className="d-table k-rarity">
        <thead>
          <tr>
            <th scope="col">Trait</th>
            <th scope="col" data-phone="hide">
              Layer
            </th>
            <th scope="col" className="k-rarity-chart">
              <span className="d-hidden">Chart</span>
            </th>
            <th scope="col" data-align="right">
              Asked
            </th>
            <th scope="col" data-align="right">
              Expected
            </th>
            <th scope="col" data-align="right">
              Pieces
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((each) => (
            <Row key={`${each.trait}/${each.value}`} each={each} share={each.count / count} most={most} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({
  each,
  share,
  most,
}: {
  readonly each: TraitCount
  readonly share: number
  readonly most: number
}): ReactNode {
  const { trait, value, asked, count } = each
  return (
    <tr>
      <th scope="row">
        {value}
        {count === 0 && (
          <span className="d-badge" data-tone="danger">
            Never
          </span>
        )}
        {count > 0 && share < RARE && (
          <span className="d-badge" data-tone="accent">
            Rare
          </span>
        )}
        <span className="k-rarity-layer d-faint">{trait}</span>
      </th>
      <td data-phone="hide" className="d-quiet">
        {trait}
      </td>
      <td className="k-rarity-chart" aria-hidden>
        <span className="k-bar" style={{ inlineSize: `${(100 * share) / most}%` }} />
        <span className="k-bar-mark" style={{ insetInlineStart: `${(100 * asked) / most}%` }} />
      </td>
      <td data-align="right">{formatShare(asked)}</td>
      <td data-align="right">{formatShare(share)}</td>
      <td data-align="right">{formatCount(count)}</td>
    </tr>
  )
}
