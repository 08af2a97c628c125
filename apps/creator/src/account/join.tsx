import { Button, ErrorState, Field, Input, Skeleton, TimeAgo } from '@demiurge/design'
import type { InviteView } from '@demiurge/studio/contract'
import { type FormEvent, type ReactNode, useEffect, useState } from 'react'
import { Door } from './door.tsx'
import { emptyPassword, isComplete, NewPasswordFields } from './new-password.tsx'
import { ProblemNote } from './problem-note.tsx'
import { roleTexts } from './roles.ts'
import { useSession } from './session.tsx'
import { askStudio } from './studio-client.ts'
import { useAsking } from './use-asking.ts'

/** Taking an invitation, or coming back by a link. */
export function Join({
  token,
  onLeave,
}: {
  readonly token: string
  readonly onLeave: () => void
}): ReactNode {
  const [invite, setInvite] = useState<InviteView>()
  const [error, setError] = useState<Error>()
  useEffect(() => {
    askStudio<InviteView>('POST', '/invites/look', { token }).then(setInvite, setError)
  }, [token])
  if (error !== undefined)
    return (
      <Door title="This link does not work" about="Nothing was changed.">
        <ErrorState
          error={error}
          title="No invitation"
          actions={<Button onClick={onLeave}>Go to the studio</Button>}
        />
      </Door>
    )
  if (invite === undefined)
    return (
      <Door title="An invitation" about="The studio is asked what it says.">
        <Skeleton height={120} radius={8} />
      </Door>
    )
  return <Accept invite={invite} token={token} onDone={onLeave} />
}

function Accept({
  invite,
  token,
  onDone,
}: {
  readonly invite: InviteView
  readonly token: string
  readonly onDone: () => void
}): ReactNode {
  const { adopt } = useSession()
  const asking = useAsking()
  const [name, setName] = useState('')
  const [password, setPassword] = useState(emptyPassword)
  const isReturn = invite.for !== undefined
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void asking
      .run(async () => {
        const wish = { token, password: password.first, ...(isReturn ? {} : { name }) }
        adopt(await askStudio('POST', '/invites/accept', wish))
      })
      .then((isDone) => isDone && onDone())
  }
  return (
    <Door
      title={isReturn ? `Welcome back, ${invite.for}` : 'You are invited'}
      about={
        isReturn ? (
          'Set a new password. Your authenticator app, passkeys and sessions of before end with it.'
        ) : (
          <>
            {invite.by} invites you to this studio as a{' '}
            <strong>{roleTexts[invite.role].title.toLowerCase()}</strong>: {roleTexts[invite.role].about} The
            link was made <TimeAgo timestampMs={invite.createdMs} />.
          </>
        )
      }
    >
      <form className="d-stack" onSubmit={submit}>
        {!isReturn && (
          <Field
            label="Your name"
            hint="You sign in with it, and the team sees it."
            error={asking.problemOf('name')}
          >
            <Input
              autoComplete="username"
              autoCapitalize="none"
              autoFocus
              required
              value={name}
              onChange={({ target }) => setName(target.value)}
            />
          </Field>
        )}
        <NewPasswordFields
          value={password}
          onChange={setPassword}
          problem={asking.problemOf('password')}
          {...(invite.for === undefined ? {} : { owner: invite.for })}
        />
        <ProblemNote error={asking.problemBeside('name', 'password')} />
        <Button kind="primary" size="large" type="submit" busy={asking.busy} disabled={!isComplete(password)}>
          {isReturn ? 'Set the password' : 'Join the studio'}
        </Button>
      </form>
    </Door>
  )
}
