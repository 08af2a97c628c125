import { KeysPanel } from '@demiurge/design/wallet'
import type { ReactNode } from 'react'
import { AccountView } from './account-view.tsx'

/** Keys: make them, bring them, open them, choose how they sign. */
export function SecurePanel(): ReactNode {
  return (
    <KeysPanel
      title="Secure your work"
      about="You sign with keys that only you hold, made to withstand quantum computers."
    >
      <AccountView />
    </KeysPanel>
  )
}
