import { Button, Dialog, Field, TextArea, usePage } from '@demiurge/design'
import { DeskError } from '@demiurge/design/desk'
import { useWork } from '@demiurge/design/wallet'
import { CircleAlert, FileSignature } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { RequestView } from '../wallet/cosign-tasks.ts'
import { walletDesk } from '../wallet/wallet-desk.ts'
import { keepRequest, keptRequests } from './kept.ts'
import { sentenceOf, titleOf } from './title.ts'

/** Takes in a request that somebody handed over, as text or file. A copy of one that is here already is joined with it. */
export function OpenRequestDialog({
  onClose,
  onOpened,
}: {
  readonly onClose: () => void
  readonly onOpened: (subject: string) => void
}): ReactNode {
  const { config } = usePage()
  const [text, setText] = useState('')
  const { share, error, run } = useWork()
  const open = (request: string): void =>
    run(async () => {
      const joined = await joinWithKept(config.api, request)
      keepRequest({ subject: joined.subject, title: titleOf(joined), text: joined.text })
      onOpened(joined.subject)
    })
  return (
    <Dialog
      open
      onOpenChange={(shown) => shown || onClose()}
      title="Open a signing request"
      description="It is checked whole before you see it: the calls, the work, and every signature in it."
    >
      <div className="d-stack">
        <Field label="The request" hint="Paste its text, or choose the file.">
          <TextArea
            rows={5}
            className="d-mono"
            spellCheck={false}
            autoComplete="off"
            placeholder="-----BEGIN DEMIURGE SIGNING REQUEST-----"
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        </Field>
        {error !== undefined && (
          <p className="d-field-error" role="alert">
            <CircleAlert aria-hidden />
            {sentenceOf(error)}
          </p>
        )}
        <div className="d-row d-wrap">
          <Button
            kind="primary"
            disabled={text.trim() === ''}
            busy={share !== undefined}
            onClick={() => open(text)}
          >
            <FileSignature aria-hidden />
            Open it
          </Button>
          <label className="d-button d-file" data-kind="secondary" data-size="medium">
            Choose a file
            <input
              type="file"
              className="d-hidden"
              onChange={({ target }) => void target.files?.[0]?.text().then(open)}
            />
          </label>
        </div>
      </div>
    </Dialog>
  )
}

/** Reads a request, and joins it with a copy that is kept here. Of two with different transactions the one that lives longer stays. */
async function joinWithKept(api: string, request: string): Promise<RequestView> {
  const read = await walletDesk.ask('readRequest', { api, request })
  const kept = keptRequests.read().find(({ subject }) => subject === read.subject)
  if (kept === undefined) return read
  try {
    return await walletDesk.ask('joinRequests', { api, requests: [kept.text, request] })
  } catch (error) {
    if (!(error instanceof DeskError) || error.code !== 'request.Refreshed') throw error
    const own = await walletDesk.ask('readRequest', { api, request: kept.text })
    return (own.validUntilMs ?? 0) > (read.validUntilMs ?? 0) ? own : read
  }
}
