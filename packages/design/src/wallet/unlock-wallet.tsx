import { LockKeyholeOpen } from 'lucide-react'
import { type ReactNode, type SubmitEvent, useState } from 'react'
import { Button } from '../actions/button.tsx'
import { DeskError } from '../desk/desk.ts'
import { Progress } from '../feedback/progress.tsx'
import { Field, Input } from '../form/field.tsx'
import { Dialog } from '../overlay/dialog.tsx'
import { factorIn } from './passkey.ts'
import { WalletUser } from './password-fields.tsx'
import { useWallet } from './use-wallet.tsx'
import { useWork } from './use-work.ts'
import { WorkError } from './work-error.tsx'

/** Opens the wallet of this device. */
export function UnlockWallet(): ReactNode {
  const { unlock, wasIdle, keystore } = useWallet()
  const factor = factorIn(keystore)
  const [password, setPassword] = useState('')
  const { share, error, run, clear } = useWork()
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (password !== '') run((onProgress) => unlock(password, onProgress))
  }
  const wrong = error instanceof DeskError && error.code === 'keystore.WrongPassword'
  return (
    <form className="d-panel-body" onSubmit={submit} noValidate>
      <header className="d-panel-head">
        <h2>Welcome back</h2>
        <p>
          {wasIdle && 'Nobody was here for a while, so your wallet locked itself. '}
          {factor === undefined
            ? 'Your wallet lies encrypted on this device.'
            : `Your password and the passkey “${factor.label}” open it together.`}
        </p>
      </header>
      <WalletUser />
      <Field label="Password" error={wrong ? wrongWords(factor !== undefined) : undefined}>
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
      {error !== undefined && !wrong && <WorkError error={error} />}
      {share !== undefined && <Progress value={share} label="Trying the password" />}
      <Button type="submit" kind="primary" size="large" busy={share !== undefined} disabled={password === ''}>
        <LockKeyholeOpen aria-hidden />
        {factor === undefined ? 'Unlock' : 'Unlock with the passkey'}
      </Button>
      {factor !== undefined && (
        <p className="d-quiet">
          Without the passkey your 24 words bring the wallet back: remove it from this device, then bring it
          by its words.
        </p>
      )}
      <RemoveWallet />
    </form>
  )
}

function wrongWords(withPasskey: boolean): string {
  return withPasskey
    ? 'This password does not fit the passkey. Try again.'
    : 'This is not the password. Try again.'
}

/** Removes the wallet from this device, after a question. */
export function RemoveWallet(): ReactNode {
  const { remove } = useWallet()
  const [asking, setAsking] = useState(false)
  const { run } = useWork()
  return (
    <>
      <Button kind="ghost" size="small" onClick={() => setAsking(true)}>
        Remove this wallet from the device
      </Button>
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title="Remove the wallet?"
        description="Only your 24 words or the wallet file bring it back. Without them your works are out of reach for ever."
        footer={
          <>
            <Button onClick={() => setAsking(false)}>Keep it</Button>
            <Button kind="danger" onClick={() => run(remove)}>
              Remove it
            </Button>
          </>
        }
      />
    </>
  )
}
