import { Button, CopyButton, IconButton, Select, TimeAgo } from '@demiurge/design'
import type { InviteSecret, InviteView, Role, TeamView } from '@demiurge/studio/contract'
import { Mail, UserRoundPlus, X } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { ProblemNote } from './problem-note.tsx'
import { roleOptions, roleTexts } from './roles.ts'
import { askStudio } from './studio-client.ts'
import { useAsking } from './use-asking.ts'

/** Inviting people: a link for each, once, for a role. */
export function InviteSection({
  invites,
  adopt,
  load,
  confirmed,
}: {
  readonly invites: readonly InviteView[]
  readonly adopt: (team: TeamView) => void
  readonly load: () => Promise<void>
  readonly confirmed: <T>(work: () => Promise<T>) => Promise<T>
}): ReactNode {
  const asking = useAsking()
  const [role, setRole] = useState<Role>('creator')
  const [token, setToken] = useState<string>()
  const invite = (): void => {
    void asking.run(async () => {
      setToken((await confirmed(() => askStudio<InviteSecret>('POST', '/invites', { role }))).token)
      await load()
    })
  }
  const withdraw = (id: string): void => {
    void asking.run(async () => adopt(await askStudio<TeamView>('DELETE', `/invites/${id}`)))
  }
  return (
    <section className="a-invites" aria-label="Invitations">
      <h3>Invite somebody</h3>
      <div className="d-row d-wrap">
        <div className="a-role">
          <Select<Role>
            label="Role of the new member"
            value={role}
            options={roleOptions}
            onChange={setRole}
          />
        </div>
        <Button kind="primary" busy={asking.busy} onClick={invite}>
          <UserRoundPlus aria-hidden />
          Make a link
        </Button>
      </div>
      <p className="d-faint a-small">
        A {roleTexts[role].title.toLowerCase()} {roleTexts[role].about}
      </p>
      <ProblemNote error={asking.error} />
      {token !== undefined && (
        <SecretLink token={token} onClose={() => setToken(undefined)}>
          Whoever opens this link joins, once, within three days. Send it only to the one you mean; it is
          shown this once.
        </SecretLink>
      )}
      {invites.length > 0 && (
        <ul className="a-list" aria-label="Open invitations">
          {invites.map((each) => (
            <li key={each.id}>
              <Mail aria-hidden />
              <div>
                <strong>
                  {each.for === undefined ? roleTexts[each.role].title : `New password for ${each.for}`}
                </strong>
                <p className="d-faint a-small">
                  by {each.by}, <TimeAgo timestampMs={each.createdMs} />
                </p>
              </div>
              <Button size="small" onClick={() => withdraw(each.id)}>
                Take back
              </Button>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** A link that is a secret, to copy. */
export function SecretLink({
  token,
  onClose,
  children,
}: {
  readonly token: string
  readonly onClose: () => void
  readonly children: ReactNode
}): ReactNode {
  const link = `${location.origin}/#join=${token}`
  return (
    <div className="a-link" role="status">
      <div className="d-row d-between">
        <p>{children}</p>
        <IconButton label="Put the link away" onClick={onClose}>
          <X />
        </IconButton>
      </div>
      <div className="a-secret">
        <code>{link}</code>
        <CopyButton text={link} label="Copy the link">
          Copy the link
        </CopyButton>
      </div>
    </div>
  )
}
