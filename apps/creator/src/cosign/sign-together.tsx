import { Address, Badge, Button, ErrorState, useToast } from '@demiurge/design'
import { Balance, useWallet, useWork } from '@demiurge/design/wallet'
import { FileSignature, KeyRound, Users } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { saveFile } from '../mint/file-name.ts'
import { walletDesk } from '../wallet/wallet-desk.ts'
import { JointDialog } from './joint-dialog.tsx'
import { keptJoint, keptRequests } from './kept.ts'
import { OpenRequestDialog } from './open-request-dialog.tsx'
import { RequestDialog } from './request-dialog.tsx'

/** Accounts that several people share, and what goes between them. */
export function SignTogether(): ReactNode {
  const joint = keptJoint.use()
  const requests = keptRequests.use()
  const [dialog, setDialog] = useState<'joint' | 'open'>()
  const [shown, setShown] = useState<string>()
  const request = requests.find(({ subject }) => subject === shown)
  return (
    <section className="d-stack" aria-label="Sign together">
      <header className="d-stack-s">
        <h3>Sign together</h3>
        <p className="d-quiet">
          A joint account acts when enough of its members have signed, each with keys of their own.
        </p>
      </header>
      {joint.map(({ name, address, threshold, members }) => (
        <article key={address} className="d-account" aria-label={`Joint account ${name}`}>
          <div className="d-row d-between">
            <b>{name}</b>
            <Badge tone="accent">{`${threshold} of ${members.length}`}</Badge>
          </div>
          <div className="d-row d-between d-wrap">
            <span className="d-quiet">{members.join(', ')}</span>
            <Address value={address} />
          </div>
          <Balance address={address} />
        </article>
      ))}
      {requests.length > 0 && (
        <ul className="c-requests" aria-label="Signing requests">
          {requests.map(({ subject, title }) => (
            <li key={subject}>
              <Button kind="ghost" onClick={() => setShown(subject)}>
                <FileSignature aria-hidden />
                <span className="d-truncate">{title}</span>
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div className="d-row d-wrap">
        <ShareKey />
        <Button size="small" onClick={() => setDialog('joint')}>
          <Users aria-hidden />
          New joint account
        </Button>
        <Button size="small" onClick={() => setDialog('open')}>
          <FileSignature aria-hidden />
          Open a signing request
        </Button>
      </div>
      {dialog === 'joint' && <JointDialog onClose={() => setDialog(undefined)} />}
      {dialog === 'open' && (
        <OpenRequestDialog
          onClose={() => setDialog(undefined)}
          onOpened={(subject) => {
            setDialog(undefined)
            setShown(subject)
          }}
        />
      )}
      {request !== undefined && (
        <RequestDialog key={request.subject} request={request} onClose={() => setShown(undefined)} />
      )}
    </section>
  )
}

/** Copies the public key, or saves it where nothing can be copied. */
function ShareKey(): ReactNode {
  const { account } = useWallet()
  const { share, error, run } = useWork()
  const toast = useToast()
  const give = (): void =>
    run(async () => {
      if (account === undefined) return
      const text = await walletDesk.ask('publicKey', { account: account.address })
      saveFile('demiurge.pub', new Blob([text], { type: 'text/plain' }))
      toast({
        title: 'Public key saved',
        text: 'Give demiurge.pub to those who sign with you.',
        tone: 'ok',
      })
    })
  return (
    <>
      <Button size="small" busy={share !== undefined} onClick={give}>
        <KeyRound aria-hidden />
        Save my public key
      </Button>
      {error !== undefined && <ErrorState title="The key could not be shared" error={error} />}
    </>
  )
}
