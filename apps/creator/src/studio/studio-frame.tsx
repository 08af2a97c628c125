import {
  FileInput,
  OfflineBanner,
  useConnection,
  usePage,
  usePaletteShortcut,
  useToast,
} from '@demiurge/design'
import { useWallet } from '@demiurge/design/wallet'
import { lazy, type ReactNode, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { hasRecipe, readShareLink } from '../artwork/share-link.ts'
import type { findProblems } from '../details/find-problems.ts'
import { useCalls } from '../details/use-calls.ts'
import { useMinting } from '../mint/use-minting.tsx'
import { copyLink, openRecipe } from './actions.ts'
import { StudioPalette } from './commands.tsx'
import { DropTarget, useOpenFile } from './drop-target.tsx'
import { Panels } from './panels.tsx'
import { useShortcuts } from './shortcuts.ts'
import { Stage } from './stage.tsx'
import type { Step } from './state.ts'
import { TopBar } from './top-bar.tsx'
import { useStudio, useStudioState } from './use-studio.ts'

// What opens over the studio is fetched when it first does; but for the palette, into which one types at once.
const TemplatesDialog = lazy(async () => ({
  default: (await import('../templates/templates-dialog.tsx')).TemplatesDialog,
}))
const VersionsDialog = lazy(async () => ({
  default: (await import('../versions/versions-dialog.tsx')).VersionsDialog,
}))
const ShortcutsDialog = lazy(async () => ({
  default: (await import('./shortcuts-dialog.tsx')).ShortcutsDialog,
}))

/** The studio: the work in the middle, everything else around it. */
export function StudioFrame(): ReactNode {
  const studio = useStudio()
  const { connection } = usePage()
  const state = useConnection()
  const step = useStudioState((each) => each.step)
  const [searching, setSearching] = useState(false)
  const [dialog, setDialog] = useState<'overview' | 'templates' | 'versions'>()
  const [zoom, setZoom] = useState(1)
  const [problem, setProblem] = useState<Error>()
  const done = useDone()
  const { actions, picker } = usePageActions(setDialog)
  usePaletteShortcut(() => setSearching(true))
  useShortcuts({ ...actions, studio, fit: () => setZoom(1) })
  useSharedRecipe()
  return (
    <div className="c-frame">
      <TopBar actions={actions} onSearch={() => setSearching(true)} done={done} />
      <OfflineBanner offline={state === 'offline'} onRetry={connection.ask} />
      <main className="c-body" data-step={step} id="content">
        <h1 className="d-hidden">Demiurge Creator</h1>
        <Stage zoom={zoom} onZoom={setZoom} onProblem={setProblem} />
        <Panels problem={problem} />
      </main>
      {picker}
      <StudioPalette shown={searching} onShownChange={setSearching} actions={actions} />
      <OnceOpened open={dialog === 'overview'}>
        <ShortcutsDialog open={dialog === 'overview'} onOpenChange={() => setDialog(undefined)} />
      </OnceOpened>
      <OnceOpened open={dialog === 'templates'}>
        <TemplatesDialog open={dialog === 'templates'} onOpenChange={() => setDialog(undefined)} />
      </OnceOpened>
      <OnceOpened open={dialog === 'versions'}>
        <VersionsDialog open={dialog === 'versions'} onOpenChange={() => setDialog(undefined)} />
      </OnceOpened>
      <DropTarget />
    </div>
  )
}

/** Nothing before the first opening; from then on its children, so that they close as they like. */
function OnceOpened({ open, children }: { readonly open: boolean; readonly children: ReactNode }): ReactNode {
  const [wasOpened, setOpened] = useState(open)
  if (open && !wasOpened) setOpened(true)
  return wasOpened && <Suspense>{children}</Suspense>
}

/** Which steps are in order. */
function useDone(): Readonly<Record<Step, boolean>> {
  const details = useStudioState(({ history }) => history.present.details)
  const step = useStudioState((each) => each.step)
  const tx = useCalls(step !== 'design')
  // Whoever comes for the first time has said nothing yet, and what checks it is fetched later.
  const find = useProblemFinder(step !== 'design' || details.name.trim() !== '')
  const { status } = useWallet()
  const { state } = useMinting()
  const problems = useMemo(() => find?.(details, tx), [find, details, tx])
  return {
    design: true,
    details: problems !== undefined && Object.keys(problems).length === 0,
    secure: status === 'open',
    mint: state.status === 'done',
  }
}

/** What looks for problems in the details, once it is wanted and there. */
function useProblemFinder(isWanted: boolean): typeof findProblems | undefined {
  const [find, setFind] = useState<typeof findProblems>()
  useEffect(() => {
    if (!isWanted) return
    let isGone = false
    import('../details/find-problems.ts').then(
      (loaded) => isGone || setFind(() => loaded.findProblems),
      () => undefined,
    )
    return () => {
      isGone = true
    }
  }, [isWanted])
  return find
}

function usePageActions(show: (dialog: 'overview' | 'templates' | 'versions') => void) {
  const studio = useStudio()
  const toast = useToast()
  const openFile = useOpenFile()
  const input = useRef<HTMLInputElement>(null)
  const actions = useMemo(
    () => ({
      open: () => input.current?.click(),
      share: () => {
        copyLink(studio).then(
          () => toast({ title: 'Link copied', text: 'It holds the whole recipe.', tone: 'ok' }),
          (error: unknown) =>
            toast({ title: 'The link could not be copied', text: String(error), tone: 'danger' }),
        )
      },
      overview: () => show('overview'),
      templates: () => show('templates'),
      versions: () => show('versions'),
    }),
    [studio, toast, show],
  )
  const picker = (
    <FileInput
      ref={input}
      label="Open a recipe or a picture made here"
      accept="image/png,image/jpeg,image/webp,image/svg+xml,application/json,.json"
      onFile={openFile}
    />
  )
  return { actions, picker }
}

/** Opens the recipe of a shared link, once, and takes it out of the address, so that a reload keeps the draft. */
function useSharedRecipe(): void {
  const studio = useStudio()
  const toast = useToast()
  useEffect(() => {
    const read = (): void => {
      const { hash } = location
      if (!hasRecipe(hash)) return
      history.replaceState(null, '', location.pathname)
      readShareLink(hash).then(
        (recipe) => {
          openRecipe(studio, recipe)
          toast({ title: 'Shared recipe opened', text: 'Undo brings your own work back.', tone: 'ok' })
        },
        (error: unknown) => {
          const text = error instanceof Error ? error.message : String(error)
          toast({ title: 'The link could not be opened', text, tone: 'danger' })
        },
      )
    }
    read()
    addEventListener('hashchange', read)
    return () => removeEventListener('hashchange', read)
  }, [studio, toast])
}
