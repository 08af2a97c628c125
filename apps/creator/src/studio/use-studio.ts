import { createContext, useContext, useSyncExternalStore } from 'react'
import { activePattern, type PatternEntry } from '../artwork/edit.ts'
import type { Draft } from '../draft/draft.ts'
import type { Thumbnails } from '../render/thumbnails.ts'
import type { Studio, StudioState } from './state.ts'

/** What every part of the page works with. */
export interface Bench {
  readonly studio: Studio
  readonly thumbnails: Thumbnails
}

/** Gives the bench to everything below. */
export const BenchContext = createContext<Bench | undefined>(undefined)

/** The bench; throws outside of the studio. */
export function useBench(): Bench {
  const bench = useContext(BenchContext)
  if (bench === undefined) throw new Error('this part of the page works inside the studio only')
  return bench
}

/** The studio's actions. */
export function useStudio(): Studio {
  return useBench().studio
}

/** A part of the studio's state, kept up to date. `pick` must return the same object while nothing changed. */
export function useStudioState<T>(pick: (state: StudioState) => T): T {
  const { state, subscribe } = useStudio()
  return useSyncExternalStore(subscribe, () => pick(state()))
}

/** The draft as it is now. */
export function useDraft(): Draft {
  return useStudioState(({ history }) => history.present)
}

/** One thing of the pattern layer that choices go to; nothing is made anew while it stays the same. */
export function useActivePattern<T>(pick: (entry: PatternEntry) => T): T | undefined {
  return useStudioState(({ history, selected }) => {
    const active = activePattern(history.present.artwork, selected)
    return active === undefined ? undefined : pick(active)
  })
}
