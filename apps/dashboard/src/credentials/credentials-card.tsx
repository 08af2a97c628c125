import { Address, Badge, Card, CheckList, ErrorState, Progress } from '@demiurge/design'
import { ChevronDown, CircleCheck, CircleX } from 'lucide-react'
import type { ReactNode } from 'react'
import { Facts } from '../shared/facts.tsx'
import { type CredentialsText, credentialsText, type Minter } from './credentials-text.ts'
import type { CredentialsState } from './use-credentials.ts'

/** What a file says of itself, and whether it holds. Nothing is shown for files that cannot say anything. */
export function CredentialsCard({
  state,
  minter,
}: {
  readonly state: CredentialsState
  /** Where the chain proved who it is. */
  readonly minter: Minter | undefined
}): ReactNode {
  if (state.kind === 'none') return null
  if (state.kind === 'failed')
    return <ErrorState title="The content credentials could not be read" error={state.error} />
  if (state.kind === 'reading')
    return (
      <Card title="Content credentials">
        <Progress value={null} label="Reading what the file says of itself" />
      </Card>
    )
  const text = credentialsText(state.report, minter)
  return (
    <Card
      title="Content credentials"
      actions={<Badge tone={text.tone}>{text.title}</Badge>}
      className="credentials"
      aria-label="Content credentials"
    >
      <div className="d-stack">
        <p className="d-quiet">{text.about}</p>
        {text.facts.length > 0 && <Facts facts={shownFacts(text)} wide />}
        {text.checks.length > 0 && <Checks text={text} />}
      </div>
    </Card>
  )
}

function shownFacts({
  creator,
  facts,
}: CredentialsText): readonly (readonly [name: string, value: ReactNode])[] {
  const by = creator === undefined ? undefined : <Address key={creator} value={creator} />
  return [['Made by', by], ...facts]
}

function Checks({ text: { checks } }: { readonly text: CredentialsText }): ReactNode {
  const failed = checks.filter(({ ok }) => !ok).length
  const answer =
    failed === 0 ? `${checks.length} of ${checks.length} hold` : `${failed} of ${checks.length} failed`
  return (
    <div className="check-groups">
      <details className="check-group" open={failed > 0} data-ok={failed === 0}>
        <summary>
          {failed === 0 ? <CircleCheck aria-hidden /> : <CircleX aria-hidden />}
          <span>
            <strong>The checks</strong>
            <span className="d-quiet">Made here, without the node: also offline.</span>
          </span>
          <span className="check-answer">{answer}</span>
          <ChevronDown aria-hidden className="check-chevron" />
        </summary>
        <CheckList checks={checks} />
      </details>
    </div>
  )
}
