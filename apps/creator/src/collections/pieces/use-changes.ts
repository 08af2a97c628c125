import { useToast } from '@demiurge/design'
import type { CollectionView, MakeRequest } from '@demiurge/studio/contract'
import { useEffect, useState } from 'react'
import { isActive, useJob, useServer } from '../server/use-server.ts'
import { useBenchEditor } from '../sketch/use-editor.tsx'
import type { Made } from './made.ts'

/** What can be done with single pieces of a making; the others keep their pictures. */
export interface Changes {
  /** Whether a change is asked for, or waits until what is being drawn is done. */
  readonly isBusy: boolean
  readonly isPinned: (edition: number) => boolean
  /** Draws them again, all in one go. */
  readonly reroll: (editions: readonly number[]) => void
  /** Pins all of them, or lets them go where all are pinned. */
  readonly togglePins: (editions: readonly number[]) => void
}

interface Change {
  readonly kind: 'reroll' | 'toggle-pins'
  readonly editions: readonly number[]
}

/** Changes of a making. The studio makes one at a time: what is asked for meanwhile waits, and happens in the order of asking. */
export function useChanges(collection: Made): Changes {
  const { id, made } = collection
  const { api, events } = useServer()
  const { job } = useJob(collection)
  const editor = useBenchEditor()
  const toast = useToast()
  const [waiting, setWaiting] = useState<readonly Change[]>([])
  const [isAsking, setAsking] = useState(false)
  const ask = async (change: Change): Promise<void> => {
    try {
      const request = requestOf((await api.read(id)).made, change)
      if (request === undefined)
        return toast({ title: 'Pinned pieces stay as they are', text: 'Unpin them to draw them again.' })
      events.learn(await api.make(id, request))
      editor.refresh()
    } catch (error) {
      toast({ title: 'The pieces stay as they are', text: String(Object(error).message), tone: 'danger' })
    } finally {
      setAsking(false)
    }
  }
  const [next] = waiting
  const mayAsk = next !== undefined && !isAsking && !isActive(job)
  useEffect(() => {
    if (!mayAsk) return
    setAsking(true)
    setWaiting(waiting.slice(1))
    void ask(next)
  }, [mayAsk])
  const pinned = new Set(made.pins)
  const wish = (change: Change): void => setWaiting((before) => [...before, change])
  return {
    isBusy: isAsking || next !== undefined,
    isPinned: (edition) => pinned.has(edition),
    reroll: (editions) => wish({ kind: 'reroll', editions }),
    togglePins: (editions) => wish({ kind: 'toggle-pins', editions }),
  }
}

/** The request that changes what is made now, which this page may not know yet; undefined when there is nothing to draw again. */
function requestOf(made: CollectionView['made'], { kind, editions }: Change): MakeRequest | undefined {
  if (made === undefined) throw new Error('Nothing is made any more.')
  const { count, size, seed, format } = made
  const pinned = new Set(made.pins)
  const free = editions.filter((edition) => !pinned.has(edition))
  const inOrder = (numbers: readonly number[]): readonly number[] => numbers.toSorted((a, b) => a - b)
  if (kind === 'reroll')
    return free.length === 0 ? undefined : { count, size, seed, format, rerolls: inOrder(free) }
  const pins =
    free.length === 0 ? made.pins.filter((edition) => !editions.includes(edition)) : [...made.pins, ...free]
  return { count, size, seed, format, pins: inOrder(pins) }
}
