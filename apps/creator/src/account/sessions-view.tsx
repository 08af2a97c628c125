import { Badge, Button, TimeAgo } from '@demiurge/design'
import type { AccountView } from '@demiurge/studio/contract'
import { Monitor } from 'lucide-react'
import type { ReactNode } from 'react'
import { ProblemNote } from './problem-note.tsx'
import { askStudio } from './studio-client.ts'
import { useAsking } from './use-asking.ts'

/** Where one is signed in, and ending that. */
export function SessionsView({
  account,
  adopt,
}: {
  readonly account: AccountView
  readonly adopt: (account: AccountView) => void
}): ReactNode {
  const asking = useAsking()
  const { sessions } = account
  const end = (path: string): void => {
    void asking.run(async () => adopt(await askStudio<AccountView>('DELETE', path)))
  }
  return (
    <div className="d-stack">
      <p className="d-quiet">A session ends after 12 hours without use, and after 30 days in any case.</p>
      <ul className="a-list">
        {sessions.map(({ id, device, address, createdMs, usedMs, isThis }) => (
          <li key={id}>
            <Monitor aria-hidden />
            <div>
              <div className="d-row d-wrap">
                <strong>{device}</strong>
                {isThis && <Badge tone="accent">This one</Badge>}
              </div>
              <p className="d-faint a-small">
                from {address}, begun <TimeAgo timestampMs={createdMs} />, used{' '}
                <TimeAgo timestampMs={usedMs} />
              </p>
            </div>
            {!isThis && (
              <Button
                size="small"
                aria-label={`End the session of ${device}`}
                onClick={() => end(`/account/sessions/${id}`)}
              >
                End
              </Button>
            )}
          </li>
        ))}
      </ul>
      <ProblemNote error={asking.error} />
      {sessions.length > 1 && (
        <div>
          <Button kind="danger" onClick={() => end('/account/sessions')}>
            End all others
          </Button>
        </div>
      )}
    </div>
  )
}
