import { Skeleton } from '@demiurge/design'
import { type ReactNode, useState } from 'react'
import { useWallet } from '../wallet/use-wallet.tsx'
import { AccountView } from './account-view.tsx'
import { CreateWallet } from './create-wallet.tsx'
import { ImportWallet } from './import-wallet.tsx'
import { UnlockWallet } from './unlock-wallet.tsx'
import { WelcomeWallet } from './welcome-wallet.tsx'

/** Keys: make them, bring them, open them, choose how they sign. */
export function SecurePanel(): ReactNode {
  const { status } = useWallet()
  const [way, setWay] = useState<'create' | 'import'>()
  if (status === 'loading')
    return (
      <div className="c-panel-body">
        <Skeleton height={24} width="60%" />
        <Skeleton height={120} radius={12} />
      </div>
    )
  if (status === 'open') return <AccountView />
  if (status === 'locked') return <UnlockWallet />
  if (way === 'create') return <CreateWallet onBack={() => setWay(undefined)} />
  if (way === 'import') return <ImportWallet onBack={() => setWay(undefined)} />
  return <WelcomeWallet onChoose={setWay} />
}
