import { Button, useToast } from '@demiurge/design'
import type { SessionView } from '@demiurge/studio/contract'
import { LockKeyhole } from 'lucide-react'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { SectionProps } from './account-dialog.tsx'
import { emptyPassword, isComplete, NewPasswordFields } from './new-password.tsx'
import { ProblemNote } from './problem-note.tsx'
import { Section } from './section.tsx'
import { useSession } from './session.tsx'
import { askStudio } from './studio-client.ts'
import { useAsking } from './use-asking.ts'

/** A new password for oneself. */
export function PasswordSection({ account, onChange, confirmed }: SectionProps): ReactNode {
  const { adopt } = useSession()
  const toast = useToast()
  const asking = useAsking()
  const [password, setPassword] = useState(emptyPassword)
  const [isOpen, setOpen] = useState(false)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void asking.run(async () => {
      const wish = { password: password.first }
      adopt(await confirmed(() => askStudio<SessionView>('PUT', '/account/password', wish)))
      setPassword(emptyPassword)
      setOpen(false)
      toast({ title: 'Password changed', text: 'Every other session has ended.', tone: 'ok' })
      await onChange()
    })
  }
  return (
    <Section
      icon={<LockKeyhole aria-hidden />}
      title="Password"
      about="Changing it ends every other session and every trusted device."
    >
      {isOpen ? (
        <form className="d-stack a-narrow" onSubmit={submit}>
          <NewPasswordFields
            value={password}
            onChange={setPassword}
            problem={asking.problemOf('password')}
            owner={account.user.name}
          />
          <ProblemNote error={asking.problemBeside('password')} />
          <div className="d-row">
            <Button kind="primary" type="submit" busy={asking.busy} disabled={!isComplete(password)}>
              Set the password
            </Button>
            <Button kind="ghost" onClick={() => setOpen(false)}>
              Cancel
            </Button>
          </div>
        </form>
      ) : (
        <div>
          <Button onClick={() => setOpen(true)}>Change password</Button>
        </div>
      )}
    </Section>
  )
}
