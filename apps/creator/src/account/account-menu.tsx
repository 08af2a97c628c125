import { useToast } from '@demiurge/design'
import { CircleUserRound, LogOut, ScrollText, ShieldPlus, UserRoundCog, UsersRound } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { roleTexts } from './roles.ts'
import { useMay, useSession } from './session.tsx'
import { askStudio } from './studio-client.ts'

const SetUpDialog = lazy(async () => ({ default: (await import('./set-up-dialog.tsx')).SetUpDialog }))
const AccountDialog = lazy(async () => ({ default: (await import('./account-dialog.tsx')).AccountDialog }))
const TeamDialog = lazy(async () => ({ default: (await import('./team-dialog.tsx')).TeamDialog }))
const AuditDialog = lazy(async () => ({ default: (await import('./audit-dialog.tsx')).AuditDialog }))

type View = 'protect' | 'account' | 'team' | 'audit'

const DIALOGS = {
  protect: SetUpDialog,
  account: AccountDialog,
  team: TeamDialog,
  audit: AuditDialog,
} as const

/** Who is signed in, and what is theirs to do. Nothing on servers without a studio. */
export function AccountMenu(): ReactNode {
  const { session, hasStudio } = useSession()
  const [view, setView] = useState<View>()
  const isOwner = useMay('owner')
  if (!hasStudio || session === undefined) return null
  const isOpen = session.mode === 'open'
  const name = session.user?.name
  const Dialog = view === undefined ? undefined : DIALOGS[view]
  return (
    <>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger asChild>
          <button
            type="button"
            className="d-button d-icon-button"
            data-kind="ghost"
            aria-label={name === undefined ? 'Studio' : `Account of ${name}`}
            title={name ?? 'Studio'}
          >
            {name === undefined ? (
              <CircleUserRound aria-hidden />
            ) : (
              <span className="c-initial">{[...name][0]?.toUpperCase()}</span>
            )}
          </button>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content
            className="d-menu c-account-menu"
            align="end"
            sideOffset={8}
            collisionPadding={8}
          >
            <DropdownMenu.Label className="c-account-who">
              <strong className="d-truncate">{name ?? 'Open studio'}</strong>
              <span className="d-faint">
                {session.user === undefined
                  ? 'Whoever sits at this machine owns it'
                  : roleTexts[session.user.role].title}
              </span>
            </DropdownMenu.Label>
            {isOpen && (
              <Item icon={<ShieldPlus aria-hidden />} onSelect={() => setView('protect')}>
                Protect this studio
              </Item>
            )}
            {!isOpen && (
              <>
                <Item icon={<UserRoundCog aria-hidden />} onSelect={() => setView('account')}>
                  Account and security
                </Item>
                <Item icon={<UsersRound aria-hidden />} onSelect={() => setView('team')}>
                  Team
                </Item>
              </>
            )}
            {isOwner && (
              <Item icon={<ScrollText aria-hidden />} onSelect={() => setView('audit')}>
                Audit log
              </Item>
            )}
            {!isOpen && <SignOut />}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {Dialog !== undefined && (
        <Suspense fallback={null}>
          <Dialog onClose={() => setView(undefined)} />
        </Suspense>
      )}
    </>
  )
}

function SignOut(): ReactNode {
  const { adopt } = useSession()
  const toast = useToast()
  const signOut = (): void => {
    askStudio<Parameters<typeof adopt>[0]>('DELETE', '/session').then(adopt, (error: Error) =>
      toast({ title: 'You are still signed in', text: error.message, tone: 'danger' }),
    )
  }
  return (
    <Item icon={<LogOut aria-hidden />} onSelect={signOut}>
      Sign out
    </Item>
  )
}

function Item({
  icon,
  onSelect,
  children,
}: {
  readonly icon: ReactNode
  readonly onSelect: () => void
  readonly children: ReactNode
}): ReactNode {
  return (
    <DropdownMenu.Item className="d-menu-item" onSelect={onSelect}>
      {icon}
      {children}
    </DropdownMenu.Item>
  )
}
