import type { TransactionStatus } from '@demiurge/api'
import { Check } from 'lucide-react'
import type { ReactNode } from 'react'

const STAGES = [
  { stage: 'pending', title: 'Pending', about: 'Checked and waiting in the pool' },
  { stage: 'included', title: 'Included', about: 'In a block of the DAG' },
  { stage: 'final', title: 'Final', about: 'Its commit is decided and executed' },
  { stage: 'certified', title: 'Certified', about: 'The committee signed the state after it' },
] as const

/** How far a transaction is on its way; later stages are still to come. */
export function Stages({ status }: { readonly status: TransactionStatus }): ReactNode {
  const reached = STAGES.findIndex(({ stage }) => stage === status.stage)
  return (
    <ol className="stages" aria-label={`Stage: ${status.stage}`}>
      {STAGES.map(({ stage, title, about }, index) => (
        <li
          key={stage}
          data-state={index <= reached ? 'done' : index === reached + 1 ? 'next' : 'later'}
          aria-current={index === reached ? 'step' : undefined}
        >
          <span className="stage-dot">{index <= reached && <Check aria-hidden />}</span>
          <span className="stage-title">{title}</span>
          <span className="stage-about">{about}</span>
        </li>
      ))}
    </ol>
  )
}
