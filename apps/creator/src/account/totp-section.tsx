import { Badge, Button, CopyButton } from '@demiurge/design'
import { QrCode } from '@demiurge/design/qr'
import type { RecoveryCodes, TotpOffer } from '@demiurge/studio/contract'
import { Smartphone } from 'lucide-react'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { SectionProps } from './account-dialog.tsx'
import { ProblemNote } from './problem-note.tsx'
import { RecoveryDialog } from './recovery-section.tsx'
import { Section } from './section.tsx'
import { CodeField } from './sign-in.tsx'
import { askStudio } from './studio-client.ts'
import { useAsking } from './use-asking.ts'

/** An authenticator app as second factor. */
export function TotpSection({ account, onChange, confirmed }: SectionProps): ReactNode {
  const asking = useAsking()
  const [offer, setOffer] = useState<TotpOffer>()
  const [codes, setCodes] = useState<readonly string[]>([])
  const { hasTotp } = account.user
  const begin = (): void => {
    void asking.run(async () =>
      setOffer(await confirmed(() => askStudio<TotpOffer>('POST', '/account/totp'))),
    )
  }
  const remove = (): void => {
    void asking.run(async () => {
      await confirmed(() => askStudio('DELETE', '/account/totp'))
      await onChange()
    })
  }
  const finish = async (told: RecoveryCodes): Promise<void> => {
    setOffer(undefined)
    setCodes(told.codes)
    await onChange()
  }
  return (
    <Section
      icon={<Smartphone aria-hidden />}
      title="Authenticator app"
      state={hasTotp ? <Badge tone="ok">On</Badge> : <Badge>Off</Badge>}
      about="A code that changes every 30 seconds, from any app that reads such QR codes. It is asked for after the password."
    >
      {offer !== undefined && (
        <TotpOfferForm
          offer={offer}
          confirmed={confirmed}
          onDone={finish}
          onCancel={() => setOffer(undefined)}
        />
      )}
      {offer === undefined && <ProblemNote error={asking.error} />}
      {offer === undefined && (
        <div>
          {hasTotp ? (
            <Button busy={asking.busy} onClick={remove}>
              Turn off
            </Button>
          ) : (
            <Button busy={asking.busy} onClick={begin}>
              Set up an app
            </Button>
          )}
        </div>
      )}
      <RecoveryDialog codes={codes} onClose={() => setCodes([])} />
    </Section>
  )
}

function TotpOfferForm({
  offer,
  confirmed,
  onDone,
  onCancel,
}: Pick<SectionProps, 'confirmed'> & {
  readonly offer: TotpOffer
  readonly onDone: (told: RecoveryCodes) => Promise<void>
  readonly onCancel: () => void
}): ReactNode {
  const asking = useAsking()
  const [code, setCode] = useState('')
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void asking.run(async () =>
      onDone(await confirmed(() => askStudio<RecoveryCodes>('POST', '/account/totp/verify', { code }))),
    )
  }
  return (
    <form className="a-totp" onSubmit={submit}>
      <div className="a-qr">
        <QrCode text={offer.uri} label="Secret for your authenticator app as a QR code" />
      </div>
      <div className="d-stack">
        <div className="d-stack-s">
          <p className="d-quiet">Scan this with the app, or type the secret:</p>
          <div className="a-secret">
            <code>{offer.secret.match(/.{4}/g)?.join(' ')}</code>
            <CopyButton text={offer.secret} label="Copy the secret">
              Copy the secret
            </CopyButton>
          </div>
        </div>
        <CodeField way="totp" code={code} onChange={setCode} problem={asking.problemOf('code')} />
        <ProblemNote error={asking.problemBeside('code')} />
        <div className="d-row">
          <Button kind="primary" type="submit" busy={asking.busy}>
            Turn on
          </Button>
          <Button kind="ghost" onClick={onCancel}>
            Cancel
          </Button>
        </div>
      </div>
    </form>
  )
}
