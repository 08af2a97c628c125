import { KeysPanel } from '@demiurge/design/wallet'
import type { ReactNode } from 'react'
import { Signer } from './signer.tsx'

/** The wallet, to be made, brought or opened, and the account that signs a collection. */
export function SigningWallet(): ReactNode {
  return (
    <div className="k-wallet">
      <KeysPanel
        title="Sign your collection"
        about="Every piece gets a statement that you signed. Only you hold the keys."
      >
        <Signer />
      </KeysPanel>
    </div>
  )
}
