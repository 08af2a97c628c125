import {
  Address,
  Amount,
  Badge,
  Button,
  Dialog,
  ErrorState,
  Hash,
  Skeleton,
  usePage,
  useToast,
} from '@demiurge/design'
import { useWallet, useWork } from '@demiurge/design/wallet'
import { CircleAlert, Download, RefreshCw, Send, Signature, Trash2 } from 'lucide-react'
import { type ReactNode, useCallback, useEffect, useState } from 'react'
import { fileName, REQUEST_TYPE, saveFile } from '../mint/file-name.ts'
import type { RequestView } from '../wallet/cosign-tasks.ts'
import { walletDesk } from '../wallet/wallet-desk.ts'
import { KeepJoint } from './keep-joint.tsx'
import { dropRequest, type KeptRequest, keepRequest, keptJoint } from './kept.ts'
import { RequestWork } from './request-work.tsx'
import { titleOf } from './title.ts'
import { useMemberNames } from './use-member-names.ts'

/** A signing request: what will happen, who has signed, and what can be done now. */
export function RequestDialog({
  request,
  onClose,
}: {
  readonly request: KeptRequest
  readonly onClose: () => void
}): ReactNode {
  const { config } = usePage()
  const [view, setView] = useState<RequestView>()
  const reading = useWork()
  const { run } = reading
  const read = useCallback(
    () =>
      run(async () =>
        setView(await walletDesk.ask('readRequest', { api: config.api, request: request.text })),
      ),
    [run, config.api, request.text],
  )
  // Read once: every later view comes from an action.
  useEffect(read, [])
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      size="large"
      title={request.title}
      description="Everything here is read from the very bytes that are signed."
    >
      {reading.error !== undefined && view === undefined ? (
        <div className="d-stack">
          <ErrorState title="The request cannot be opened" error={reading.error} onRetry={read} />
          <Drop request={request} onClose={onClose} />
        </div>
      ) : view === undefined ? (
        <Skeleton height={280} radius={12} />
      ) : (
        <div className="d-stack">
          <RequestWork view={view} />
          <Signers view={view} />
          <KeepJoint view={view} />
          {!view.done && (
            <Actions
              view={view}
              onView={(next) => {
                keepRequest({ subject: next.subject, title: titleOf(next), text: next.text })
                setView(next)
              }}
              onClose={onClose}
            />
          )}
          <Drop request={request} onClose={onClose} />
        </div>
      )}
    </Dialog>
  )
}

/** Who has signed what. */
function Signers({ view }: { readonly view: RequestView }): ReactNode {
  const nameOf = useMemberNames(view)
  const joint = keptJoint.use().find(({ address }) => address === view.address)
  return (
    <section className="d-stack-s" aria-label="Signatures">
      <div className="d-row d-between d-wrap">
        <h3>{`${view.threshold} of ${view.members.length} must sign`}</h3>
        <Address value={view.address} name={joint?.name} />
      </div>
      <ul className="c-signers">
        {view.members.map(({ address, statement, transaction }) => (
          <li key={address} className="d-row d-between d-wrap">
            <Address value={address} name={nameOf(address)} />
            <span className="d-row">
              {view.work !== undefined && <Badge tone={statement ? 'ok' : 'neutral'}>Statement</Badge>}
              <Badge tone={transaction ? 'ok' : 'neutral'}>Transaction</Badge>
            </span>
          </li>
        ))}
      </ul>
      {view.done ? (
        <p>It was submitted and is final: there is nothing left to sign.</p>
      ) : (
        <>
          <p className="d-quiet">{`Waits for: ${view.waitingFor}.`}</p>
          <Life view={view} />
        </>
      )}
    </section>
  )
}

const SECOND_MS = 1_000

