import type { RenderFormat } from '@demiurge/art'
import { Amount, Button, Field, Segmented, Select, Switch } from '@demiurge/design'
import { Balance, schemeOf, useWallet } from '@demiurge/design/wallet'
import { Sparkles } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { atSize } from '../artwork/artwork.ts'
import type { KeptJoint } from '../cosign/kept.ts'
import { MintAs } from '../cosign/mint-as.tsx'
import { useDraftMint } from '../cosign/use-draft-mint.ts'
import { useDetails } from '../details/use-details.ts'
import type { Step } from '../studio/state.ts'
import { useDraft, useStudio } from '../studio/use-studio.ts'
import { whyNoCredentials } from './credentials-choice.ts'
import { type Estimate, useEstimate } from './use-estimate.ts'
import { useMinting } from './use-minting.tsx'

const SIZES = [512, 1024, 2048, 3072, 4096, 6144, 8192].map((side) => ({
  value: String(side),
  label: `${side} pixels`,
}))
const FORMATS = [
  { value: 'png', label: 'PNG' },
  { value: 'jpeg', label: 'JPEG' },
  { value: 'webp', label: 'WebP' },
  { value: 'svg', label: 'SVG' },
] as const
const FORMAT_HINTS: Readonly<Record<RenderFormat, string>> = {
  png: 'Every pixel exactly as drawn.',
  jpeg: 'A smaller file, very slightly lossy.',
  webp: 'The smallest file, very slightly lossy.',
  svg: 'Lines stay lines at any size; pixel patterns are embedded.',
}
const HUGE = 4_096

/** Size, format, and everything that will be signed, before it is. */
export function MintSummary(): ReactNode {
  const studio = useStudio()
  const draft = useDraft()
  const { details, problems } = useDetails()
  const { account, status } = useWallet()
  const minting = useMinting()
  const estimate = useEstimate(details)
  const [joint, setJoint] = useState<KeptJoint>()
  const drafting = useDraftMint(joint)
  // The fee is that of the account that mints; a joint one is looked at by the node when the request is signed.
  const short = joint === undefined && estimate.short === true
  const { artwork, output } = draft
  const missing = whatIsMissing(Object.keys(problems).length, status === 'open')
  const pixels = atSize({ version: 1, ...artwork, layers: [] }, output.longSide)
  return (
    <>
      <div className="c-panel-body">
        <header className="c-panel-head">
          <h2>Mint</h2>
          <p>The file is drawn here, signed with your key, and put on the chain.</p>
        </header>
        <OutputForm />
        <CredentialsSwitch format={output.format} isJoint={joint !== undefined} />
        {status === 'open' && <MintAs value={joint} onChange={setJoint} />}
        <dl className="c-summary" aria-label="Summary">
          <Row title="Name">{details.name.trim() || '—'}</Row>
          <Row title="File">{`${pixels.width} × ${pixels.height} ${output.format.toUpperCase()}`}</Row>
          <Row title="Royalty">{`${details.royalty || '—'} %`}</Row>
          <Row title="Signed with">
            {account === undefined
              ? '—'
              : (schemeOf(account.keys.map(({ suite }) => suite))?.title ?? account.name)}
          </Row>
          <Row title="Fee now">
            {joint === undefined ? <Fee estimate={estimate} /> : 'shown before you sign it'}
          </Row>
        </dl>
        {account !== undefined && (
          <section className="d-account" aria-label="Account">
            <Balance address={joint?.address ?? account.address} />
          </section>
        )}
      </div>
      <footer className="c-panel-foot">
        {missing === undefined ? (
          <Button
            kind="primary"
            size="large"
            disabled={short}
            busy={drafting.share !== undefined}
            onClick={() =>
              joint === undefined ? minting.start(studio.state().history.present) : drafting.start()
            }
          >
            <Sparkles aria-hidden />
            {joint === undefined ? 'Mint this work' : 'Draft for the others'}
          </Button>
        ) : (
          <Button kind="primary" size="large" onClick={() => studio.goTo(missing.step)}>
            {missing.title}
          </Button>
        )}
        {drafting.error !== undefined && (
          <p className="d-field-error" role="alert">
            {drafting.error.message}
          </p>
        )}
        {short && missing === undefined && (
          <p className="d-field-error" role="alert">
            The balance does not cover the fee. Get some coins first.
          </p>
        )}
      </footer>
    </>
  )
}

function whatIsMissing(
  problems: number,
  open: boolean,
): { readonly step: Step; readonly title: string } | undefined {
  if (problems > 0) return { step: 'details', title: 'Complete the details' }
  return open ? undefined : { step: 'secure', title: 'Open your wallet' }
}

/** Whether the file itself says who made it, under which licence. */
function CredentialsSwitch({
  format,
  isJoint,
}: {
  readonly format: RenderFormat
  readonly isJoint: boolean
}): ReactNode {
  const { credentials, setCredentials } = useMinting()
  const problem = whyNoCredentials(`image/${format}`)
  const possible = problem === undefined
  return (
    <div className="d-stack-s">
      <Switch
        label="Content credentials in the file"
        checked={credentials && possible}
        onChange={setCredentials}
        disabled={!possible}
      />
      <p className="d-field-hint">{problem ?? credentialsHint(credentials, isJoint)}</p>
    </div>
  )
}

function credentialsHint(wanted: boolean, isJoint: boolean): string {
  if (wanted && isJoint)
    return 'Signed inside the file (C2PA) by you, as one of those who share the account; about 10 kB. The others see it before they sign.'
  return wanted
    ? 'Who made it, how and under which licence, signed inside the file (C2PA); about 10 kB.'
    : 'The file will say nothing of its origin; the chain still does.'
}

function OutputForm(): ReactNode {
  const studio = useStudio()
  const { output } = useDraft()
  const set = (change: Partial<typeof output>): void =>
    studio.edit((draft) => ({ ...draft, output: { ...draft.output, ...change } }))
  return (
    <div className="d-stack">
      <Field
        label="Longer side"
        hint={output.longSide > HUGE ? 'Drawing this takes a while, and the file is large.' : undefined}
      >
        <Select
          value={String(output.longSide)}
          onChange={(side) => set({ longSide: Number(side) })}
          options={SIZES}
        />
      </Field>
      <div className="d-stack-s">
        <Segmented
          label="Format"
          value={output.format}
          onChange={(format) => set({ format })}
          options={FORMATS}
        />
        <p className="d-field-hint">{FORMAT_HINTS[output.format]}</p>
      </div>
    </div>
  )
}

function Row({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Fee({ estimate }: { readonly estimate: Estimate }): ReactNode {
  if (estimate.error !== undefined)
    return <span className="d-faint">not known: the node does not answer</span>
  if (estimate.fee === undefined) return <span className="d-faint">—</span>
  return (
    <span title={`At most ${estimate.maxFee} sparks are taken, should prices rise.`}>
      <Amount sparks={estimate.fee} decimals={6} />
    </span>
  )
}
