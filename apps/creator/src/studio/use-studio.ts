import { createContext, useContext, useSyncExternalStore } from 'react'
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
