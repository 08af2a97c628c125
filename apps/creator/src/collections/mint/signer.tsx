import { Address, Badge, Button, ErrorState, Progress } from '@demiurge/design'
import { Balance, SchemeChoice, useScheme, useWallet } from '@demiurge/design/wallet'
import { Lock } from 'lucide-react'
import type { ReactNode } from 'react'

/** The account that signs, its coins, and other ways to sign. */
export function Signer(): ReactNode {
  const { account, lock } = useWallet()
  const { scheme, work, change } = useScheme()
  if (account === undefined) return null
  return (
    <div className="d-stack">
      <section className="d-account" aria-label="Account">
        <div className="d-row d-between d-wrap">
          <Address value={account.address} />
          <Badge tone="ok">{scheme?.title ?? account.name}</Badge>
        </div>
        <Balance address={account.address} />
      </section>
      <details className="k-more">
        <summary>Sign in another way</summary>
        <div className="d-stack-s">
          {work.share !== undefined && (
            <Progress value={work.share} label="Adding the account and encrypting the wallet again" />
          )}
          {work.error !== undefined && <ErrorState title="The account was not added" error={work.error} />}
          <SchemeChoice value={scheme?.id ?? ''} onChange={change} disabled={work.share !== undefined} />
        </div>
      </details>
      <Button kind="ghost" size="small" onClick={() => void lock()}>
        <Lock aria-hidden />
        Lock the wallet
      </Button>
    </div>
  )
}
