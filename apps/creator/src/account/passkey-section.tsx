import { Badge, Button, IconButton, Input, TimeAgo } from '@demiurge/design'
import type { PasskeyView } from '@demiurge/studio/contract'
import { KeyRound, Trash2 } from 'lucide-react'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { SectionProps } from './account-dialog.tsx'
import { addPasskey, knowsPasskeys, pageWithPasskeys } from './passkey.ts'
import { ProblemNote } from './problem-note.tsx'
import { RecoveryDialog } from './recovery-section.tsx'
import { Section } from './section.tsx'
import { askStudio } from './studio-client.ts'
import { useAsking } from './use-asking.ts'

/** Passkeys: second factor, and a way to sign in without a password. */
export function PasskeySection({ account, onChange, confirmed }: SectionProps): ReactNode {
  const asking = useAsking()
  const [name, setName] = useState('')
  const [codes, setCodes] = useState<readonly string[]>([])
  const { passkeys } = account
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void asking.run(async () => {
      const told = await confirmed(() => addPasskey(name.trim()))
      setName('')
      setCodes(told.codes)
      await onChange()
    })
  }
  const remove = (id: string): void => {
    void asking.run(async () => {
      await confirmed(() => askStudio('DELETE', `/account/passkeys/${id}`))
      await onChange()
    })
  }
  return (
    <Section
      icon={<KeyRound aria-hidden />}
      title="Passkeys"
      state={passkeys.length > 0 ? <Badge tone="ok">{passkeys.length}</Badge> : <Badge>None</Badge>}
      about="Your fingerprint, face, screen lock or a security key. It signs you in without a password, and cannot be given away by mistake."
    >
      {passkeys.length > 0 && (
        <ul className="a-list">
          {passkeys.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} onRemove={() => remove(passkey.id)} />
          ))}
        </ul>
      )}
      <ProblemNote error={asking.error} />
      {knowsPasskeys ? (
        <form className="d-row d-wrap" onSubmit={submit}>
          <Input
            className="a-narrow"
            aria-label="Name of the new passkey"
            placeholder="Name, such as My phone"
            maxLength={64}
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
          <Button type="submit" busy={asking.busy}>
            Add a passkey
          </Button>
        </form>
      ) : (
        <NoPasskeys />
      )}
      <RecoveryDialog codes={codes} onClose={() => setCodes([])} />
    </Section>
  )
}

function PasskeyRow({
  passkey: { name, site, createdMs, usedMs },
  onRemove,
}: {
  readonly passkey: PasskeyView
  readonly onRemove: () => void
}): ReactNode {
  return (
    <li>
      <div>
        <strong>{name}</strong>
        <p className="d-faint a-small">
          on {site}, added <TimeAgo timestampMs={createdMs} />
          {usedMs !== undefined && (
            <>
              , used <TimeAgo timestampMs={usedMs} />
            </>
          )}
        </p>
      </div>
      <IconButton label={`Remove the passkey ${name}`} onClick={onRemove}>
        <Trash2 />
      </IconButton>
    </li>
  )
}

function NoPasskeys(): ReactNode {
  const page = pageWithPasskeys()
  if (page === undefined) return <p className="d-faint">This browser makes no passkeys on this page.</p>
  return (
    <p className="d-faint">
      Passkeys belong to a name, not to an address. Open the studio at <a href={page}>{page}</a> to add one.
    </p>
  )
}
