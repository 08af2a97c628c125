import { IconButton, Logo, ThemeToggle, useConnection, usePage } from '@demiurge/design'
import { ExternalLink, Redo2, Undo2 } from 'lucide-react'
import { type ReactNode, useSyncExternalStore } from 'react'
import { AccountMenu } from '../account/account-menu.tsx'
import { ConnectionDot } from '../studio/connection-dot.tsx'
import { ModeSwitch } from './mode-switch.tsx'
import type { Editor } from './sketch/editor.ts'

/** The bar above collections; with undo and redo where one is on the bench. */
export function CollectionBar({ editor }: { readonly editor?: Editor }): ReactNode {
  const { config } = usePage()
  const connection = useConnection()
  return (
    <header className="c-top k-top">
      <a className="d-brand c-brand" href="#/" aria-label="Demiurge Creator">
        <Logo />
        <span>Creator</span>
      </a>
      <ModeSwitch mode="collections" />
      {editor === undefined ? <span /> : <UndoButtons editor={editor} />}
      <div className="c-top-end">
        {editor !== undefined && <Saving editor={editor} />}
        <ConnectionDot state={connection} />
        {config.dashboard !== '' && (
          <a
            className="d-button d-icon-button c-wide"
            data-kind="ghost"
            href={config.dashboard}
            aria-label="Dashboard"
            title="Dashboard"
          >
            <ExternalLink aria-hidden />
          </a>
        )}
        <ThemeToggle />
        <AccountMenu />
      </div>
    </header>
  )
}

function UndoButtons({ editor }: { readonly editor: Editor }): ReactNode {
  const { history } = useSyncExternalStore(editor.subscribe, editor.state)
  return (
    <div className="d-row c-tight">
      <IconButton label="Undo (Ctrl Z)" disabled={history.past.length === 0} onClick={editor.undo}>
        <Undo2 />
      </IconButton>
      <IconButton label="Redo (Ctrl Shift Z)" disabled={history.future.length === 0} onClick={editor.redo}>
        <Redo2 />
      </IconButton>
    </div>
  )
}

const SAVING = { saved: 'Saved', waiting: 'Saving…', saving: 'Saving…', failed: 'Not saved' } as const

function Saving({ editor }: { readonly editor: Editor }): ReactNode {
  const { saving, failure } = useSyncExternalStore(editor.subscribe, editor.state)
  return (
    <span className="k-saving" data-state={saving} role="status" title={failure?.message}>
      {SAVING[saving]}
    </span>
  )
}
