import { FileKey2, KeyRound, LockKeyhole, ShieldCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../actions/button.tsx'

/** The beginning: there is no wallet on this device. */
export function WelcomeWallet({
  title,
  about,
  onChoose,
}: {
  readonly title: string
  readonly about: string
  readonly onChoose: (way: 'create' | 'import') => void
}): ReactNode {
  return (
    <div className="d-panel-body">
      <header className="d-panel-head">
        <h2>{title}</h2>
        <p>{about}</p>
      </header>
      <ul className="d-promises">
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
          <span>Your signature proves for ever that it was you.</span>
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
