import { Button, useSeconds } from '@demiurge/design'
import { X } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import type { MadeDocument } from '../mint/document-notice.tsx'
import { SigningWallet } from '../mint/signing-wallet.tsx'
import { Step } from '../mint/step.tsx'
import type { Made } from '../pieces/made.ts'
import { findDraftProblems } from './draft-problems.ts'
import { DropEditor } from './drop-editor.tsx'
import { DropReview } from './drop-review.tsx'
import type { FoundDrop } from './use-drop.ts'
import type { DropBench } from './use-drop-draft.ts'
import { useLists } from './use-lists.ts'

/** The steps from a plan to a drop that is open, numbered on from `from`. */
export function DropWizard({
  collection,
  document,
  drop,
  bench,
  from,
  onChanged,
}: {
  readonly collection: Made
  readonly document: MadeDocument | undefined
  readonly drop: FoundDrop
  readonly bench: DropBench
  readonly from: number
  readonly onChanged: () => void
}): ReactNode {
  const draft = bench.history.present
  const lists = useLists(draft)
  const nowMs = Number(useSeconds())
  const problems = findDraftProblems(draft, { pieces: collection.made.count, nowMs, lists })
  const isChange = drop.onChain != null
  const isOpening = drop.run?.kind === 'open'
  const wasOpening = useRef(false)
  useEffect(() => {
    // Set right: the drop itself is what there is to see now.
    if (wasOpening.current && !isOpening && drop.failure === undefined) onChanged()
    wasOpening.current = isOpening
  }, [isOpening, drop.failure, onChanged])
  return (
    <>
      <Step number={from} title="When, for how much, to whom">
        {isChange && (
          <div>
            <Button size="small" onClick={onChanged}>
              <X aria-hidden />
              Leave the terms as they are
            </Button>
          </div>
        )}
        <fieldset className="k-views-of" disabled={isOpening}>
          <DropEditor bench={bench} problems={problems} lists={lists} />
        </fieldset>
      </Step>
      <Step number={from + 1} title="Who signs">
        <SigningWallet />
      </Step>
      <Step number={from + 2} title="Look once more, and open it">
        <DropReview
          collection={collection}
          document={document}
          draft={draft}
          problems={problems}
          lists={lists}
          state={drop}
          isChange={isChange}
        />
      </Step>
    </>
  )
}
