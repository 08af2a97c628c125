import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { Button } from '../actions/button.tsx'

/** A question or a form over the page. Focus stays inside, Escape closes, focus returns to where it was. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  footer,
  size = 'medium',
  children,
}: {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly title: string
  readonly description?: ReactNode
  readonly footer?: ReactNode
  readonly size?: 'medium' | 'large'
  readonly children?: ReactNode
}): ReactNode {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="d-backdrop" />
        <Radix.Content
          className="d-dialog"
          data-size={size}
          onInteractOutside={(event) => {
            // Dismissing a message is no wish to leave the dialog below it.
            if (event.target instanceof Element && event.target.closest('.d-toasts') !== null)
              event.preventDefault()
          }}
          // Without a description the attribute must be absent, or it points nowhere.
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
        >
          <div className="d-dialog-head">
            <div>
              <Radix.Title asChild>
                <h2>{title}</h2>
              </Radix.Title>
              {description !== undefined && (
                <Radix.Description asChild>
                  <p>{description}</p>
                </Radix.Description>
              )}
            </div>
            <Radix.Close asChild>
              {/* It takes the focus first: a tooltip on it would take the first Escape for itself. */}
              <Button kind="ghost" size="small" className="d-icon-button" aria-label="Close" title="Close">
                <X aria-hidden />
              </Button>
            </Radix.Close>
          </div>
          {children}
          {footer !== undefined && <div className="d-dialog-foot">{footer}</div>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
