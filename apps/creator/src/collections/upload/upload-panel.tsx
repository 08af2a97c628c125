import { Button, IconButton, Progress } from '@demiurge/design'
import { formatBytes, formatCount } from '@demiurge/design/format'
import { CircleAlert, Pause, Play, RotateCw, X } from 'lucide-react'
import { type ReactNode, useSyncExternalStore } from 'react'
import type { RefusedFile } from './plan.ts'
import type { Uploader, UploadState } from './uploader.ts'
import { useUpload, useUploads } from './use-uploads.tsx'

/** How the upload of a collection stands; nothing while there is none, or all went well. */
export function UploadPanel({ id }: { readonly id: string }): ReactNode {
  const uploader = useUpload(id)
  return uploader === undefined ? null : <Running id={id} uploader={uploader} />
}

function Running({ id, uploader }: { readonly id: string; readonly uploader: Uploader }): ReactNode {
  const { clear } = useUploads()
  const state = useSyncExternalStore(uploader.subscribe, uploader.state)
  const { done, total, sentBytes, bytes, isOver, isPaused, refused, failed } = state
  if (isOver && refused.length === 0 && failed.length === 0) return null
  return (
    <section className="k-upload" aria-label="Upload">
      <div className="k-upload-head">
        {isOver ? (
          <p>
            <b>{`${formatCount(done)} of ${formatCount(total + refused.length)} files are there.`}</b>
          </p>
        ) : (
          <Progress
            value={total === 0 ? 1 : done / total}
            label={isPaused ? 'Paused' : 'Uploading'}
            detail={`${formatCount(done)} of ${formatCount(total)} · ${formatBytes(sentBytes)} of ${formatBytes(bytes)}`}
          />
        )}
        <Controls state={state} uploader={uploader} onClear={() => clear(id)} />
      </div>
      <Left title="Not taken" files={refused} />
      <Left title="Did not arrive" files={failed} />
    </section>
  )
}

function Controls({
  state: { isOver, isPaused, failed },
  uploader,
  onClear,
}: {
  readonly state: UploadState
  readonly uploader: Uploader
  readonly onClear: () => void
}): ReactNode {
  return (
    <div className="d-row">
      {failed.length > 0 && (
        <Button size="small" onClick={uploader.retry}>
          <RotateCw aria-hidden />
          Try again
        </Button>
      )}
      {!isOver && (
        <IconButton
          label={isPaused ? 'Go on' : 'Pause the upload'}
          size="small"
          onClick={isPaused ? uploader.resume : uploader.pause}
        >
          {isPaused ? <Play /> : <Pause />}
        </IconButton>
      )}
      <IconButton
        label={isOver ? 'Dismiss' : 'Cancel the upload'}
        size="small"
        onClick={isOver ? onClear : uploader.cancel}
      >
        <X />
      </IconButton>
    </div>
  )
}

function Left({
  title,
  files,
}: {
  readonly title: string
  readonly files: readonly RefusedFile[]
}): ReactNode {
  if (files.length === 0) return null
  return (
    <details className="k-refused" open={files.length <= 4}>
      <summary>
        <CircleAlert aria-hidden />
        {`${title}: ${formatCount(files.length)} ${files.length === 1 ? 'file' : 'files'}`}
      </summary>
      <ul>
        {files.map(({ path, reason }) => (
          <li key={path}>
            <b>{path}</b> <span className="d-quiet">{reason}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}
