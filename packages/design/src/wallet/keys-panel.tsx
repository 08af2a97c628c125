import { type ReactNode, useState } from 'react'
import { Skeleton } from '../feedback/skeleton.tsx'
import { CreateWallet } from './create-wallet.tsx'
import { ImportWallet } from './import-wallet.tsx'
import { UnlockWallet } from './unlock-wallet.tsx'
import { useWallet } from './use-wallet.tsx'
import { WelcomeWallet } from './welcome-wallet.tsx'

/** Keys: make them, bring them, open them. `children` is what an open wallet shows, `about` why one wants a wallet here. */
export function KeysPanel({
  title,
  about,
  children,
}: {
  readonly title: string
  readonly about: string
  readonly children: ReactNode
}): ReactNode {
  const { status } = useWallet()
  const [way, setWay] = useState<'create' | 'import'>()
  if (status === 'loading')
    return (
      <div className="d-panel-body">
        <Skeleton height={24} width="60%" />
        <Skeleton height={120} radius={12} />
      </div>
    )
  if (status === 'open') return children
  if (status === 'locked') return <UnlockWallet />
  if (way === 'create') return <CreateWallet onBack={() => setWay(undefined)} />
  if (way === 'import') return <ImportWallet onBack={() => setWay(undefined)} />
  return <WelcomeWallet title={title} about={about} onChoose={setWay} />
}
