import { Badge, Button, Card, CheckList, ErrorState, Progress, shownChecks, usePage } from '@demiurge/design'
import { formatCount, formatDuration } from '@demiurge/design/format'
import type { CollectionVerification } from '@demiurge/sdk'
import { type ReactNode, useEffect, useState } from 'react'
import { links } from '../router/links.ts'
import type { CollectionReply } from './collection-worker.ts'

interface State {
  readonly done: number
  readonly total: number
  readonly result: CollectionVerification | undefined
  readonly elapsedMs: number
  readonly error: Error | undefined
}

const START: State = { done: 0, total: 0, result: undefined, elapsedMs: 0, error: undefined }

/** Proves every work of a collection, here, beside the page. */
export function VerifyCollection({ id }: { readonly id: string }): ReactNode {
  const { config } = usePage()
  const [state, setState] = useState(START)
  const [attempt, setAttempt] = useState(0)
  // Another attempt is a reason to run again.
  useEffect(() => {
    setState(START)
    const worker = new Worker(new URL('./collection-worker.ts', import.meta.url), { type: 'module' })
    worker.onmessage = ({ data }: MessageEvent<CollectionReply>) => {
      if (data.kind === 'progress') setState((before) => ({ ...before, done: data.done, total: data.total }))
      if (data.kind === 'done')
        setState((before) => ({ ...before, result: data.result, elapsedMs: data.elapsedMs }))
      if (data.kind === 'failed') setState((before) => ({ ...before, error: new Error(data.message) }))
    }
    worker.onerror = ({ message }) => setState((before) => ({ ...before, error: new Error(message) }))
    worker.postMessage({ api: config.api, id })
    return () => worker.terminate()
  }, [config.api, id, attempt])
  const { result, error, done, total, elapsedMs } = state
  const again = (): void => setAttempt(attempt + 1)
  if (error !== undefined)
    return <ErrorState title="The collection could not be verified" error={error} onRetry={again} />
  if (result === undefined)
    return (
      <Card title="The whole collection">
        <div className="d-stack">
          <Progress
            value={total === 0 ? null : done / total}
            label={
              total === 0
                ? 'Proving the collection'
                : `${formatCount(done)} of ${formatCount(total)} works proved`
            }
          />
          <p className="d-faint">
            Each work is proved against state that the committee certified. Which works there must be follows
            from the collection itself, so that none can be left out.
          </p>
        </div>
      </Card>
    )
  return <Proved id={id} result={result} elapsedMs={elapsedMs} onAgain={again} />
}

function Proved({
  id,
  result,
  elapsedMs,
  onAgain,
}: {
  readonly id: string
  readonly result: CollectionVerification
  readonly elapsedMs: number
  readonly onAgain: () => void
}): ReactNode {
  const { collection, living, owners, checks } = result
  const holds = checks.every(({ ok }) => ok)
  return (
    <Card
      title={collection === undefined ? 'No such collection' : collection.name}
      actions={<Badge tone={holds ? 'ok' : 'danger'}>{holds ? 'Every check holds' : 'A check failed'}</Badge>}
    >
      <div className="d-stack" role="status">
        {collection !== undefined && (
          <p className="d-quiet">
            {`${formatCount(living)} works held by ${formatCount(owners)} ${owners === 1 ? 'account' : 'accounts'}, all proved here in ${formatDuration(elapsedMs)}.`}
          </p>
        )}
        <CheckList checks={shownChecks({ checks })} />
        <div className="d-row d-wrap">
          <Button onClick={onAgain}>Verify again</Button>
          <a className="d-link" href={links.collection(id)}>
            Go to the collection
          </a>
        </div>
      </div>
    </Card>
  )
}
