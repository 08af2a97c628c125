import { Button, Dialog, Field, Input } from '@demiurge/design'
import { KeyRound } from 'lucide-react'
import { type FormEvent, type ReactNode, useCallback, useRef, useState } from 'react'
import { knowsPasskeys, showPasskey } from './passkey.ts'
import { ProblemNote } from './problem-note.tsx'
import { useSession } from './session.tsx'
import { CodeField } from './sign-in.tsx'
import { askStudio, StudioProblem } from './studio-client.ts'
import { useAsking } from './use-asking.ts'

/**
 * Runs what changes security settings. Where the studio wants to know first who asks, it is asked for, and what was wanted runs again.
 * `question` belongs somewhere on the page.
 */
export function useConfirmed(): {
  readonly confirmed: <T>(work: () => Promise<T>) => Promise<T>
  readonly question: ReactNode
} {
  const [asked, setAsked] = useState(false)
  const answer = useRef<PromiseWithResolvers<void>>(undefined)
  const confirmed = useCallback(async <T,>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof StudioProblem) || error.code !== 'session.ConfirmFirst') throw error
      answer.current = Promise.withResolvers()
      setAsked(true)
      await answer.current.promise
      return work()
    }
  }, [])
  const close = (isConfirmed: boolean): void => {
    setAsked(false)
    if (isConfirmed) answer.current?.resolve()
    else answer.current?.reject(new Error('Nothing was changed: you did not confirm it.'))
  }
  return { confirmed, question: asked ? <ConfirmDialog onClose={close} /> : null }
}

function ConfirmDialog({ onClose }: { readonly onClose: (isConfirmed: boolean) => void }): ReactNode {
  const { session } = useSession()
  const asking = useAsking()
  const [secret, setSecret] = useState('')
  const { hasTotp = false, passkeys = 0, name = '' } = session?.user ?? {}
  const needsPassword = !hasTotp && passkeys === 0
  const show = (proof: () => Promise<object>): void => {
    void asking
      .run(async () => {
        await askStudio('POST', '/session/confirm', await proof())
      })
      .then((isDone) => isDone && onClose(true))
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    show(async () => (needsPassword ? { password: secret } : { code: secret }))
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose(false)}
      title="Is it still you?"
      description="Security settings change only when you have just shown who you are."
    >
      <form className="d-stack" onSubmit={submit}>
        {needsPassword && (
          <>
            <input
              className="d-hidden"
              autoComplete="username"
              value={name}
              readOnly
              tabIndex={-1}
              aria-hidden
            />
            <Field label="Your password" error={asking.problemOf('password')}>
              <Input
                type="password"
                autoComplete="current-password"
                autoFocus
                required
                value={secret}
                onChange={({ target }) => setSecret(target.value)}
              />
            </Field>
          </>
        )}
        {hasTotp && (
          <CodeField way="totp" code={secret} onChange={setSecret} problem={asking.problemOf('code')} />
        )}
        <ProblemNote error={asking.problemBeside('code', 'password')} />
        <div className="d-row d-wrap a-end">
          {passkeys > 0 && knowsPasskeys && (
            <Button
              kind={hasTotp ? 'secondary' : 'primary'}
              onClick={() => show(async () => ({ response: await showPasskey() }))}
            >
              <KeyRound aria-hidden />
              Use your passkey
            </Button>
          )}
          {(needsPassword || hasTotp) && (
            <Button kind="primary" type="submit" busy={asking.busy}>
              Confirm
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  )
}
