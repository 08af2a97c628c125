import { type ReactNode, useId } from 'react'

/** A part of the account: what it is, how it stands, what can be done. */
export function Section({
  icon,
  title,
  state,
  about,
  children,
}: {
  readonly icon: ReactNode
  readonly title: string
  readonly state?: ReactNode
  readonly about: ReactNode
  readonly children?: ReactNode
}): ReactNode {
  const id = useId()
  return (
    <section className="a-section" aria-labelledby={id}>
      <span className="a-section-icon">{icon}</span>
      <div className="d-stack-s">
        <div className="d-row d-wrap">
          <h3 id={id}>{title}</h3>
          {state}
        </div>
        <p className="d-quiet">{about}</p>
        {children}
      </div>
    </section>
  )
}
