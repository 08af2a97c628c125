import { Button, Field, Input, useToast } from '@demiurge/design'
import { type FormEvent, type ReactNode, useState } from 'react'
import { emptyPassword, isComplete, NewPasswordFields } from './new-password.tsx'
import { ProblemNote } from './problem-note.tsx'
import { useSession } from './session.tsx'
import { askStudio } from './studio-client.ts'
import { useAsking } from './use-asking.ts'

/** The form that makes the first account, an owner's; from another machine with the code that the node printed. */
export function FirstAccount({
  withCode = false,
  onDone,
}: {
  readonly withCode?: boolean
  readonly onDone?: () => void
}): ReactNode {
  const { adopt } = useSession()
  const toast = useToast()
  const asking = useAsking()
  const [name, setName] = useState('')
  const [password, setPassword] = useState(emptyPassword)
  const [code, setCode] = useState('')
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void asking
      .run(async () => {
        const wish = { name, password: password.first, ...(withCode ? { code } : {}) }
        adopt(await askStudio('POST', '/setup', wish))
      })
      .then((isDone) => {
        if (!isDone) return
        toast({ title: 'The studio is protected', text: `You are its owner, ${name}.`, tone: 'ok' })
        onDone?.()
      })
  }
  return (
    <form className="d-stack" onSubmit={submit}>
      {withCode && (
        <Field
          label="Set-up code"
          hint="Four groups of four, as the node printed them."
          error={asking.problemOf('code')}
        >
          <Input
            className="a-code"
            autoFocus
            required
            spellCheck={false}
            placeholder="XXXX-XXXX-XXXX-XXXX"
            value={code}
            onChange={({ target }) => setCode(target.value)}
          />
        </Field>
      )}
      <Field
        label="Your name"
        hint="You sign in with it, and the audit log shows it."
        error={asking.problemOf('name')}
      >
        <Input
          autoComplete="username"
          autoCapitalize="none"
          autoFocus={!withCode}
          required
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
      </Field>
      <NewPasswordFields value={password} onChange={setPassword} problem={asking.problemOf('password')} />
      <ProblemNote error={asking.problemBeside('code', 'name', 'password')} />
      <Button kind="primary" size="large" type="submit" busy={asking.busy} disabled={!isComplete(password)}>
        Protect this studio
      </Button>
    </form>
  )
}
