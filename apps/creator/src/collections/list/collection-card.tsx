import { Badge, Button, IconButton, Progress, TimeAgo, useToast } from '@demiurge/design'
import { formatCount } from '@demiurge/design/format'
import type { CollectionView } from '@demiurge/studio/contract'
import { Layers, Trash2 } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useMay } from '../../account/session.tsx'
import { formatRoute } from '../route.ts'
import { addressOf } from '../server/studio-api.ts'
import { isActive, useJob, useServer } from '../server/use-server.ts'

/** Time to take a deletion back. */
const REGRET_MS = 10_000

/** One collection: what it looks like, how large it is, where it stands. */
export function CollectionCard({
  collection,
  onChange,
}: {
  readonly collection: CollectionView
  readonly onChange: () => void
}): ReactNode {
  const [isLeaving, setLeaving] = useState(false)
  const may = useMay('creator')
  if (isLeaving)
    return <Farewell collection={collection} onStay={() => setLeaving(false)} onGone={onChange} />
  const { id, name, changedMs, made } = collection
  const view = made === undefined ? 'layers' : 'pieces'
  return (
    <article className="k-card">
      <a className="k-card-link" href={formatRoute({ kind: 'collection', id, view })}>
        <CardPicture collection={collection} />
        <div className="k-card-text">
          <h2 className="d-truncate">{name}</h2>
          <p className="d-faint">
            {made === undefined
              ? `${formatCount(collection.layers.length)} layers`
              : `${formatCount(made.count)} pieces`}
            {' · '}
            <TimeAgo timestampMs={changedMs} />
          </p>
        </div>
      </a>
      <div className="k-card-foot">
        <Standing collection={collection} />
        {may && (
          <IconButton label={`Delete ${name}`} size="small" onClick={() => setLeaving(true)}>
            <Trash2 />
          </IconButton>
        )}
      </div>
    </article>
  )
}

function CardPicture({ collection: { id, made } }: { readonly collection: CollectionView }): ReactNode {
  if (made === undefined)
    return (
      <div className="k-card-picture" aria-hidden>
        <Layers />
      </div>
    )
  const { columns, rows, version } = made.sheet
  // Nine pieces of the first sheet.
  const shown = Math.min(3, columns)
  return (
    <div
      className="k-card-picture"
      aria-hidden
      style={{
        backgroundImage: `url("${addressOf(id, 'sheets/0')}?v=${encodeURIComponent(version)}")`,
        backgroundSize: `${(100 * columns) / shown}% ${(100 * rows) / shown}%`,
      }}
    />
  )
}

function Standing({ collection }: { readonly collection: CollectionView }): ReactNode {
  const { job } = useJob(collection)
  if (job !== undefined && isActive(job))
    return (
      <div className="k-card-progress">
        <Progress value={job.total === 0 ? null : job.done / job.total} label="Making" />
      </div>
    )
  if (job?.state === 'paused') return <Badge tone="warn">Paused</Badge>
  if (job?.state === 'failed') return <Badge tone="danger">Failed</Badge>
  if (collection.made?.provenance !== undefined) return <Badge tone="ok">Made</Badge>
  if (collection.layers.length > 0 && collection.problems.length > 0)
    return <Badge tone="warn">Needs you</Badge>
  return <Badge>Draft</Badge>
}

/** In place of a card that is being deleted, as long as it can be taken back. */
function Farewell({
  collection: { id, name },
  onStay,
  onGone,
}: {
  readonly collection: CollectionView
  readonly onStay: () => void
  readonly onGone: () => void
}): ReactNode {
  const { api } = useServer()
  const toast = useToast()
  const [isDue, setDue] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), REGRET_MS)
    return () => clearTimeout(timer)
  }, [])
  useEffect(() => {
    if (!isDue) return
    api.remove(id).then(onGone, (error: unknown) => {
      toast({ title: `${name} was not deleted`, text: String(Object(error).message), tone: 'danger' })
      onStay()
    })
  }, [isDue, api, id, name, onGone, onStay, toast])
  return (
    <div className="k-card k-farewell" role="status">
      <p>
        <b>{name}</b> is deleted, with all its pieces.
      </p>
      <div className="d-row">
        <Button kind="primary" size="small" onClick={onStay} disabled={isDue}>
          Undo
        </Button>
        <Button size="small" onClick={() => setDue(true)} busy={isDue}>
          Delete now
        </Button>
      </div>
    </div>
  )
}
