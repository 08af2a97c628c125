import { EmptyState } from '@demiurge/design'
import { KeysPanel } from '@demiurge/design/wallet'
import { Sparkles } from 'lucide-react'
import type { ReactNode } from 'react'
import { DetailsForm } from '../details/details-form.tsx'
import type { Made } from '../pieces/made.ts'
import { formatRoute } from '../route.ts'
import { isActive, useJob } from '../server/use-server.ts'
import { useEditorState } from '../sketch/use-editor.tsx'
import { DocumentNotice, useDocument } from './document-notice.tsx'
import { MintProgress } from './mint-progress.tsx'
import { MintResult } from './mint-result.tsx'
import { MintReview } from './mint-review.tsx'
import { Signer } from './signer.tsx'
import { useCollectionMintings } from './use-collection-minting.tsx'

/** From a made collection to one on chain, step by step. */
export function MintView(): ReactNode {
  const { view } = useEditorState()
  const { job } = useJob(view)
  const { made } = view
  if (made?.provenance === undefined || isActive(job))
    return (
      <EmptyState
        icon={<Sparkles aria-hidden />}
        title={isActive(job) ? 'The pieces are being made' : 'Make the pieces first'}
        actions={
          <a
            className="d-button"
            data-kind="primary"
            href={formatRoute({ kind: 'collection', id: view.id, view: 'make' })}
          >
            {isActive(job) ? 'See how far it is' : 'Make them'}
          </a>
        }
      >
        Before anything is minted, the hash of all pieces together goes on chain. So all of them have to be
        there.
      </EmptyState>
    )
  return <Wizard collection={{ ...view, made }} />
}

function Wizard({ collection }: { readonly collection: Made }): ReactNode {
  const minting = useCollectionMintings().of(collection)
  const document = useDocument(collection)
  if (minting.status === 'done')
    return (
      <div className="k-column k-narrow">
        <MintResult collection={collection} id={minting.collection} />
      </div>
    )
  if (minting.status === 'running')
    return (
      <div className="k-column k-narrow">
        <MintProgress collection={collection} minting={minting} />
      </div>
    )
  return (
    <div className="k-column k-narrow">
      <Step number={1} title="What the collection says">
        <DetailsForm />
        <DocumentNotice collection={collection} document={document} />
      </Step>
      <Step number={2} title="Who signs">
        <div className="k-wallet">
          <KeysPanel
            title="Sign your collection"
            about="Every piece gets a statement that you signed. Only you hold the keys."
          >
            <Signer />
          </KeysPanel>
        </div>
      </Step>
      <Step
        number={3}
        title={minting.status === 'paused' ? 'Go on where it stopped' : 'Look once more, and mint'}
      >
        <MintReview collection={collection} document={document} minting={minting} />
      </Step>
    </div>
  )
}

function Step({
  number,
  title,
  children,
}: {
  readonly number: number
  readonly title: string
  readonly children: ReactNode
}): ReactNode {
  return (
    <section className="k-section k-step" aria-label={title}>
      <h2>
        <span className="c-step-mark" aria-hidden>
          {number}
        </span>
        {title}
      </h2>
      {children}
    </section>
  )
}
