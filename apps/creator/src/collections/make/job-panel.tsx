import { Progress, Switch } from '@demiurge/design'
import { formatCount, formatDuration } from '@demiurge/design/format'
import type { JobView } from '@demiurge/studio/contract'
import { ArrowRight } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Exports } from '../pieces/exports.tsx'
import { formatRoute } from '../route.ts'
import type { Pace } from '../server/events.ts'
import { useJob } from '../server/use-server.ts'
import { useEditorState } from '../sketch/use-editor.tsx'
import { JobControls } from './job-controls.tsx'

const PHASES: Readonly<Record<string, string>> = {
  waiting: 'Beginning',
  layers: 'Reading the layers',
  pieces: 'Drawing the pieces',
  finish: 'Writing metadata and provenance',
}

/** How the making stands, and what can be done about it; nothing before the first. */
export function JobPanel(): ReactNode {
  const { view } = useEditorState()
  const { job, pace } = useJob(view)
  if (job === undefined) return null
  if (job.state === 'done') return <Done id={view.id} job={job} />
  return (
    <section className="k-job" aria-label="The making" data-state={job.state}>
      <Progress
        value={job.total === 0 ? null : job.done / job.total}
        label={titleOf(job)}
        {...(job.total === 0 ? {} : { detail: `${formatCount(job.done)} of ${formatCount(job.total)}` })}
      />
      <p className="d-faint d-num">{describePace(job, pace)}</p>
      {job.state === 'failed' && (
        <p className="d-field-error" role="alert">
          {job.failure ?? 'It failed.'}
        </p>
      )}
      <JobControls job={job} />
      {(job.state === 'running' || job.state === 'waiting') && <Notify />}
    </section>
  )
}

function titleOf({ state, phase }: JobView): string {
  if (state === 'waiting') return 'Waiting for its turn'
  if (state === 'paused') return 'Paused'
  if (state === 'cancelled') return 'Cancelled'
  if (state === 'failed') return 'Failed'
  return PHASES[phase] ?? phase
}

function describePace({ attempts, state }: JobView, pace: Pace | undefined): string {
  const again = attempts > 1 ? `attempt ${attempts}` : ''
  if (pace === undefined || state !== 'running') return again
  const speed = pace.perSecond >= 10 ? String(Math.round(pace.perSecond)) : pace.perSecond.toFixed(1)
  const left = pace.leftMs < 1_000 ? 'almost there' : `${formatDuration(pace.leftMs)} left`
  return [`${speed} pieces/s`, left, again].filter((part) => part !== '').join(' · ')
}

/** Offers a notice of the system for when the making is done. */
function Notify(): ReactNode {
  const [permission, setPermission] = useState(() =>
    'Notification' in globalThis ? Notification.permission : 'denied',
  )
  if (permission === 'denied') return null
  return (
    <Switch
      label="Tell me when it is done"
      checked={permission === 'granted'}
      onChange={() => void Notification.requestPermission().then(setPermission)}
    />
  )
}

function Done({ id, job }: { readonly id: string; readonly job: JobView }): ReactNode {
  const took =
    job.startedMs === undefined || job.endedMs === undefined ? undefined : job.endedMs - job.startedMs
  return (
    <section className="k-job" aria-label="The making" data-state="done">
      <p>
        <b>All pieces are made.</b>
        {took !== undefined && <span className="d-faint">{` It took ${formatDuration(took)}.`}</span>}
      </p>
      <a
        className="d-button"
        data-kind="primary"
        href={formatRoute({ kind: 'collection', id, view: 'pieces' })}
      >
        See the pieces
        <ArrowRight aria-hidden />
      </a>
      <Exports id={id} />
    </section>
  )
}
