import './account.css'
import { Logo, ThemeToggle } from '@demiurge/design'
import type { ReactNode } from 'react'

/** The page while somebody is still outside: what is asked for, in the middle. */
export function Door({
  title,
  about,
  children,
}: {
  readonly title: string
  readonly about: ReactNode
  readonly children: ReactNode
}): ReactNode {
  return (
    <div className="a-door">
      <header className="a-door-top">
        <span className="d-brand">
          <Logo />
          <span>Creator</span>
        </span>
        <ThemeToggle />
      </header>
      <main className="a-door-card">
        <h1>{title}</h1>
        <p className="d-quiet">{about}</p>
        {children}
      </main>
    </div>
  )
}
