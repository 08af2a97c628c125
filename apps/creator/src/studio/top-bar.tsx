import { Button, IconButton, Logo, ThemeToggle, useConnection, usePage } from '@demiurge/design'
import {
  ArrowRight,
  Command,
  ExternalLink,
  FolderOpen,
  History,
  LayoutTemplate,
  Redo2,
  Share2,
  Undo2,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { AccountMenu } from '../account/account-menu.tsx'
import { ModeSwitch } from '../collections/mode-switch.tsx'
import type { PageActions } from './commands.tsx'
import { ConnectionDot } from './connection-dot.tsx'
import { nextStep } from './shortcuts.ts'
import type { Step } from './state.ts'
import { StepNav, stepTitles } from './step-nav.tsx'
import { useStudio, useStudioState } from './use-studio.ts'

const NEXT: Readonly<Record<Step, Step | undefined>> = {
  design: 'details',
  details: 'secure',
  secure: 'mint',
  mint: undefined,
}

/** The bar above everything. */
export function TopBar({
  actions,
  onSearch,
  done,
}: {
  readonly actions: PageActions
  readonly onSearch: () => void
  readonly done: Readonly<Record<Step, boolean>>
}): ReactNode {
  const studio = useStudio()
  const { config } = usePage()
  const connection = useConnection()
  const next = NEXT[useStudioState(({ step }) => step)]
  return (
    <header className="c-top">
      <a className="d-brand c-brand" href="/" aria-label="Demiurge Creator">
        <Logo />
        <span>Creator</span>
      </a>
      <ModeSwitch mode="artwork" />
      <UndoButtons />
      <StepNav done={done} />
      <div className="c-top-end">
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
        <span className="c-wide d-row c-tight">
          <IconButton label="Templates (G)" onClick={actions.templates}>
            <LayoutTemplate />
          </IconButton>
          <IconButton label="Versions (Ctrl S)" onClick={actions.versions}>
            <History />
          </IconButton>
          <IconButton label="Open a recipe or a picture" onClick={actions.open}>
            <FolderOpen />
          </IconButton>
          <IconButton label="Copy a link to this recipe" onClick={actions.share}>
            <Share2 />
          </IconButton>
        </span>
        <IconButton label="Find anything (Ctrl K)" onClick={onSearch}>
          <Command />
        </IconButton>
        <ThemeToggle />
        <AccountMenu />
        {next !== undefined && (
          <Button kind="primary" className="c-next" onClick={() => nextStep(studio)}>
            {stepTitles[next]}
            <ArrowRight aria-hidden />
          </Button>
        )}
      </div>
    </header>
  )
}

function UndoButtons(): ReactNode {
  const studio = useStudio()
  const canUndo = useStudioState(({ history }) => history.past.length > 0)
  const canRedo = useStudioState(({ history }) => history.future.length > 0)
  return (
    <div className="d-row c-tight">
      <IconButton label="Undo (Ctrl Z)" disabled={!canUndo} onClick={studio.undo}>
        <Undo2 />
      </IconButton>
      <IconButton label="Redo (Ctrl Shift Z)" disabled={!canRedo} onClick={studio.redo}>
        <Redo2 />
      </IconButton>
    </div>
  )
}
