import { CryptoError, inspectKeystore, mnemonicToEntropy } from '@demiurge/crypto'
import { FileKey2 } from 'lucide-react'
import { type ReactNode, type SubmitEvent, useState } from 'react'
import { Button } from '../actions/button.tsx'
import { Progress } from '../feedback/progress.tsx'
import { Field, Input, TextArea } from '../form/field.tsx'
import { Segmented } from '../form/segmented.tsx'
import { BackButton } from './back-button.tsx'
import { type NewPassword, PasswordFields, passwordProblem, WalletUser } from './password-fields.tsx'
import { SchemeChoice } from './scheme-choice.tsx'
import { schemes } from './schemes.ts'
import { openWith, useWallet } from './use-wallet.tsx'
import { useWork, type Work } from './use-work.ts'
import { WorkError } from './work-error.tsx'

/** Brings a wallet: its words, or its encrypted file. */
export function ImportWallet({ onBack }: { readonly onBack: () => void }): ReactNode {
  const [kind, setKind] = useState<'words' | 'file'>('words')
  const work = useWork()
  return (
    <div className="d-panel-body">
      <BackButton onBack={onBack} />
      <header className="d-panel-head">
        <h2>Bring your wallet</h2>
        <p>Everything happens on this device.</p>
      </header>
      <Segmented
        label="What you have"
        value={kind}
        onChange={setKind}
        options={[
          { value: 'words', label: 'Words' },
          { value: 'file', label: 'Wallet file' },
        ]}
      />
      {kind === 'words' ? <FromWords work={work} /> : <FromFile work={work} />}
      {work.share !== undefined && <Progress value={work.share} label="Opening the wallet" />}
      {work.error !== undefined && <WorkError error={work.error} />}
    </div>
  )
}

function FromWords({ work }: { readonly work: Work }): ReactNode {
  const { desk, adopt } = useWallet()
  const [words, setWords] = useState('')
  const [scheme, setScheme] = useState(schemes[0]?.id ?? '')
  const [password, setPassword] = useState<NewPassword>({ first: '', second: '' })
  const [tried, setTried] = useState(false)
  const problem = wordsProblem(words)
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    setTried(true)
    if (problem !== undefined || passwordProblem(password) !== undefined) return
    work.run(async (onProgress) => {
      await adopt(await desk.ask('create', { words, password: password.first, scheme }, { onProgress }))
    })
  }
  return (
    <form className="d-stack" onSubmit={submit} noValidate>
      <Field label="Your words" hint="12 to 24 words, in their order." error={tried ? problem : undefined}>
        <TextArea
          rows={4}
          value={words}
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          onChange={({ target }) => setWords(target.value)}
        />
      </Field>
      <SchemeChoice value={scheme} onChange={setScheme} />
      <PasswordFields value={password} onChange={setPassword} shown={tried} />
      <Button type="submit" kind="primary" size="large" busy={work.share !== undefined}>
        Open my wallet
      </Button>
    </form>
  )
}

function wordsProblem(words: string): string | undefined {
  try {
    mnemonicToEntropy(words)
    return undefined
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error
    return `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}.`
  }
}

function FromFile({ work }: { readonly work: Work }): ReactNode {
  const { desk, adopt } = useWallet()
  const [file, setFile] = useState<{ readonly name: string; readonly text: string }>()
  const [password, setPassword] = useState('')
  const pick = (chosen: File | undefined): void => {
    if (chosen === undefined) return
    work.run(async () => {
      const text = await chosen.text()
      // Says at once when it is no wallet, before anybody types a password.
      inspectKeystore(text)
      setFile({ name: chosen.name, text })
    })
  }
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (file === undefined) return
    work.run(async (onProgress) => {
      await adopt(await openWith(desk, { keystore: file.text, password }, onProgress))
    })
  }
  return (
    <form className="d-stack" onSubmit={submit} noValidate>
      <label className="d-button d-file" data-kind="secondary" data-size="large">
        <FileKey2 aria-hidden />
        {file?.name ?? 'Choose the wallet file'}
        <input
          type="file"
          className="d-hidden"
          accept="application/json,.json"
          onChange={({ target }) => pick(target.files?.[0])}
        />
      </label>
      <WalletUser />
      <Field label="Its password">
        <Input
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={({ target }) => setPassword(target.value)}
        />
      </Field>
      <Button
        type="submit"
        kind="primary"
        size="large"
        disabled={file === undefined || password === ''}
        busy={work.share !== undefined}
      >
        Open my wallet
      </Button>
    </form>
  )
}
