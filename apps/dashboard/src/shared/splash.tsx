import { Logo } from '@demiurge/design'
import type { ReactNode } from 'react'

/** What is seen until the page knows its node. */
export function Splash(): ReactNode {
  return (
    <div className="splash" role="status" aria-label="Loading">
      <Logo />
    </div>
  )
}
