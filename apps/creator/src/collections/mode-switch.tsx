import { Image, Layers } from 'lucide-react'
import type { ReactNode } from 'react'

const MODES = [
  { mode: 'artwork', label: 'Artwork', href: '#/', icon: <Image aria-hidden /> },
  { mode: 'collections', label: 'Collections', href: '#/collections', icon: <Layers aria-hidden /> },
] as const

/** Between a single artwork and collections. */
export function ModeSwitch({ mode }: { readonly mode: 'artwork' | 'collections' }): ReactNode {
  return (
    <nav className="c-modes" aria-label="What you make">
      {MODES.map((each) => (
        <a
          key={each.mode}
          href={each.href}
          aria-current={each.mode === mode ? 'page' : undefined}
          // Where there is room for the sign only, this is its name.
          title={each.label}
        >
          {each.icon}
          <span>{each.label}</span>
        </a>
      ))}
    </nav>
  )
}
