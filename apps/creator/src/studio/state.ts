import type { Artwork } from '../artwork/artwork.ts'
import { findLayer } from '../artwork/edit.ts'
import type { Draft } from '../draft/draft.ts'
import { type History, record, redo, settle, startHistory, undo } from '../draft/history.ts'

/** The stations of a work from idea to chain. */
export const steps = ['design', 'details', 'secure', 'mint'] as const
export type Step = (typeof steps)[number]

/** What the studio shows. */
export interface StudioState {
  readonly history: History<Draft>
  /** Identifier of the selected layer. */
  readonly selected: number
  readonly step: Step
}

/** The studio's state and everything that may change it. */
export interface Studio {
  readonly state: () => StudioState
  readonly subscribe: (listener: () => void) => () => void
  /** Changes the draft; changes under one tag are one step of the history. */
  readonly edit: (change: (draft: Draft) => Draft, tag?: string) => void
  readonly editArtwork: (change: (artwork: Artwork) => Artwork, tag?: string) => void
  /** The person let go: the next change is a step of its own. */
  readonly settle: () => void
  readonly undo: () => void
  readonly redo: () => void
  readonly select: (layer: number) => void
  readonly goTo: (step: Step) => void
  /** Starts over with a new draft and no history. */
  readonly restart: (draft: Draft) => void
}

/** Builds a studio around a draft. */
export function createStudio(draft: Draft, step: Step = 'design'): Studio {
  const listeners = new Set<() => void>()
  let state: StudioState = withSelection({ history: startHistory(draft), selected: -1, step })
  const set = (change: Partial<StudioState>): void => {
    state = withSelection({ ...state, ...change })
    for (const listener of listeners) listener()
  }
  const edit = (change: (draft: Draft) => Draft, tag?: string): void => {
    const { history } = state
    const next = change(history.present)
    const added = findAdded(history.present.artwork, next.artwork)
    set({ history: record(history, next, tag), ...(added === undefined ? {} : { selected: added }) })
  }
  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    edit,
    editArtwork: (change, tag) => edit((before) => ({ ...before, artwork: change(before.artwork) }), tag),
    settle: () => set({ history: settle(state.history) }),
    undo: () => set({ history: undo(state.history) }),
    redo: () => set({ history: redo(state.history) }),
    select: (selected) => set({ selected }),
    goTo: (next) => set({ step: next }),
    restart: (fresh) => set({ history: startHistory(fresh), step: 'design' }),
  }
}

/** A layer that was just added is what the person wants to work on. */
function findAdded(before: Artwork, after: Artwork): number | undefined {
  return after.layers.length === before.layers.length + 1
    ? after.layers.find(({ id }) => findLayer(before, id) === undefined)?.id
    : undefined
}

/** The selected layer exists: when it is gone the topmost takes its place. */
function withSelection(state: StudioState): StudioState {
  const { artwork } = state.history.present
  if (findLayer(artwork, state.selected) !== undefined) return state
  return { ...state, selected: artwork.layers.at(-1)?.id ?? -1 }
}