/** How long the transaction lives. */
function Life({ view }: { readonly view: RequestView }): ReactNode {
  const left = useLeft(view.validUntilMs)
  if (left === undefined) return null
  if (left === 0)
    return (
      <p className="d-field-error">
        <CircleAlert aria-hidden />
        The time of the transaction is over. Signing makes a new one, which the others sign again.
      </p>
    )
  const minutes = Math.floor(left / 60)
  return (
    <p className="d-quiet">
      The transaction lives {minutes > 0 ? `${minutes} min ` : ''}
      {left % 60} s more; at most <Amount sparks={view.maxFee ?? 0n} decimals={6} /> are paid as its fee.
    </p>
  )
}

/** Whole seconds until then; 0 when it is over. */
function useLeft(untilMs: number | undefined): number | undefined {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), SECOND_MS)
    return () => clearInterval(timer)
  }, [])
  return untilMs === undefined ? undefined : Math.max(0, Math.floor((untilMs - now) / SECOND_MS))
}

interface ActionsProps {
  readonly view: RequestView
  readonly onView: (view: RequestView) => void
  readonly onClose: () => void
}

function Actions({ view, onView, onClose }: ActionsProps): ReactNode {
  const { config } = usePage()
  const { accounts } = useWallet()
  const toast = useToast()
  const { share, error, run } = useWork()
  const left = useLeft(view.validUntilMs)
  const over = left === 0
  const { api } = config
  const mine = view.members.find(({ address }) => accounts.some((each) => each.address === address))
  const signed = view.phase === 'statement' ? mine?.statement : mine?.transaction
  const canSign = mine !== undefined && (over || (signed !== true && view.phase !== 'complete'))
  const sound = view.work === undefined || view.work.problems.length === 0
  const sign = (renew = false): void =>
    run(async () => {
      if (mine === undefined) return
      onView(await walletDesk.ask('signRequest', { api, request: view.text, account: mine.address, renew }))
    })
  const submit = (): void =>
    run(async () => {
      const { transaction } = await walletDesk.ask('submitRequest', { api, request: view.text })
      dropRequest(view.subject)
      toast({
        title: `${titleOf(view)}: final`,
        text: `Transaction ${transaction.slice(0, 14)}…`,
        tone: 'ok',
      })
      onClose()
    })
  return (
    <>
      {error !== undefined && <ErrorState title="That was not done" error={error} />}
      <div className="d-row d-wrap">
        {view.phase === 'complete' && !over && (
          <Button kind="primary" busy={share !== undefined} onClick={submit}>
            <Send aria-hidden />
            Submit
          </Button>
        )}
        {canSign && (
          <Button kind="primary" disabled={!sound} busy={share !== undefined} onClick={() => sign()}>
            {over ? <RefreshCw aria-hidden /> : <Signature aria-hidden />}
            {over ? 'Refresh and sign' : 'Sign'}
          </Button>
        )}
        {mine !== undefined && view.validUntilMs !== undefined && !over && (
          <Button kind="ghost" disabled={!sound || share !== undefined} onClick={() => sign(true)}>
            <RefreshCw aria-hidden />
            Start the transaction anew
          </Button>
        )}
        <Button onClick={() => saveFile(requestFile(view), new Blob([view.text], { type: 'text/plain' }))}>
          <Download aria-hidden />
          Save the request
        </Button>
      </div>
      {mine === undefined && <p className="d-quiet">No account of your wallet is a member.</p>}
    </>
  )
}

function requestFile(view: RequestView): string {
  return fileName(titleOf(view), REQUEST_TYPE)
}

function Drop({
  request,
  onClose,
}: {
  readonly request: KeptRequest
  readonly onClose: () => void
}): ReactNode {
  return (
    <div className="d-row d-between d-wrap">
      <Hash value={request.subject} label="request" />
      <Button
        size="small"
        kind="ghost"
        onClick={() => {
          dropRequest(request.subject)
          onClose()
        }}
      >
        <Trash2 aria-hidden />
        Remove it from this device
      </Button>
    </div>
  )
}
