import type { ReactNode } from 'react'

const PLACES = [
  { href: '/works', label: 'Works' },
  { href: '/collections', label: 'Collections' },
]

/** Works one by one, or by collection. */
export function WorksNav({ current }: { readonly current: string }): ReactNode {
  return (
    <nav className="d-segmented" aria-label="Works">
      {PLACES.map(({ href, label }) => (
        <a key={href} href={href} aria-current={href === current ? 'page' : undefined}>
          {label}
        </a>
      ))}
    </nav>
  )
}
