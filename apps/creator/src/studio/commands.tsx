import { findPattern, palettes, patterns } from '@demiurge/art'
import { type Command, CommandPalette, useTheme } from '@demiurge/design'
import {
  Dices,
  FileDown,
  FolderOpen,
  History,
  Keyboard,
  Layers,
  LayoutTemplate,
  Palette,
  Redo2,
  Shapes,
  Share2,
  SunMoon,
  Type,
  Undo2,
} from 'lucide-react'
import { type ReactNode, useMemo } from 'react'
import { addKind, changePalette, changePattern } from '../artwork/edit.ts'
import { editActive, saveRecipe, shuffleSeed, writeText } from './actions.ts'
import { type Step, type Studio, steps } from './state.ts'
import { stepTitles } from './step-nav.tsx'
import { useStudio } from './use-studio.ts'

/** What the palette can do besides changing the work. */
export interface PageActions {
  readonly open: () => void
  readonly share: () => void
  readonly overview: () => void
  readonly templates: () => void
  readonly versions: () => void
}

/** Everything that can be done, by typing. */
export function StudioPalette({
  shown,
  onShownChange,
  actions,
}: {
  readonly shown: boolean
  readonly onShownChange: (shown: boolean) => void
  readonly actions: PageActions
}): ReactNode {
  const studio = useStudio()
  const { resolved, setTheme } = useTheme()
  const commands = useMemo(
    () => [
      ...workCommands(studio),
      ...pageCommands(studio, actions),
      {
        id: 'theme',
        group: 'Page',
        title: resolved === 'dark' ? 'Use the light theme' : 'Use the dark theme',
        icon: <SunMoon aria-hidden />,
        run: () => setTheme(resolved === 'dark' ? 'light' : 'dark'),
      },
      ...choiceCommands(studio),
    ],
    [studio, actions, resolved, setTheme],
  )
  return (
    <CommandPalette
      open={shown}
      onOpenChange={onShownChange}
      commands={commands}
      onNavigate={(href) => location.assign(href)}
      placeholder="Find a pattern, a palette, or something to do…"
    />
  )
}

function workCommands(studio: Studio): readonly Command[] {
  const group = 'Work'
  return [
    {
      id: 'seed',
      group,
      title: 'Random seed',
      hint: 'R',
      icon: <Dices aria-hidden />,
      run: () => shuffleSeed(studio),
    },
    {
      id: 'text',
      group,
      title: 'Add a text layer',
      hint: 'T',
      icon: <Type aria-hidden />,
      run: () => writeText(studio),
    },
    ...(['gradient', 'frame', 'watermark'] as const).map((kind) => ({
      id: `add-${kind}`,
      group,
      title: `Add a ${kind}`,
      keywords: 'layer',
      icon: <Layers aria-hidden />,
      run: () => studio.editArtwork((artwork) => addKind(artwork, kind)),
    })),
    { id: 'undo', group, title: 'Undo', hint: 'Ctrl Z', icon: <Undo2 aria-hidden />, run: studio.undo },
    { id: 'redo', group, title: 'Redo', hint: 'Ctrl Shift Z', icon: <Redo2 aria-hidden />, run: studio.redo },
    {
      id: 'save',
      group,
      title: 'Download the recipe',
      keywords: 'export json save',
      icon: <FileDown aria-hidden />,
      run: () => saveRecipe(studio),
    },
  ]
}

function pageCommands(
  studio: Studio,
  { open, share, overview, templates, versions }: PageActions,
): readonly Command[] {
  const group = 'Page'
  return [
    {
      id: 'open',
      group,
      title: 'Open a recipe or a picture made here',
      keywords: 'import file load',
      icon: <FolderOpen aria-hidden />,
      run: open,
    },
    {
      id: 'templates',
      group,
      title: 'Templates',
      hint: 'G',
      keywords: 'start example new',
      icon: <LayoutTemplate aria-hidden />,
      run: templates,
    },
    {
      id: 'versions',
      group,
      title: 'Versions',
      hint: 'Ctrl S',
      keywords: 'save keep restore history',
      icon: <History aria-hidden />,
      run: versions,
    },
    { id: 'share', group, title: 'Copy a link to this recipe', icon: <Share2 aria-hidden />, run: share },
    {
      id: 'keys',
      group,
      title: 'Keyboard shortcuts',
      hint: '?',
      icon: <Keyboard aria-hidden />,
      run: overview,
    },
    ...steps.map((step: Step) => ({
      id: `step-${step}`,
      group,
      title: `Go to ${stepTitles[step]}`,
      keywords: 'step',
      run: () => studio.goTo(step),
    })),
  ]
}

function choiceCommands(studio: Studio): readonly Command[] {
  return [
    ...patterns.map(({ name, title }) => ({
      id: `pattern-${name}`,
      group: 'Patterns',
      title,
      keywords: `pattern ${findPattern(name)?.description ?? ''}`,
      icon: <Shapes aria-hidden />,
      run: () => editActive(studio, (artwork, id) => changePattern(artwork, id, name)),
    })),
    ...palettes.map(({ name, title }) => ({
      id: `palette-${name}`,
      group: 'Palettes',
      title,
      keywords: 'palette colours',
      icon: <Palette aria-hidden />,
      run: () => editActive(studio, (artwork, id) => changePalette(artwork, id, name)),
    })),
  ]
}
