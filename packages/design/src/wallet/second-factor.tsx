import { Fingerprint, ShieldCheck } from 'lucide-react'
import { type ReactNode, type SubmitEvent, useEffect, useState } from 'react'
import { Button } from '../actions/button.tsx'
import { DeskError } from '../desk/desk.ts'
import { Badge } from '../feedback/badge.tsx'
import { Progress } from '../feedback/progress.tsx'
import { Field, Input } from '../form/field.tsx'
import { Dialog } from '../overlay/dialog.tsx'
import {
  askPasskey,
  createPasskey,
  factorIn,
  findObstacle,
  OBSTACLES,
  type PasskeyObstacle,
} from './passkey.ts'
import { WalletUser } from './password-fields.tsx'
import { useWallet } from './use-wallet.tsx'
import { useWork } from './use-work.ts'
import { WorkError } from './work-error.tsx'

/** The second factor of the open wallet: a passkey, to be added or removed. */
export function SecondFactor(): ReactNode {
  const { keystore } = useWallet()
  const [asking, setAsking] = useState(false)
  const [obstacle, setObstacle] = useState<PasskeyObstacle>()
  useEffect(() => void findObstacle().then(setObstacle), [])
  const factor = factorIn(keystore)
  return (
    <section className="d-stack-s" aria-label="Second factor">
      <div className="d-row d-between">
        <h3>Second factor</h3>
        {factor === undefined ? <Badge>Password only</Badge> : <Badge tone="ok">Password and passkey</Badge>}
      </div>
      <p className="d-quiet">
        {factor === undefined
          ? 'With a passkey, a copy of your wallet file is worth nothing to whoever knows or guesses the password.'
          : `The passkey “${factor.label}” and the password open the wallet together. Should it get lost, your 24 words bring the wallet back.`}
      </p>
      {factor === undefined && obstacle !== undefined ? (
        <p className="d-field-hint">{OBSTACLES[obstacle]}</p>
      ) : (
        <div>
          <Button size="small" onClick={() => setAsking(true)}>
            {factor === undefined ? <Fingerprint aria-hidden /> : <ShieldCheck aria-hidden />}
            {factor === undefined ? 'Add a passkey' : 'Remove the passkey'}
          </Button>
        </div>
      )}
      {asking && <FactorDialog onClose={() => setAsking(false)} />}
    </section>
  )
}

/** Asks for the password, and then the browser for the passkey: both are needed either way. */
function FactorDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { keystore, account, desk, adopt } = useWallet()
  const [factor] = useState(() => factorIn(keystore))
  const [password, setPassword] = useState('')
  const [label, setLabel] = useState('My passkey')
  const { share, error, run, clear } = useWork()
  const wrong = error instanceof DeskError && error.code === 'keystore.WrongPassword'
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    run(async (onProgress) => {
      // Before a passkey is made for nothing.
      await desk.ask('checkPassword', { password })
      const opened =
        factor === undefined
          ? await desk.ask('addFactor', { password, ...(await createPasskey(label.trim())) }, { onProgress })
          : await desk.ask('removeFactor', { password, answer: await askPasskey(factor) }, { onProgress })
      await adopt(opened, account?.address)
      onClose()
    })
  }
  const adding = factor === undefined
  return (
    <Dialog
      open
      onOpenChange={(open) => open || share !== undefined || onClose()}
      title={adding ? 'Add a passkey' : 'Remove the passkey'}
      description={
        adding
          ? 'It lies in this device, your phone or a security key, and opens the wallet together with the password. Make sure that you have your 24 words: they are the way back without it.'
          : 'Afterwards the password alone opens the wallet. Both are needed for this as well.'
      }
    >
      <form className="d-stack" onSubmit={submit} noValidate>
        <WalletUser />
        <Field label="Password of the wallet" error={wrong ? 'This is not the password.' : undefined}>
          <Input
            type="password"
            autoComplete="current-password"
            value={password}
            onChange={({ target }) => {
              clear()
              setPassword(target.value)
            }}
          />
        </Field>
        {adding && (
          <Field label="Name of the passkey" hint="So that you find it again among your passkeys.">
            <Input value={label} maxLength={48} onChange={({ target }) => setLabel(target.value)} />
          </Field>
        )}
        {error !== undefined && !wrong && <WorkError error={error} />}
        {share !== undefined && <Progress value={share} label="Encrypting the wallet again" />}
        <Button
          type="submit"
          kind={adding ? 'primary' : 'danger'}
          disabled={password === '' || (adding && label.trim() === '')}
          busy={share !== undefined}
        >
          <Fingerprint aria-hidden />
          {adding ? 'Add the passkey' : 'Remove the passkey'}
        </Button>
      </form>
    </Dialog>
  )
}
