import type { DropView } from '@demiurge/api'
import {
  Amount,
  Button,
  ErrorState,
  Field,
  Input,
  Progress,
  Select,
  usePage,
  useRequest,
} from '@demiurge/design'
import { formatCount, formatDem } from '@demiurge/design/format'
import { KeysPanel, useWallet, WalletProvider } from '@demiurge/design/wallet'
import type { NumberedPhase } from '@demiurge/sdk'
import { CircleCheck } from 'lucide-react'
import { type FormEvent, type ReactNode, useState } from 'react'
import { links } from '../router/links.ts'
import type { ClaimedWorks } from '../wallet/tasks.ts'
import { walletDesk } from '../wallet/wallet-desk.ts'

/** Claims pieces of a drop with the wallet of this device. */
export function ClaimPanel(props: {
  readonly view: DropView
  /** Those that are open. */
  readonly phases: readonly NumberedPhase[]
  readonly onClaimed: () => void
}): ReactNode {
  return (
    <WalletProvider desk={walletDesk}>
      <div className="drop-claim">
        <KeysPanel
          title="Claim with your wallet"
          about="What you claim is yours at once and shows itself when the sale is over."
        >
          <Claim {...props} />
        </KeysPanel>
      </div>
    </WalletProvider>
  )
}

type Step =
  | { readonly kind: 'form' }
  | { readonly kind: 'claiming' }
  | { readonly kind: 'done'; readonly claimed: ClaimedWorks }
  | { readonly kind: 'failed'; readonly error: Error }

function Claim({
  view,
  phases,
  onClaimed,
}: {
  readonly view: DropView
  readonly phases: readonly NumberedPhase[]
  readonly onClaimed: () => void
}): ReactNode {
  const { config } = usePage()
  const { account } = useWallet()
  const [step, setStep] = useState<Step>({ kind: 'form' })
  if (account === undefined) return null
  const claim = ({ number, phase }: NumberedPhase, count: number): void => {
    setStep({ kind: 'claiming' })
    const { collection } = view
    walletDesk
      .ask('claim', {
        api: config.api,
        account: account.address,
        collection,
        phase: number,
        count,
        maxPrice: phase.price,
      })
      .then(
        (claimed) => {
          setStep({ kind: 'done', claimed })
          onClaimed()
        },
        (error: unknown) =>
          setStep({ kind: 'failed', error: error instanceof Error ? error : new Error(String(error)) }),
      )
  }
  switch (step.kind) {
    case 'form':
      return <ClaimForm view={view} account={account.address} phases={phases} onClaim={claim} />
    case 'claiming':
      return <Progress value={null} label="Signed and on its way: waiting until it is final" />
    case 'done':
      return <Done claimed={step.claimed} onAgain={() => setStep({ kind: 'form' })} />
    case 'failed':
      return (
        <ErrorState
          title="Nothing was claimed"
          error={step.error}
          actions={<Button onClick={() => setStep({ kind: 'form' })}>Try again</Button>}
        />
      )
  }
}

function ClaimForm({
  view,
  account,
  phases,
  onClaim,
}: {
  readonly view: DropView
  readonly account: string
  readonly phases: readonly NumberedPhase[]
  readonly onClaim: (phase: NumberedPhase, count: number) => void
}): ReactNode {
  const { collection } = view
  const claims = useRequest('nft_getClaims', { collection, account }, { refreshMs: 4_000 })
  const [chosen, setChosen] = useState(phases[0]?.number ?? 0)
  const [text, setText] = useState('1')
  const at = phases.find(({ number }) => number === chosen) ?? phases[0]
  if (at === undefined) return null
  const own = claims.data?.phases[at.number]
  const count = /^\d+$/.test(text.trim()) ? Number(text) : 0
  const problem = problemOf(count, own?.left)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (problem === undefined) onClaim(at, count)
  }
  return (
    <form className="drop-form" onSubmit={submit} noValidate>
      {phases.length > 1 && (
        <Field label="Phase">
          <Select
            value={String(at.number)}
            onChange={(value) => setChosen(Number(value))}
            options={phases.map(({ number, phase }) => ({ value: String(number), label: phase.name }))}
          />
        </Field>
      )}
      <Field label="How many" error={problem} hint={hintOf(own, at)}>
        <Input
          inputMode="numeric"
          value={text}
          autoComplete="off"
          onChange={({ target }) => setText(target.value)}
        />
      </Field>
      <div className="d-row d-wrap">
        <Button type="submit" kind="primary" disabled={problem !== undefined}>
          {at.phase.price === 0n
            ? 'Claim for free'
            : `Claim for ${formatDem(at.phase.price * BigInt(count))} DEM`}
        </Button>
        <span className="d-faint">and the chain’s fee; there is no refund</span>
      </div>
    </form>
  )
}

function problemOf(count: number, left: number | undefined): string | undefined {
  if (count < 1) return 'A whole number from 1 on.'
  if (left === 0) return 'There is nothing left for this account in this phase.'
  return left !== undefined && count > left ? `At most ${formatCount(left)} more.` : undefined
}

function hintOf(own: { readonly claimed: number } | undefined, { phase }: NumberedPhase): string {
  const had =
    own === undefined || own.claimed === 0 ? '' : `This account has claimed ${formatCount(own.claimed)}. `
  return phase.allowlist === null
    ? `${had}Works come in the order of claims.`
    : `${had}Its list is looked up, and the proof that you are on it goes along.`
}

function Done({
  claimed,
  onAgain,
}: {
  readonly claimed: ClaimedWorks
  readonly onAgain: () => void
}): ReactNode {
  const { items, serials, paid } = claimed
  return (
    <div className="wallet-done" role="status">
      <CircleCheck aria-hidden />
      <h3>
        {items.length === 1 ? 'One work is yours' : `${formatCount(items.length)} works are yours`}
        {paid > 0n && (
          <>
            {' '}
            for <Amount sparks={paid} />
          </>
        )}
      </h3>
      <p className="d-row d-wrap">
        {items.slice(0, 8).map((item, i) => (
          <a key={item} className="d-link" href={links.item(item)}>
            Number {formatCount(serials[i] ?? 0n)}
          </a>
        ))}
        {items.length > 8 && <span className="d-faint">and {formatCount(items.length - 8)} more</span>}
      </p>
      <Button onClick={onAgain}>Claim more</Button>
    </div>
  )
}
