import './account.css'
import { Dialog, ErrorState, Skeleton, Tabs } from '@demiurge/design'
import type { AccountView } from '@demiurge/studio/contract'
import type { ReactNode } from 'react'
import { useConfirmed } from './confirm.tsx'
import { PasskeySection } from './passkey-section.tsx'
import { PasswordSection } from './password-section.tsx'
import { RecoverySection } from './recovery-section.tsx'
import { useSession } from './session.tsx'
import { SessionsView } from './sessions-view.tsx'
import { TotpSection } from './totp-section.tsx'
import { useStudioView } from './use-studio-view.ts'

/** What a section of the account works with. */
export interface SectionProps {
  readonly account: AccountView
  /** Shows the account as it is now. */
  readonly onChange: () => Promise<void>
  /** Runs what needs a confirmation. */
  readonly confirmed: <T>(work: () => Promise<T>) => Promise<T>
}

/** One's own account: how one signs in, and where one is signed in. */
export function AccountDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { view, error, adopt, load } = useStudioView<AccountView>('/account')
  const { confirmed, question } = useConfirmed()
  const { refresh } = useSession()
  // What the session shows of its member (which second factors there are) changes with the account.
  const onChange = async (): Promise<void> => {
    await Promise.all([load(), refresh()])
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Account and security"
      {...(view === undefined ? {} : { description: `Signed in as ${view.user.name}.` })}
      size="large"
    >
      {error !== undefined && <ErrorState error={error} onRetry={() => void load()} />}
      {error === undefined && view === undefined && <Skeleton height={320} radius={8} />}
      {view !== undefined && (
        <Tabs
          label="Account"
          tabs={[
            {
              value: 'security',
              label: 'Signing in',
              content: (
                <div className="a-sections">
                  <PasswordSection account={view} onChange={onChange} confirmed={confirmed} />
                  <TotpSection account={view} onChange={onChange} confirmed={confirmed} />
                  <PasskeySection account={view} onChange={onChange} confirmed={confirmed} />
                  <RecoverySection account={view} onChange={onChange} confirmed={confirmed} />
                </div>
              ),
            },
            {
              value: 'sessions',
              label: `Sessions (${view.sessions.length})`,
              content: <SessionsView account={view} adopt={adopt} />,
            },
          ]}
        />
      )}
      {question}
    </Dialog>
  )
}
