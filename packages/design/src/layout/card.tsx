import type { ComponentProps, ReactNode } from 'react'

/** A surface with an optional head. `flush` leaves out the inner space, for tables and images. */
export function Card({
  title,
  actions,
  flush = false,
  children,
  className = '',
  ...rest
}: Omit<ComponentProps<'section'>, 'title'> & {
  readonly title?: ReactNode
  readonly actions?: ReactNode
  readonly flush?: boolean
}): ReactNode {
  return (
    <section className={`d-card ${className}`} {...rest}>
      {title !== undefined && (
        <header className="d-card-head">
          <h2>{title}</h2>
          {actions !== undefined && <div className="d-row">{actions}</div>}
        </header>
      )}
      <div className="d-card-body" data-flush={flush || undefined}>
        {children}
      </div>
    </section>
  )
}
