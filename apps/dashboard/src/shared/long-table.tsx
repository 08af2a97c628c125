import { ErrorState } from '@demiurge/design'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, type ReactNode, useEffect, useRef } from 'react'
import type { Pages } from '../works/use-pages.ts'

/** One column of a long table; `width` is a CSS grid track. */
export interface LongColumn<R> {
  readonly key: string
  readonly header: string
  readonly width: string
  readonly cell: (row: R, index: number) => ReactNode
  readonly align?: 'left' | 'right'
  /** `hide` leaves it out where there is no room. */
  readonly phone?: 'show' | 'hide'
}

const ROW_PX = 44
/** Rows above and below what is in sight that are there already. */
const OVERSCAN = 12
/** The next page is fetched when so few rows are left below. */
const FETCH_AHEAD = 40

/**
 * A table of as many rows as there are: only those in sight are in the page, the next ones are fetched as it scrolls. Roles and row numbers
 * tell screen readers what a plain table would.
 */
export function LongTable<R>({
  caption,
  columns,
  pages,
  rowKey,
}: {
  readonly caption: string
  readonly columns: readonly LongColumn<R>[]
  readonly pages: Pages<R>
  readonly rowKey: (row: R) => string
}): ReactNode {
  const { entries = [], total, more, loading, error, loadMore } = pages
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
  })
  const shown = virtual.getVirtualItems()
  const last = shown.at(-1)?.index ?? 0
  const isNearEnd = more && !loading && error === undefined && last + FETCH_AHEAD > entries.length
  useEffect(() => {
    if (isNearEnd) loadMore()
  }, [isNearEnd, loadMore])
  const grid = {
    '--columns': tracksOf(columns),
    '--columns-phone': tracksOf(columns.filter(({ phone }) => phone !== 'hide')),
  } as CSSProperties
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows of a table element cannot be placed where they are in a list of thousands.
    <div
      className="long-table"
      role="table"
      aria-label={caption}
      aria-rowcount={(total ?? entries.length) + 1}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
      <div className="long-head" role="row" style={grid} tabIndex={-1} aria-rowindex={1}>
        {columns.map(({ key, header, align, phone }) => (
          // biome-ignore lint/a11y/useSemanticElements: as above.
          <span key={key} role="columnheader" tabIndex={-1} data-align={align} data-phone={phone}>
            {header}
          </span>
        ))}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
      {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
      <div className="long-body" ref={scroller} role="rowgroup" tabIndex={0}>
        <div role="presentation" style={{ height: virtual.getTotalSize() }}>
          {shown.map(({ index, start }) => {
            const row = entries[index]
            return row === undefined ? null : (
              // biome-ignore lint/a11y/useSemanticElements: as above.
              <div
                key={rowKey(row)}
                className="long-row"
                role="row"
                tabIndex={-1}
                aria-rowindex={index + 2}
                style={{ ...grid, transform: `translateY(${start}px)` }}
              >
                {columns.map(({ key, cell, align, phone }) => (
                  // biome-ignore lint/a11y/useSemanticElements: as above.
                  <span key={key} role="cell" data-align={align} data-phone={phone}>
                    {cell(row, index)}
                  </span>
                ))}
              </div>
            )
          })}
        </div>
      </div>
      {error !== undefined && <ErrorState error={error} onRetry={loadMore} />}
    </div>
  )
}

function tracksOf<R>(columns: readonly LongColumn<R>[]): string {
  return columns.map(({ width }) => width).join(' ')
}
