import { Button, Progress, useToast } from '@demiurge/design'
import { FileArchive, Film } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { JobControls } from '../make/job-controls.tsx'
import { type ArchiveFormat, archiveAddress } from '../server/studio-api.ts'
import { isActive, useOneJob, useServer } from '../server/use-server.ts'

/** A made collection as one file: the studio writes it, and then it is downloaded. */
export function Exports({ id }: { readonly id: string }): ReactNode {
  return (
    <div className="k-exports">
      <Export id={id} format="zip" />
      <Export id={id} format="car" />
      <Export id={id} format="gif" />
    </div>
  )
}

const TITLES: Readonly<Record<ArchiveFormat, string | undefined>> = {
  zip: undefined,
  car: 'Content-addressed, for IPFS',
  gif: 'A film of two dozen pieces',
}

function Export({ id, format }: { readonly id: string; readonly format: ArchiveFormat }): ReactNode {
  const { api, events } = useServer()
  const toast = useToast()
  const [asked, setAsked] = useState<string>()
  const job = useOneJob(asked)
  const state = job?.state
  useEffect(() => {
    if (state !== 'done') return
    setAsked(undefined)
    download(archiveAddress(id, format))
  }, [state, id, format])
  const order = (): void => {
    api.archive(id, format).then(
      (ordered) => {
        events.learn(ordered)
        setAsked(ordered.id)
      },
      (error: unknown) =>
        toast({ title: 'Nothing was written', text: String(Object(error).message), tone: 'danger' }),
    )
  }
  const isBusy = isActive(job) || state === 'paused'
  return (
    <>
      <Button onClick={order} busy={isBusy} title={TITLES[format]}>
        {format === 'gif' ? <Film aria-hidden /> : <FileArchive aria-hidden />}
        {format.toUpperCase()}
      </Button>
      {job !== undefined && isBusy && (
        <div className="k-export-progress">
          <Progress
            value={job.total === 0 ? null : job.done / job.total}
            label={`Writing the ${format.toUpperCase()}`}
          />
          <JobControls job={job} />
        </div>
      )}
      {state === 'failed' && (
        <p className="d-field-error">{job?.failure ?? `The ${format.toUpperCase()} was not written.`}</p>
      )}
    </>
  )
}

function download(address: string): void {
  const link = document.createElement('a')
  link.href = address
  link.download = ''
  link.click()
}
