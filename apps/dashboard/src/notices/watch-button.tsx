import { Button } from '@demiurge/design'
import { Bell, BellRing } from 'lucide-react'
import type { ReactNode } from 'react'
import { useNotices } from './use-notices.ts'
import { toggleWatched, type Watched } from './watched.ts'

/** Watches something: what happens to it is told at the bell. */
export function WatchButton(thing: Watched): ReactNode {
  const { watched } = useNotices()
  const isWatched = watched.some(({ id }) => id === thing.id)
  return (
    <Button
      size="small"
      aria-pressed={isWatched}
      title={
        isWatched ? 'No longer tell me what happens to it' : 'Tell me what happens to it, in this browser'
      }
      onClick={() => toggleWatched(thing)}
    >
      {isWatched ? <BellRing aria-hidden /> : <Bell aria-hidden />}
      {isWatched ? 'Watched' : 'Watch'}
    </Button>
  )
}
