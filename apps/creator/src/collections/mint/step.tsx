import type { ReactNode } from 'react'

/** A numbered step of the way to the chain. */
export function Step({
  number,
  title,
  children,
}: {
  readonly number: number
  readonly title: string
  readonly children: ReactNode
}): ReactNode {
  return (
    <section className="k-section k-step" aria-label={title}>
      <h2>
        <span className="c-step-mark" aria-hidden>
          {number}
        </span>
        {title}
      </h2>
      {children}
    </section>
  )
}
