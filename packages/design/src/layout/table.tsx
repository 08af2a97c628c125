import type { ReactNode } from 'react'
import { Skeleton } from '../feedback/skeleton.tsx'

/** One column of a table. `phone: 'hide'` leaves it out where there is no room. */
export interface Column<R> {
  readonly key: string
  readonly header: ReactNode
  readonly cell: (row: R) => ReactNode
  readonly align?: 'left' | 'right'
  readonly phone?: 'show' | 'hide'
}

/** Rows of the same kind. While `rows` is undefined it shows `skeletonRows` placeholders of the same height. */
export function Table<R>({
  caption,
  columns,
  rows,
  rowKey,
  skeletonRows = 6,
}: {
  /** Says what the table holds; read by screen readers only. */
  readonly caption: string
  readonly columns: readonly Column<R>[]
  readonly rows: readonly R[] | undefined
  readonly rowKey: (row: R) => string
  readonly skeletonRows?: number
}): ReactNode {
  return (
    <div className="d-table-scroll">
      <table className="d-table" aria-busy={rows === undefined || undefined}>
        <caption className="d-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ key, header, align, phone }) => (
              <th key={key} scope="col" data-align={align} data-phone={phone}>
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows === undefined
            ? Array.from({ length: skeletonRows }, (_, index) => (
                <SkeletonRow key={`placeholder-${String(index)}`} columns={columns} />
              ))
            : rows.map((row) => (
                <tr key={rowKey(row)}>
                  {columns.map(({ key, cell, align, phone }) => (
                    <td key={key} data-align={align} data-phone={phone}>
                      {cell(row)}
                    </td>
                  ))}
                </tr>
              ))}
        </tbody>
      </table>
    </div>
  )
}

function SkeletonRow<R>({ columns }: { readonly columns: readonly Column<R>[] }): ReactNode {
  return (
    <tr>
      {columns.map(({ key, phone }) => (
        <td key={key} data-phone={phone}>
          <Skeleton width="70%" />
        </td>
      ))}
    </tr>
  )
}
