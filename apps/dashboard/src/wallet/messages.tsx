import { formatAddress } from '@demiurge/codec'
import { Button, Card, CopyButton, Field, TextArea } from '@demiurge/design'
import { useWallet, useWork } from '@demiurge/design/wallet'
import { CircleCheck, CircleX } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { walletDesk } from './wallet-desk.ts'

/** Signs a text as the chosen account, and checks texts that others signed. */
export function Messages(): ReactNode {
  return (
    <div className="wallet-columns">
      <SignMessage />
      <CheckMessage />
    </div>
  )
}

function SignMessage(): ReactNode {
  const { account } = useWallet()
  const [message, setMessage] = useState('')
  const [signed, setSigned] = useState<string>()
  const work = useWork()
  if (account === undefined) return null
  const sign = (): void =>
    work.run(async () => setSigned(await walletDesk.ask('sign', { account: account.address, message })))
  return (
    <Card title="Sign a message">
      <div className="d-stack">
        <Field
          label="Message"
          hint="It proves that you hold this account. It can never be taken for a payment."
          error={work.error?.message}
        >
          <TextArea
            rows={4}
            value={message}
            onChange={({ target }) => {
              setMessage(target.value)
              setSigned(undefined)
            }}
          />
        </Field>
        <div>
          <Button
            kind="primary"
            disabled={message.trim() === ''}
            busy={work.share !== undefined}
            onClick={sign}
          >
            Sign
          </Button>
        </div>
        {signed !== undefined && (
          <>
            <Field label="Signed message">
              <TextArea className="d-mono" rows={6} readOnly value={signed} />
            </Field>
            <div>
              <CopyButton text={signed} label="Copy what was signed">
                Copy
              </CopyButton>
            </div>
          </>
        )}
      </div>
    </Card>
  )
}

function CheckMessage(): ReactNode {
  const [text, setText] = useState('')
  const [found, setFound] = useState<{ readonly address: string; readonly message: string }>()
  const work = useWork()
  const check = (): void =>
    work.run(async () => {
      setFound(undefined)
      setFound(await walletDesk.ask('check', { signed: text }))
    })
  return (
    <Card title="Check a signed message">
      <div className="d-stack">
        <Field label="What you were given">
          <TextArea
            className="d-mono"
            rows={6}
            value={text}
            spellCheck={false}
            onChange={({ target }) => {
              setText(target.value)
              setFound(undefined)
              work.clear()
            }}
          />
        </Field>
        <div>
          <Button disabled={text.trim() === ''} busy={work.share !== undefined} onClick={check}>
            Check
          </Button>
        </div>
        {work.error !== undefined && (
          <p className="message-verdict" data-ok={false} role="alert">
            <CircleX aria-hidden />
            {work.error.message}
          </p>
        )}
        {found !== undefined && (
          <div className="message-verdict" data-ok role="status">
            <CircleCheck aria-hidden />
            <div>
              <strong>The signature holds</strong>
              <p className="d-mono wallet-address">{formatAddress(found.address)}</p>
              <blockquote>{found.message}</blockquote>
            </div>
          </div>
        )}
      </div>
    </Card>
  )
}
