import { EmptyState, ErrorState, Segmented, Skeleton } from '@demiurge/design'
import { Sparkles } from 'lucide-react'
import { type ComponentProps, lazy, type ReactNode, Suspense, useState } from 'react'
import { useMay } from '../../account/session.tsx'
import { DetailsForm } from '../details/details-form.tsx'
import { type FoundDrop, useDrop } from '../drop/use-drop.ts'
import { type DropBench, useDropDraft } from '../drop/use-drop-draft.ts'
import type { Made } from '../pieces/made.ts'
import { formatRoute } from '../route.ts'
import { isActive, useJob } from '../server/use-server.ts'
import { useEditorState } from '../sketch/use-editor.tsx'
import { DocumentNotice, useDocument } from './document-notice.tsx'
import { MintProgress } from './mint-progress.tsx'
import { MintResult } from './mint-result.tsx'
import { MintReview } from './mint-review.tsx'
import { SigningWallet } from './signing-wallet.tsx'
import { Step } from './step.tsx'
import { useCollectionMintings } from './use-collection-minting.tsx'

// Fetched by those who sell: everybody else mints without.
const DropWizard = lazy(async () => ({ default: (await import('../drop/drop-wizard.tsx')).DropWizard }))
const DropStatus = lazy(async () => ({ default: (await import('../drop/drop-status.tsx')).DropStatus }))

/** From a made collection to one on chain, step by step. */
export function MintView(): ReactNode {
  const { view } = useEditorState()
  const { job } = useJob(view)
  const drop = useDrop(view)
  const bench = useDropDraft(view.id)
  const [isChanging, setChanging] = useState(false)
  const { made } = view
  const onChain = drop.onChain ?? undefined
  const mayChange = bench?.isKept === true || bench?.isChosen === true
  if (onChain !== undefined && (!isChanging || made === undefined))
    return (
      <Suspense fallback={<Waiting />}>
        <DropStatus
          view={view}
          drop={onChain}
          state={drop}
          onChange={mayChange ? () => setChanging(true) : undefined}
        />
      </Suspense>
    )
  // A drop was begun: whether the chain has it decides what is to be done.
  if (drop.kept !== undefined && drop.onChain === undefined) return <Asking drop={drop} />
  if (made?.provenance === undefined || isActive(job))
    return <NotMade id={view.id} isActive={isActive(job)} />
  return (
    <Wizard collection={{ ...view, made }} drop={drop} bench={bench} onChanged={() => setChanging(false)} />
  )
}

/** The chain is asked for a drop. */
function Asking({ drop: { error, reload } }: { readonly drop: FoundDrop }): ReactNode {
  if (error === undefined) return <Waiting />
  return <ErrorState error={error} title="The drop could not be asked for" onRetry={reload} />
}

function Waiting(): ReactNode {
  return (
    <div className="k-waiting">
      <Skeleton height={280} radius={12} />
    </div>
  )
}

/** Nothing can be committed to before it is there. */
function NotMade({ id, isActive }: { readonly id: string; readonly isActive: boolean }): ReactNode {
  return (
    <EmptyState
      icon={<Sparkles aria-hidden />}
      title={isActive ? 'The pieces are being made' : 'Make the pieces first'}
      actions={
        <a
          className="d-button"
          data-kind="primary"
          href={formatRoute({ kind: 'collection', id, view: 'make' })}
        >
          {isActive ? 'See how far it is' : 'Make them'}
        </a>
      }
    >
      Before anything is minted, the hash of all pieces together goes on chain. So all of them have to be
      there.
    </EmptyState>
  )
}

function Wizard({
  collection,
  drop,
  bench,
  onChanged,
}: {
  readonly collection: Made
  readonly drop: FoundDrop
  /** Undefined until it is read from the device. */
  readonly bench: DropBench | undefined
  /** Terms of a drop were set right, or left as they are. */
  readonly onChanged: () => void
}): ReactNode {
  const minting = useCollectionMintings().of(collection)
  const document = useDocument(collection)
  const may = useMay('creator')
  if (minting.status === 'done' || minting.status === 'running')
    return (
      <div className="k-column k-narrow">
        {minting.status === 'done' ? (
          <MintResult collection={collection} id={minting.collection} />
        ) : (
          <MintProgress collection={collection} minting={minting} />
        )}
      </div>
    )
  const isOpen = drop.onChain != null
  const mayDrop = may && bench !== undefined && minting.status === 'idle'
  const isDrop = mayDrop && (bench.isChosen || isOpen)
  return (
    <div className="k-column k-narrow">
      <Step number={1} title="What the collection says">
        <DetailsForm />
        <DocumentNotice collection={collection} document={document} />
      </Step>
      {mayDrop && !isOpen && (
        <Step number={2} title="How it gets to people">
          <WayChoice bench={bench} />
        </Step>
      )}
      {isDrop ? (
        <Suspense fallback={<Waiting />}>
          <DropWizard
            collection={collection}
            document={document}
            drop={drop}
            bench={bench}
            from={isOpen ? 2 : 3}
            onChanged={onChanged}
          />
        </Suspense>
      ) : (
        <MintWizard collection={collection} document={document} minting={minting} from={mayDrop ? 3 : 2} />
      )}
    </div>
  )
}

/** The steps to a collection that is minted whole, numbered on from `from`. */
function MintWizard({
  from,
  ...review
}: ComponentProps<typeof MintReview> & { readonly from: number }): ReactNode {
  return (
    <>
      <Step number={from} title="Who signs">
        <SigningWallet />
      </Step>
      <Step
        number={from + 1}
        title={review.minting.status === 'paused' ? 'Go on where it stopped' : 'Look once more, and mint'}
      >
        <MintReview {...review} />
      </Step>
    </>
  )
}

const WAYS = [
  { value: 'mint', label: 'Mint all to me' },
  { value: 'drop', label: 'Open a drop' },
] as const

function WayChoice({ bench }: { readonly bench: DropBench }): ReactNode {
  return (
    <div className="d-stack-s">
      <Segmented
        label="How it gets to people"
        value={bench.isChosen ? 'drop' : 'mint'}
        options={WAYS}
        onChange={(way) => bench.choose(way === 'drop')}
      />
      <p className="d-quiet">
        {bench.isChosen
          ? 'Pieces are sold unseen, by phases. When the sale is over a draw that nobody can foresee decides who has which, and you reveal them.'
          : 'Every piece is minted to your account at once, and you give or sell it from there.'}
      </p>
    </div>
  )
}
