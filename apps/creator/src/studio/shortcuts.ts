import { useEffect, useRef } from 'react'
import { nudge } from '../transform/nudge.ts'
import { shuffleSeed, stepPattern, writeText } from './actions.ts'
import { type Studio, steps } from './state.ts'

/** Every shortcut, as the overview lists it. */
export const shortcuts: readonly { readonly keys: readonly string[]; readonly title: string }[] = [
  { keys: ['R'], title: 'Random seed' },
  { keys: ['['], title: 'Previous pattern' },
  { keys: [']'], title: 'Next pattern' },
  { keys: ['T'], title: 'Add a text layer' },
  { keys: ['G'], title: 'Templates' },
  { keys: ['0'], title: 'Fit the work to the screen' },
  { keys: ['Ctrl', 'Wheel'], title: 'Zoom; two fingers do it too' },
  { keys: ['Space', 'Drag'], title: 'Move the zoomed picture' },
  { keys: ['Arrows'], title: 'Move the selected layer by a pixel' },
  { keys: ['Shift', 'Arrows'], title: 'Move the selected layer by ten pixels' },
  { keys: ['Shift', 'Drag'], title: 'Turn a layer in steps of 15 degrees' },
  { keys: ['Alt', 'Drag'], title: 'Move a layer without snapping' },
  { keys: ['Ctrl', 'S'], title: 'Versions: keep one, go back to one' },
  { keys: ['Ctrl', 'Z'], title: 'Undo' },
  { keys: ['Ctrl', 'Shift', 'Z'], title: 'Redo' },
  { keys: ['Ctrl', 'Enter'], title: 'Next step' },
  { keys: ['Ctrl', 'K'], title: 'Search everything' },
  { keys: ['?'], title: 'This overview' },
]

/** What shortcuts reach besides the studio. */
export interface ShortcutTargets {
  readonly studio: Studio
  readonly fit: () => void
  readonly overview: () => void
  readonly templates: () => void
  readonly versions: () => void
}

/** Listens on the whole page. Single keys are left alone while somebody writes or a dialog is open. */
export function useShortcuts(targets: ShortcutTargets): void {
  const latest = useRef(targets)
  useEffect(() => {
    latest.current = targets
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return
      const action = event.ctrlKey || event.metaKey ? withControl(event) : alone(event)
      if (action === undefined) return
      event.preventDefault()
      action(latest.current)
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [])
}

type Action = (targets: ShortcutTargets) => void

function withControl(event: KeyboardEvent): Action | undefined {
  const key = event.key.toLowerCase()
  if (key === 'enter') return ({ studio }) => nextStep(studio)
  if (key === 's') return ({ versions }) => versions()
  // In a text the browser's own undo is what a person expects.
  if (isWriting(event.target)) return undefined
  if (key === 'z') return ({ studio }) => (event.shiftKey ? studio.redo() : studio.undo())
  return key === 'y' ? ({ studio }) => studio.redo() : undefined
}

const ALONE: Readonly<Record<string, Action>> = {
  r: ({ studio }) => shuffleSeed(studio),
  '[': ({ studio }) => stepPattern(studio, -1),
  ']': ({ studio }) => stepPattern(studio, 1),
  t: ({ studio }) => writeText(studio),
  g: ({ templates }) => templates(),
  '0': ({ fit }) => fit(),
  '?': ({ overview }) => overview(),
}

function alone(event: KeyboardEvent): Action | undefined {
  if (event.altKey || isWriting(event.target) || document.querySelector('[role="dialog"]') !== null)
    return undefined
  // Lists, sliders and the stage itself have arrow keys of their own.
  if (event.key.startsWith('Arrow')) {
    const isFree = event.target === document.body
    return isFree ? ({ studio }) => void nudge(studio, event.key, event.shiftKey) : undefined
  }
  return ALONE[event.key.toLowerCase()]
}

/** Inputs that take letters; sliders, radios and the like do not. */
function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.matches('input:not([type="color"]), textarea, select, [contenteditable]')
}

/** The step after the present one. */
export function nextStep(studio: Studio): void {
  const next = steps[steps.indexOf(studio.state().step) + 1]
  if (next !== undefined) studio.goTo(next)
}
