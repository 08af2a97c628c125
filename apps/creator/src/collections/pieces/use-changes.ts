import { useToast } from '@demiurge/design'
import { useState } from 'react'
import { useServer } from '../server/use-server.ts'
import { useBenchEditor } from '../sketch/use-editor.tsx'
import type { Made } from './made.ts'

/** What can be done with single pieces of a making; the others keep their pictures. */
export interface Changes {
  readonly isBusy: boolean
  readonly isPinned: (edition: number) => boolean
  /** Draws them again, all in one go. */
  readonly reroll: (editions: readonly number[]) => void
  /** Pins all of them, or lets them go where all are pinned. */
  readonly togglePins: (editions: readonly number[]) => void
}

/** Changes of a making. */
export function useChanges({ id, made }: Made): Changes {
  const { api, events } = useServer()
  const editor = useBenchEditor()
  const toast = useToast()
  const [isBusy, setBusy] = useState(false)
  const pinned = new Set(made.pins)
  const ask = (change: { readonly rerolls?: readonly number[]; readonly pins?: readonly number[] }): void => {
    if (isBusy) return
    setBusy(true)
    const { count, size, seed, format, pins } = made
    api
      .make(id, { count, size, seed, format, ...(pins.length === 0 ? {} : { pins }), ...change })
      .then(
        (job) => {
          events.learn(job)
          editor.refresh()
        },
        (error: unknown) =>
          toast({
            title: 'The pieces stay as they are',
            text: String(Object(error).message),
            tone: 'danger',
          }),
      )
      .finally(() => setBusy(false))
  }
  return {
    isBusy,
    isPinned: (edition) => pinned.has(edition),
    reroll(editions) {
      const free = editions.filter((edition) => !pinned.has(edition))
      if (free.length === 0)
        return toast({ title: 'Pinned pieces stay as they are', text: 'Unpin them to draw them again.' })
      ask({ rerolls: free.toSorted((a, b) => a - b) })
    },
    togglePins(editions) {
      const isOff = editions.every((edition) => pinned.has(edition))
      const next = new Set(pinned)
      for (const edition of editions)
        if (isOff) next.delete(edition)
        else next.add(edition)
      ask({ pins: [...next].sort((a, b) => a - b) })
    },
  }
}
