import { Dices, RotateCw } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button } from '../actions/button.tsx'
import { Progress } from '../feedback/progress.tsx'
import { ErrorState } from '../feedback/states.tsx'
import { Dialog } from '../overlay/dialog.tsx'
import { EntropySources } from './entropy-sources.tsx'
import type { CollectedReport } from './key-tasks.ts'
import { useWallet } from './use-wallet.tsx'
import { useWork } from './use-work.ts'

/** A button that opens the report of what new keys are drawn from. */
export function EntropyReport(): ReactNode {
  const { desk } = useWallet()
  const [open, setOpen] = useState(false)
  const [report, setReport] = useState<CollectedReport>()
  const work = useWork()
  const collect = (fresh: boolean): void =>
    work.run(async (onProgress) => setReport(await desk.ask('entropy', { fresh }, { onProgress })))
  const show = (): void => {
    setOpen(true)
    collect(false)
  }
  return (
    <>
      <Button size="small" onClick={show}>
        <Dices aria-hidden />
        Entropy report
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="Where your keys come from"
        description="Words that nobody can guess need chance. This is where this browser takes it from, and how it fared when it was tested."
        size="large"
        footer={
          <Button onClick={() => collect(true)} busy={work.share !== undefined}>
            <RotateCw aria-hidden />
            Collect and test again
          </Button>
        }
      >
        <div className="d-dialog-body d-stack" aria-live="polite">
          {work.share !== undefined && (
            <Progress value={work.share} label="Collecting, and testing every sample" />
          )}
          {work.error !== undefined && (
            <ErrorState title="No entropy could be collected" error={work.error} />
          )}
          {report !== undefined && work.error === undefined && <Collected report={report} />}
        </div>
      </Dialog>
    </>
  )
}

function Collected({ report: { sources, madeWords } }: { readonly report: CollectedReport }): ReactNode {
  return (
    <>
      <p className="d-quiet">
        {madeWords
          ? 'Your words were made from exactly this collection.'
          : 'New words are made from a collection like this one, drawn when they are made.'}{' '}
        A source that fails a test of NIST SP 800-90B is left out. What remains is combined with fresh bytes
        of the system’s generator by XOR, so the result is never weaker than that alone.
      </p>
      <EntropySources sources={sources} />
    </>
  )
}
