import { formatAddress } from '@demiurge/codec'
import {
  Address,
  Amount,
  Button,
  Card,
  ErrorState,
  Field,
  Input,
  Progress,
  Skeleton,
  usePage,
  useQuery,
  useRequest,
} from '@demiurge/design'
import { useWallet } from '@demiurge/design/wallet'
import { CircleCheck } from 'lucide-react'
import { type FormEvent, type ReactNode, useState } from 'react'
import { links } from '../router/links.ts'
import { useContacts } from './address-book.ts'
import { type PaymentForm, readPayment } from './payment.ts'
import type { Payment, Sending, Sent } from './tasks.ts'
import { walletDesk } from './wallet-desk.ts'

type Step =
  | { readonly kind: 'form' }
  | { readonly kind: 'review'; readonly payment: Payment }
  | { readonly kind: 'sending'; readonly payment: Payment; readonly sending: Sending | undefined }
  | { readonly kind: 'sent'; readonly payment: Payment; readonly sent: Sent }
  | { readonly kind: 'failed'; readonly payment: Payment; readonly error: Error }

/** Pays in three steps: to whom and how much, what it costs, and until it is final. */
export function Send({ to }: { readonly to: string }): ReactNode {
  const { account } = useWallet()
  const [step, setStep] = useState<Step>({ kind: 'form' })
  const [form, setForm] = useState<PaymentForm>({ to, amount: '' })
  if (account === undefined) return null
  const pay = (payment: Payment): void => {
    setStep({ kind: 'sending', payment, sending: undefined })
    const onProgress = (sending: Sending): void => setStep({ kind: 'sending', payment, sending })
    walletDesk.ask('send', payment, { onProgress }).then(
      (sent) => setStep({ kind: 'sent', payment, sent }),
      (error: unknown) =>
        setStep({
          kind: 'failed',
          payment,
          error: error instanceof Error ? error : new Error(String(error)),
        }),
    )
  }
  const again = (): void => {
    setForm({ to: '', amount: '' })
    setStep({ kind: 'form' })
  }
  switch (step.kind) {
    case 'form':
      return (
        <Form
          from={account.address}
          form={form}
          onChange={setForm}
          onReview={(payment) => setStep({ kind: 'review', payment })}
        />
      )
    case 'review':
      return (
        <Review
          payment={step.payment}
          onBack={() => setStep({ kind: 'form' })}
          onPay={() => pay(step.payment)}
        />
      )
    case 'sending':
      return <UnderWay sending={step.sending} />
    case 'sent':
      return <Done payment={step.payment} sent={step.sent} onAgain={again} />
    case 'failed':
      return (
        <ErrorState
          title="It was not sent"
          error={step.error}
          actions={<Button onClick={() => setStep({ kind: 'form' })}>Change it</Button>}
        />
      )
  }
}

function Form({
  from,
  form,
  onChange,
  onReview,
}: {
  readonly from: string
  readonly form: PaymentForm
  readonly onChange: (form: PaymentForm) => void
  readonly onReview: (payment: Payment) => void
}): ReactNode {
  const { config } = usePage()
  const contacts = useContacts()
  const { data } = useRequest('account_get', { address: from }, { refreshMs: 5_000 })
  const [tried, setTried] = useState(false)
  const read = readPayment(form, { contacts, free: data?.free })
  const problems = read.ok || !tried ? {} : read.problems
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setTried(true)
    if (read.ok) onReview({ api: config.api, from, to: read.to, amount: read.amount })
  }
  return (
    <Card title="Send coins">
      <form className="d-stack" onSubmit={submit} noValidate>
        <Field label="To" hint="An address, or a name of your address book." error={problems.to}>
          <Input
            value={form.to}
            list="contacts"
            spellCheck={false}
            autoComplete="off"
            onChange={({ target }) => onChange({ ...form, to: target.value })}
          />
        </Field>
        <datalist id="contacts">
          {contacts.map(({ name, address }) => (
            <option key={address} value={name}>
              {formatAddress(address)}
            </option>
          ))}
        </datalist>
        <Field label="Amount in DEM" error={problems.amount}>
          <Input
            inputMode="decimal"
            value={form.amount}
            autoComplete="off"
            onChange={({ target }) => onChange({ ...form, amount: target.value })}
          />
        </Field>
        <p className="d-faint">You have {data === undefined ? '…' : <Amount sparks={data.free} />}.</p>
        <div>
          <Button type="submit" kind="primary">
            Review
          </Button>
        </div>
      </form>
    </Card>
  )
}

function Review({
  payment,
  onBack,
  onPay,
}: {
  readonly payment: Payment
  readonly onBack: () => void
  readonly onPay: () => void
}): ReactNode {
  const { from, to, amount } = payment
  const contacts = useContacts()
  const name = contacts.find(({ address }) => address === to)?.name
  const fee = useQuery(`wallet/fee ${from} ${to} ${amount}`, () => walletDesk.ask('estimate', payment), {
    refreshMs: 4_000,
    staleMs: 1_000,
  })
  return (
    <Card title="Is this right?">
      <div className="d-stack">
        <dl className="facts">
          <div>
            <dt>You send</dt>
            <dd className="wallet-sum">
              <Amount sparks={amount} />
            </dd>
          </div>
          <div>
            <dt>To</dt>
            <dd>
              {name !== undefined && <strong>{name}</strong>}
              <span className="d-mono wallet-address">{formatAddress(to)}</span>
            </dd>
          </div>
          <div>
            <dt>Fee</dt>
            <dd>
              {fee.data === undefined ? (
                (fee.error?.message ?? <Skeleton width={120} />)
              ) : (
                <>
                  <Amount sparks={fee.data.fee} />{' '}
                  <span className="d-faint">
                    now, at most <Amount sparks={fee.data.maxFee} />
                  </span>
                </>
              )}
            </dd>
          </div>
        </dl>
        <p className="d-quiet">Nobody can take it back once it is sent.</p>
        <div className="d-row d-wrap">
          <Button kind="primary" disabled={fee.data === undefined} onClick={onPay}>
            Sign and send
          </Button>
          <Button onClick={onBack}>Change it</Button>
        </div>
      </div>
    </Card>
  )
}

function UnderWay({ sending }: { readonly sending: Sending | undefined }): ReactNode {
  const label =
    sending === undefined
      ? 'Signing'
      : sending.stage === 'signed'
        ? 'Handing it to the node'
        : 'Waiting until it is final'
  return (
    <Card title="On its way">
      <Progress value={null} label={label} />
    </Card>
  )
}

function Done({
  payment,
  sent,
  onAgain,
}: {
  readonly payment: Payment
  readonly sent: Sent
  readonly onAgain: () => void
}): ReactNode {
  return (
    <Card>
      <div className="wallet-done" role="status">
        <CircleCheck aria-hidden />
        <h2>
          <Amount sparks={payment.amount} /> sent
        </h2>
        <p className="d-quiet">
          Final in commit {String(sent.height)}, to{' '}
          <Address value={payment.to} href={links.account(payment.to)} copy={false} />. The fee was{' '}
          <Amount sparks={sent.fee} />.
        </p>
        <div className="d-row d-wrap">
          <a className="d-button" data-kind="secondary" href={links.transaction(sent.transaction)}>
            See the transaction
          </a>
          <Button onClick={onAgain}>Send something else</Button>
        </div>
      </div>
    </Card>
  )
}
