import type { ReactNode } from 'react'
import { useTitle } from './use-title.ts'

/** The head of a page: what it is, in one line what it shows, and what can be done. Names the browser's tab as well. */
export function PageHead({
  title,
  kind,
  tab = typeof title === 'string' ? title : undefined,
  children,
  actions,
}: {
  readonly title: ReactNode
  /** A small word above, such as "Transaction". */
  readonly kind?: ReactNode
  readonly tab?: string | undefined
  readonly children?: ReactNode
  readonly actions?: ReactNode
}): ReactNode {
  useTitle(tab)
  return (
    <header className="page-head">
      <div className="page-head-text">
        {kind !== undefined && <p className="page-kind">{kind}</p>}
        <h1>{title}</h1>
        {children !== undefined && <div className="page-lead">{children}</div>}
      </div>
      {actions !== undefined && <div className="d-row d-wrap">{actions}</div>}
    </header>
  )
}
