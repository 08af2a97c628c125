import { Popover as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

/** More about something, opened by its trigger (one element that takes a ref, such as a button). */
export function Popover({
  trigger,
  label,
  align = 'start',
  children,
}: {
  readonly trigger: ReactNode
  /** Names the panel for screen readers. */
  readonly label: string
  readonly align?: 'start' | 'center' | 'end'
  readonly children: ReactNode
}): ReactNode {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          className="d-popover"
          aria-label={label}
          align={align}
          sideOffset={8}
          collisionPadding={12}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
