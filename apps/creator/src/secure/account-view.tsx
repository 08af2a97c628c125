import { Address, Badge, Button, ErrorState, Progress, Skeleton } from '@demiurge/design'
import {
  AutoLockSetting,
  Balance,
  EntropyReport,
  RemoveWallet,
  SchemeChoice,
  SecondFactor,
  useScheme,
  useWallet,
} from '@demiurge/design/wallet'
import { ArrowRight, Download, Lock } from 'lucide-react'
import { lazy, type ReactNode, Suspense } from 'react'
import { saveFile } from '../mint/file-name.ts'
import { useStudio } from '../studio/use-studio.ts'

const SignTogether = lazy(async () => ({
  default: (await import('../cosign/sign-together.tsx')).SignTogether,
}))

/** The open wallet: the account that signs, its coins, and other ways to sign. */
export function AccountView(): ReactNode {
  const studio = useStudio()
  const { account, keystore, lock } = useWallet()
  const { scheme, work, change } = useScheme()
  if (account === undefined) return null
  return (
    <>
      <div className="c-panel-body">
        <header className="c-panel-head">
          <h2>Your keys</h2>
          <p>This account signs the work and owns it.</p>
        </header>
        <section className="d-account" aria-label="Account">
          <div className="d-row d-between">
            <Address value={account.address} />
            <Badge tone="ok">{scheme?.title ?? account.name}</Badge>
          </div>
          <Balance address={account.address} />
        </section>
        <section className="d-stack-s" aria-label="Signature scheme">
          <h3>How you sign</h3>
          <p className="d-quiet">Each way has an account of its own, all from your 24 words.</p>
          {work.share !== undefined && (
            <Progress value={work.share} label="Adding the account and encrypting the wallet again" />
          )}
          {work.error !== undefined && <ErrorState title="The account was not added" error={work.error} />}
          <SchemeChoice value={scheme?.id ?? ''} onChange={change} disabled={work.share !== undefined} />
        </section>
        <SecondFactor />
        <Suspense fallback={<Skeleton height={120} radius={12} />}>
          <SignTogether />
        </Suspense>
        <AutoLockSetting />
        <div className="d-row d-wrap">
          <Button size="small" onClick={() => saveFile('demiurge-wallet.json', keystore ?? '')}>
            <Download aria-hidden />
            Save the wallet file
          </Button>
          <Button size="small" onClick={() => void lock()}>
            <Lock aria-hidden />
            Lock
          </Button>
          <EntropyReport />
          <RemoveWallet />
        </div>
      </div>
      <footer className="c-panel-foot">
        <Button kind="primary" size="large" onClick={() => studio.goTo('mint')}>
          Go on to mint
          <ArrowRight aria-hidden />
        </Button>
      </footer>
    </>
  )
}
