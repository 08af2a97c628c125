import { Button } from '@demiurge/design'
import { FileKey2, KeyRound, LockKeyhole, ShieldCheck } from 'lucide-react'
import type { ReactNode } from 'react'

/** The beginning: there is no wallet on this device. */
export function WelcomeWallet({
  onChoose,
}: {
  readonly onChoose: (way: 'create' | 'import') => void
}): ReactNode {
  return (
    <div className="c-panel-body">
      <header className="c-panel-head">
        <h2>Secure your work</h2>
        <p>You sign with keys that only you hold, made to withstand quantum computers.</p>
      </header>
      <ul className="c-promises">
        <li>
          <KeyRound aria-hidden />
          <span>24 words are your keys. They are made here, in your browser.</span>
        </li>
        <li>
          <LockKeyhole aria-hidden />
          <span>Your password encrypts them on this device; nothing leaves it.</span>
        </li>
        <li>
          <ShieldCheck aria-hidden />
          <span>Your signature proves for ever that the work is yours.</span>
        </li>
      </ul>
      <div className="d-stack-s">
        <Button kind="primary" size="large" onClick={() => onChoose('create')}>
          <KeyRound aria-hidden />
          Create a wallet
        </Button>
        <Button size="large" onClick={() => onChoose('import')}>
          <FileKey2 aria-hidden />I have one already
        </Button>
      </div>
    </div>
  )
}
