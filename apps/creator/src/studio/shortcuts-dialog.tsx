import { Dialog } from '@demiurge/design'
import type { ReactNode } from 'react'
import { shortcuts } from './shortcuts.ts'

/** Every shortcut at a glance. */
export function ShortcutsDialog({
  open,
  onOpenChange,
}: {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
}): ReactNode {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keyboard shortcuts">
      <dl className="c-shortcuts">
        {shortcuts.map(({ keys, title }) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <p className="d-faint">On a Mac, Cmd works in place of Ctrl.</p>
    </Dialog>
  )
}
