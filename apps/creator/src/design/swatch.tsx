import type { ReactNode } from 'react'

/** Colours beside each other. */
export function Swatch({ colours }: { readonly colours: readonly string[] }): ReactNode {
  return (
    <span className="c-swatch" aria-hidden>
      {colours.map((colour, index) => (
        // A palette may hold a colour twice; its order never changes.
        <span key={`${colour}-${String(index)}`} style={{ background: colour }} />
      ))}
    </span>
  )
}
