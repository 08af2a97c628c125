import { Button, useToast } from '@demiurge/design'
import type { JobView } from '@demiurge/studio/contract'
import { Pause, Play, X } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useServer } from '../server/use-server.ts'

/** Pauses a job, lets it go on, or ends it; nothing for one that has ended. */
export function JobControls({ job: { id, state } }: { readonly job: JobView }): ReactNode {
  const { api, events } = useServer()
  const toast = useToast()
  const [busy, setBusy] = useState(false)
  const steer = (what: 'pause' | 'resume' | 'cancel'): void => {
    setBusy(true)
    api
      .steer(id, what)
      .then(events.learn, (error: unknown) =>
        toast({ title: 'That did not work', text: String(Object(error).message), tone: 'danger' }),
      )
      .finally(() => setBusy(false))
  }
  const isOver = state === 'cancelled' || state === 'failed'
  if (isOver) return null
  return (
    <div className="d-row">
      {state === 'paused' ? (
        <Button size="small" busy={busy} onClick={() => steer('resume')}>
          <Play aria-hidden />
          Go on
        </Button>
      ) : (
        <Button size="small" busy={busy} onClick={() => steer('pause')}>
          <Pause aria-hidden />
          Pause
        </Button>
      )}
      <Button size="small" kind="ghost" disabled={busy} onClick={() => steer('cancel')}>
        <X aria-hidden />
        Cancel
      </Button>
    </div>
  )
}
