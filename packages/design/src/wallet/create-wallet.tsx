import { type ReactNode, type SubmitEvent, useState } from 'react'
import { Button } from '../actions/button.tsx'
import { Progress } from '../feedback/progress.tsx'
import { BackButton } from './back-button.tsx'
import { EntropyReport } from './entropy-report.tsx'
import { type NewPassword, PasswordFields, passwordProblem } from './password-fields.tsx'
import { SchemeChoice } from './scheme-choice.tsx'
import { schemes } from './schemes.ts'
import { useWallet } from './use-wallet.tsx'
import { useWork } from './use-work.ts'
import { ConfirmWords, ShowWords } from './words.tsx'

/** A new wallet in three steps: scheme and password, the words, two of them back. */
export function CreateWallet({ onBack }: { readonly onBack: () => void }): ReactNode {
  const { desk, adopt } = useWallet()
  const [scheme, setScheme] = useState(schemes[0]?.id ?? '')
  const [password, setPassword] = useState<NewPassword>({ first: '', second: '' })
  const [tried, setTried] = useState(false)
  const [words, setWords] = useState<string>()
  const [written, setWritten] = useState(false)
  const work = useWork()
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    setTried(true)
    if (passwordProblem(password) !== undefined) return
    work.run(async () => setWords(await desk.ask('words', null)))
  }
  const finish = (): void => {
    if (words === undefined) return
    work.run(async (onProgress) => {
      await adopt(await desk.ask('create', { words, password: password.first, scheme }, { onProgress }))
    })
  }
  if (work.share !== undefined && words !== undefined)
    return (
      <div className="d-panel-body">
        <h2>Encrypting your wallet</h2>
        <Progress value={work.share} label="Making the password expensive to guess" />
        <p className="d-quiet">This takes a moment on purpose, and makes guessing cost years.</p>
      </div>
    )
  if (words !== undefined && !written)
    return <ShowWords words={words} onBack={() => setWords(undefined)} onNext={() => setWritten(true)} />
  if (words !== undefined)
    return (
      <ConfirmWords words={words} error={work.error} onBack={() => setWritten(false)} onConfirmed={finish} />
    )
  return (
    <form className="d-panel-form" onSubmit={submit} noValidate>
      <div className="d-panel-body">
        <BackButton onBack={onBack} />
        <header className="d-panel-head">
          <h2>Create a wallet</h2>
          <p>First choose how you sign. You can add other ways later, from the same words.</p>
        </header>
        <SchemeChoice value={scheme} onChange={setScheme} />
        <PasswordFields value={password} onChange={setPassword} shown={tried} />
        <div className="d-row d-wrap">
          <EntropyReport />
        </div>
      </div>
      <footer className="d-panel-foot">
        <Button type="submit" kind="primary" size="large" busy={work.share !== undefined}>
          Show my 24 words
        </Button>
      </footer>
    </form>
  )
}
