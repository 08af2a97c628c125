import { Button, Progress } from '@demiurge/design'
import { Check, CircleX, LoaderCircle, RotateCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { useDraft, useStudio } from '../studio/use-studio.ts'
import { whyNoCredentials } from './credentials-choice.ts'
import { canCancel, type Stage, stageIndex, stages } from './stages.ts'
import { type MintingState, useMinting } from './use-minting.tsx'

type Shown = Extract<MintingState, { status: 'running' | 'failed' }>

/** The way to the chain, stage by stage. */
export function MintProgressView({ state }: { readonly state: Shown }): ReactNode {
  const minting = useMinting()
  const studio = useStudio()
  const { output } = useDraft()
  const failed = state.status === 'failed'
  const embeds = minting.credentials && whyNoCredentials(`image/${output.format}`) === undefined
  const stagesShown = stages.filter(({ stage }) => stage !== 'embed' || embeds)
  return (
    <>
      <div className="c-panel-body">
        <header className="c-panel-head">
          <h2>{failed ? 'It did not work' : 'Minting'}</h2>
          <p>
            {failed
              ? 'Nothing more happens until you decide.'
              : 'It goes on while you look around; only keep the page open.'}
          </p>
        </header>
        <ol className="c-stages" aria-live="polite">
          {stagesShown.map(({ stage, title, detail }) => (
            <StageRow key={stage} stage={stage} title={title} detail={detail} state={state} />
          ))}
        </ol>
        {failed && (
          <p className="c-failure" role="alert">
            {state.error.message}
          </p>
        )}
      </div>
      <footer className="c-panel-foot">
        {failed ? (
          <>
            <Button kind="primary" size="large" onClick={() => minting.start(studio.state().history.present)}>
              <RotateCw aria-hidden />
              Try again
            </Button>
            <Button size="large" onClick={minting.clear}>
              Back
            </Button>
          </>
        ) : (
          <Button size="large" disabled={!canCancel(state.stage)} onClick={minting.cancel}>
            {canCancel(state.stage) ? 'Cancel' : 'Submitted: it can no longer be cancelled'}
          </Button>
        )}
      </footer>
    </>
  )
}

function StageRow({
  stage,
  title,
  detail,
  state,
}: {
  readonly stage: Stage
  readonly title: string
  readonly detail: string
  readonly state: Shown
}): ReactNode {
  const at = stageIndex(state.stage)
  const index = stageIndex(stage)
  const place = index < at ? 'done' : index > at ? 'waiting' : state.status
  return (
    <li className="c-stage-row" data-place={place} aria-current={index === at ? 'step' : undefined}>
      <StageMark place={place} />
      <div>
        <b>{title}</b>
        {index === at && <p>{detail}</p>}
        {index === at && state.status === 'running' && state.share !== undefined && (
          <Progress value={state.share} label="Drawing" />
        )}
      </div>
    </li>
  )
}

function StageMark({ place }: { readonly place: string }): ReactNode {
  if (place === 'done') return <Check role="img" aria-label="Done" />
  if (place === 'failed') return <CircleX role="img" aria-label="Failed" />
  if (place === 'running') return <LoaderCircle className="d-spinner" role="img" aria-label="Now" />
  return <span className="c-stage-dot" />
}
