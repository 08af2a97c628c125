import { Button, Field, Input } from '@demiurge/design'
import type { SessionView } from '@demiurge/studio/contract'
import { KeyRound } from 'lucide-react'
import { type FormEvent, type ReactNode, useState } from 'react'
import { Door } from './door.tsx'
import { FirstAccount } from './first-account.tsx'
import { knowsPasskeys, signInWithPasskey } from './passkey.ts'
import { ProblemNote } from './problem-note.tsx'
import { useSession } from './session.tsx'
import { askStudio } from './studio-client.ts'
import { useAsking } from './use-asking.ts'

/** Everything between being outside and being signed in. */
export function SignIn({ session }: { readonly session: SessionView }): ReactNode {
  if (session.needsSetUp === true)
    return (
      <Door
        title="Set up this studio"
        about="Nobody has an account here yet. The node printed a set-up code when it started: with it you become the owner."
      >
        <FirstAccount withCode />
      </Door>
    )
  if (session.mode === 'secondFactor') return <SecondFactor session={session} />
  return <FirstFactor />
}

function FirstFactor(): ReactNode {
  const { adopt } = useSession()
  const asking = useAsking()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void asking.run(async () => adopt(await askStudio('POST', '/session', { name, password })))
  }
  return (
    <Door title="Sign in" about="This studio belongs to a team. Your drafts stay on this device either way.">
      <form className="d-stack" onSubmit={submit}>
        <Field label="Name">
          <Input
            autoComplete="username webauthn"
            autoCapitalize="none"
            autoFocus
            required
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        </Field>
        <Field label="Password">
          <Input
            type="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={({ target }) => setPassword(target.value)}
          />
        </Field>
        <ProblemNote error={asking.error} />
        <Button kind="primary" size="large" type="submit" busy={asking.busy}>
          Sign in
        </Button>
      </form>
      {knowsPasskeys && (
        <>
          <p className="a-or">or</p>
          <Button size="large" onClick={() => void asking.run(async () => adopt(await signInWithPasskey()))}>
            <KeyRound aria-hidden />
            Use a passkey
          </Button>
        </>
      )}
      <p className="d-faint a-small">
        Lost your password? An owner can make you a new link. Owners: <code>demiurge studio reset NAME</code>{' '}
        on the studio’s machine.
      </p>
    </Door>
  )
}

function SecondFactor({ session }: { readonly session: SessionView }): ReactNode {
  const { adopt } = useSession()
  const asking = useAsking()
  const { factors = [] } = session
  const [way, setWay] = useState<'totp' | 'recovery' | undefined>(
    factors.includes('totp') ? 'totp' : undefined,
  )
  const [code, setCode] = useState('')
  const choose = (next: typeof way): void => {
    setWay(next)
    setCode('')
    asking.clear()
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const path = way === 'recovery' ? '/session/recovery' : '/session/code'
    void asking.run(async () => adopt(await askStudio('POST', path, { code })))
  }
  return (
    <Door title="Show it is you" about="The password was right. One more thing that only you have.">
      {way !== undefined && (
        <form className="d-stack" onSubmit={submit} key={way}>
          <CodeField way={way} code={code} onChange={setCode} problem={asking.problemOf('code')} />
          <Button kind="primary" size="large" type="submit" busy={asking.busy}>
            Go on
          </Button>
        </form>
      )}
      <ProblemNote error={way === undefined ? asking.error : asking.problemBeside('code')} />
      <div className="d-stack-s">
        {factors.includes('passkey') && knowsPasskeys && (
          <Button
            size="large"
            kind={way === undefined ? 'primary' : 'secondary'}
            onClick={() => void asking.run(async () => adopt(await signInWithPasskey()))}
          >
            <KeyRound aria-hidden />
            Use your passkey
          </Button>
        )}
        {way !== 'totp' && factors.includes('totp') && (
          <Button kind="ghost" onClick={() => choose('totp')}>
            Use your authenticator app
          </Button>
        )}
        {way !== 'recovery' && factors.includes('recovery') && (
          <Button kind="ghost" onClick={() => choose('recovery')}>
            Use a recovery code
          </Button>
        )}
        <Button
          kind="ghost"
          onClick={() => void asking.run(async () => adopt(await askStudio('DELETE', '/session')))}
        >
          Sign in as somebody else
        </Button>
      </div>
    </Door>
  )
}

/** A code of an app, or of paper. */
export function CodeField({
  way,
  code,
  onChange,
  problem,
}: {
  readonly way: 'totp' | 'recovery'
  readonly code: string
  readonly onChange: (code: string) => void
  readonly problem: string | undefined
}): ReactNode {
  const isApp = way === 'totp'
  return (
    <Field
      label={isApp ? 'Code of your authenticator app' : 'Recovery code'}
      hint={isApp ? 'Six digits that change every 30 seconds.' : 'One of the ten you saved. It works once.'}
      error={problem}
    >
      <Input
        className="a-code"
        inputMode={isApp ? 'numeric' : 'text'}
        autoComplete="one-time-code"
        autoCapitalize="characters"
        autoFocus
        required
        spellCheck={false}
        placeholder={isApp ? '000 000' : 'XXXX-XXXX-XXXX-XXXX'}
        value={code}
        onChange={({ target }) => onChange(target.value)}
      />
    </Field>
  )
}
