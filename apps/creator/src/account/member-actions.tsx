import { Button, Dialog } from '@demiurge/design'
import type { UserView } from '@demiurge/studio/contract'
import { Ban, CircleCheck, Ellipsis, Link2, UserRoundX } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { type ReactNode, useState } from 'react'

/** What an owner does to a member. Removing is asked twice. */
export function MemberActions({
  member: { name, isDisabled },
  onDisable,
  onReset,
  onRemove,
}: {
  readonly member: UserView
  readonly onDisable: (isDisabled: boolean) => void
  readonly onReset: () => void
  readonly onRemove: () => void
}): ReactNode {
  const [isAsked, setAsked] = useState(false)
  return (
    <>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger asChild>
          <Button kind="ghost" className="d-icon-button" aria-label={`More about ${name}`} title="More">
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className="d-menu" align="end" sideOffset={4} collisionPadding={8}>
            {!isDisabled && (
              <DropdownMenu.Item className="d-menu-item" onSelect={onReset}>
                <Link2 aria-hidden />
                Link for a new password
              </DropdownMenu.Item>
            )}
            <DropdownMenu.Item className="d-menu-item" onSelect={() => onDisable(!isDisabled)}>
              {isDisabled ? <CircleCheck aria-hidden /> : <Ban aria-hidden />}
              {isDisabled ? 'Enable' : 'Disable'}
            </DropdownMenu.Item>
            <DropdownMenu.Item className="d-menu-item" onSelect={() => setAsked(true)}>
              <UserRoundX aria-hidden />
              Remove…
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      <Dialog
        open={isAsked}
        onOpenChange={setAsked}
        title={`Remove ${name}?`}
        description="Their account, passkeys and sessions are gone at once. What they made stays, and so does what the audit log says of them."
        footer={
          <>
            <Button onClick={() => setAsked(false)}>Keep them</Button>
            <Button
              kind="danger"
              onClick={() => {
                setAsked(false)
                onRemove()
              }}
            >
              Remove
            </Button>
          </>
        }
      />
    </>
  )
}
