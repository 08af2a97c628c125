import { Tooltip as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

/** A short text beside its one child, on hover and on keyboard focus. The child must take a ref and props, as HTML elements do. */
export function Tooltip({
  text,
  children,
  side = 'top',
}: {
  readonly text: ReactNode
  readonly children: ReactNode
  readonly side?: 'top' | 'right' | 'bottom' | 'left'
}): ReactNode {
  return (
    <Radix.Provider delayDuration={300} skipDelayDuration={200}>
      <Radix.Root>
        <Radix.Trigger asChild>{children}</Radix.Trigger>
        <Radix.Portal>
          <Radix.Content className="d-tooltip" side={side} sideOffset={6} collisionPadding={8}>
            {text}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  )
}
