import { type Draft, formatDraft, newDraft, parseDraft } from '../draft/draft.ts'
import type { Studio } from './state.ts'

const KEY = 'demiurge.creator.draft'
const PAUSE_MS = 250

/** The draft of the last visit, or a new one. */
export function loadDraft(): Draft {
  const kept = read()
  return (kept === null ? undefined : parseDraft(kept)) ?? newDraft(randomSeed())
}

/** A seed that nobody chose. */
export function randomSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
}

/** Keeps the draft on the device a moment after each change, and at once when the page goes away. Returns how to stop. */
export function keepDraft(studio: Studio): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let kept = studio.state().history.present
  const write = (): void => {
    clearTimeout(timer)
    const draft = studio.state().history.present
    if (draft === kept) return
    kept = draft
    save(draft)
  }
  const stop = studio.subscribe(() => {
    clearTimeout(timer)
    timer = setTimeout(write, PAUSE_MS)
  })
  addEventListener('pagehide', write)
  return () => {
    write()
    stop()
    removeEventListener('pagehide', write)
  }
}

function save(draft: Draft): void {
  try {
    localStorage.setItem(KEY, formatDraft(draft))
  } catch {
    // A field that no draft can hold (it says so itself), or storage that is forbidden or full: the last good draft stays.
  }
}

function read(): string | null {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null
  }
}
