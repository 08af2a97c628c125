import './account.css'
import { Dialog } from '@demiurge/design'
import type { ReactNode } from 'react'
import { FirstAccount } from './first-account.tsx'

/** From a studio that whoever sits here owns to one with accounts. */
export function SetUpDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Protect this studio"
      description="Until now whoever reaches this page on this machine owns the studio. With an account of yours nobody gets in without signing in, and you can invite others."
    >
      <FirstAccount onDone={onClose} />
    </Dialog>
  )
}
