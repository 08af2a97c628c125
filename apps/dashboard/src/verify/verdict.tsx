import { Button, Card, CheckList, ErrorState, Progress, shownChecks, VerifiedMark } from '@demiurge/design'
import { formatDuration } from '@demiurge/design/format'
import { ChevronDown, CircleAlert, CircleCheck, CircleHelp, CircleX, ShieldCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import { type CheckGroup, checkGroups, verdictText } from './check-text.ts'
import type { VerifierState } from './use-verifier.ts'
import type { Verified } from './verification-request.ts'

const ICONS = { ok: ShieldCheck, warn: CircleHelp, danger: CircleAlert }

/** A verification from its start to its result. */
export function VerifierView({
  state,
  onCancel,
  onRetry,
  subject,
}: {
  readonly state: VerifierState
  readonly onCancel: () => void
  readonly onRetry?: () => void
  /** What was verified, above the result. */
  readonly subject?: ReactNode
}): ReactNode {
  if (state.kind === 'idle') return null
  if (state.kind === 'running')
    return (
      <Card>
        <div className="d-stack">
          <Progress value={null} label="Fetching the proof and checking it here, in your browser" />
          <p className="d-faint">
            The proof waits for the committee's next certificate; that can take a few seconds.
          </p>
          <div>
            <Button onClick={onCancel}>Cancel</Button>
          </div>
        </div>
      </Card>
    )
  if (state.kind === 'failed')
    return (
      <ErrorState
        title="The verification could not be made"
        error={state.error}
        {...(onRetry === undefined ? {} : { onRetry })}
      />
    )
  return <Verdict verified={state.verified} subject={subject} />
}

function Verdict({
  verified,
  subject,
}: {
  readonly verified: Verified
  readonly subject?: ReactNode
}): ReactNode {
  const { verification, elapsedMs, trust } = verified
  const { title, meaning, tone } = verdictText(verification)
  const checks = shownChecks(verification)
  const Icon = ICONS[tone]
  const own = checks.filter((check) => check.trust === 'verified').length
  return (
    <Card className="verdict" data-tone={tone} flush>
      <div className="verdict-head" role="status">
        <Icon aria-hidden />
        <div>
          <h2>{title}</h2>
          <p>{meaning}</p>
        </div>
        {verification.verdict === 'authentic' && <VerifiedMark checks={checks} />}
      </div>
      <div className="verdict-body">
        {subject}
        <div className="check-groups">
          {checkGroups(verification).map((group) => (
            <Group key={group.title} group={group} />
          ))}
        </div>
        <p className="d-faint verdict-foot">
          {`${own} of ${checks.length} checks were computed here in ${formatDuration(elapsedMs)}; the others are what the node says. `}
          {trust === 'first-use' &&
            'Which chain and committee to believe in was learned from this node when the page was opened; a proof file from elsewhere is held against that.'}
        </p>
      </div>
    </Card>
  )
}

/** One question and its answer; open when the answer is no, else one line that can be opened. */
function Group({ group }: { readonly group: CheckGroup }): ReactNode {
  const { title, about, checks } = group
  const failed = checks.filter(({ ok }) => !ok).length
  const answer =
    failed === 0 ? `${checks.length} of ${checks.length} hold` : `${failed} of ${checks.length} failed`
  return (
    <details className="check-group" open={failed > 0} data-ok={failed === 0}>
      <summary>
        {failed === 0 ? <CircleCheck aria-hidden /> : <CircleX aria-hidden />}
        <span>
          <strong>{title}</strong>
          <span className="d-quiet">{about}</span>
        </span>
        <span className="check-answer">{answer}</span>
        <ChevronDown aria-hidden className="check-chevron" />
      </summary>
      <CheckList checks={checks} />
    </details>
  )
}
