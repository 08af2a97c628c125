import './account.css'
import { Badge, Dialog, EmptyState, ErrorState, Select, Skeleton } from '@demiurge/design'
import type { Role, TeamView, UserView } from '@demiurge/studio/contract'
import { UsersRound } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useConfirmed } from './confirm.tsx'
import { InviteSection, SecretLink } from './invite-section.tsx'
import { MemberActions } from './member-actions.tsx'
import { ProblemNote } from './problem-note.tsx'
import { roleOptions, roleTexts } from './roles.ts'
import { useMay, useSession } from './session.tsx'
import { askStudio } from './studio-client.ts'
import { useAsking } from './use-asking.ts'
import { useStudioView } from './use-studio-view.ts'

/** Who is in this studio, what they may do, and who is invited. */
export function TeamDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { view, error, adopt, load } = useStudioView<TeamView>('/members')
  const { confirmed, question } = useConfirmed()
  const isOwner = useMay('owner')
  const { session, refresh } = useSession()
  const asking = useAsking()
  const [link, setLink] = useState<{ readonly token: string; readonly name: string }>()
  const own = session?.user?.id
  const change = (member: UserView, method: 'PATCH' | 'DELETE', body?: object): void => {
    void asking.run(async () => {
      adopt(await confirmed(() => askStudio<TeamView>(method, `/members/${member.id}`, body)))
      // A change of one's own rights ends one's session.
      if (member.id === own) await refresh()
    })
  }
  const reset = (member: UserView): void => {
    void asking.run(async () => {
      const { token } = await confirmed(() =>
        askStudio<{ token: string }>('POST', `/members/${member.id}/reset`),
      )
      setLink({ token, name: member.name })
      await load()
    })
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Team"
      description="Everybody signs in for themselves; the audit log shows who did what."
      size="large"
    >
      {error !== undefined && <ErrorState error={error} onRetry={() => void load()} />}
      {error === undefined && view === undefined && <Skeleton height={240} radius={8} />}
      {view !== undefined && (
        <div className="d-stack">
          <ul className="a-list a-team" aria-label="Members">
            {view.members.map((member) => (
              <li key={member.id} data-off={member.isDisabled || undefined}>
                <span className="c-initial" aria-hidden>
                  {[...member.name][0]?.toUpperCase()}
                </span>
                <MemberText member={member} isOwn={member.id === own} />
                {isOwner && (
                  <div className="a-role">
                    <Select<Role>
                      label={`Role of ${member.name}`}
                      value={member.role}
                      options={roleOptions}
                      onChange={(role) => role !== member.role && change(member, 'PATCH', { role })}
                    />
                  </div>
                )}
                {isOwner && (
                  <MemberActions
                    member={member}
                    onDisable={(isDisabled) => change(member, 'PATCH', { isDisabled })}
                    onReset={() => reset(member)}
                    onRemove={() => change(member, 'DELETE')}
                  />
                )}
              </li>
            ))}
          </ul>
          <ProblemNote error={asking.error} />
          {link !== undefined && (
            <SecretLink token={link.token} onClose={() => setLink(undefined)}>
              With this link {link.name} sets a new password, once, within three days. Their second factors of
              before end with it.
            </SecretLink>
          )}
          {view.members.length === 1 && (
            <EmptyState icon={<UsersRound aria-hidden />} title="You are alone here">
              Invite the people you make works with. Each gets an account of their own.
            </EmptyState>
          )}
          {isOwner && (
            <InviteSection invites={view.invites} adopt={adopt} load={load} confirmed={confirmed} />
          )}
        </div>
      )}
      {question}
    </Dialog>
  )
}

function MemberText({ member, isOwn }: { readonly member: UserView; readonly isOwn: boolean }): ReactNode {
  const { name, role, hasTotp, passkeys, isDisabled } = member
  return (
    <div>
      <div className="d-row d-wrap">
        <strong>{name}</strong>
        {isOwn && <Badge tone="accent">You</Badge>}
        {isDisabled && <Badge tone="warn">Disabled</Badge>}
        {!hasTotp && passkeys === 0 ? <Badge>Password only</Badge> : <Badge tone="ok">Second factor</Badge>}
      </div>
      <p className="d-faint a-small">
        {roleTexts[role].title}: {roleTexts[role].about}
      </p>
    </div>
  )
}
