import type { ReactNode } from 'react'

/** What a badge's colour means: nothing in particular, ours, good, mind this, bad. */
export type Tone = 'neutral' | 'accent' | 'ok' | 'warn' | 'danger'

/** One word about a thing's state. */
export function Badge({
  tone = 'neutral',
  children,
}: {
  readonly tone?: Tone
  readonly children: ReactNode
}): ReactNode {
  return (
    <span className="d-badge" data-tone={tone}>
      {children}
    </span>
  )
}
