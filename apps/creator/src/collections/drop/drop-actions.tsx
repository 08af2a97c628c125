import type { DropView } from '@demiurge/api'
import { Button, Dialog, Progress } from '@demiurge/design'
import { formatCount } from '@demiurge/design/format'
import { KeysPanel, useWallet } from '@demiurge/design/wallet'
import type { DropMoment } from '@demiurge/sdk'
import type { CollectionView } from '@demiurge/studio/contract'
import { Eye, Pause, PencilLine, Square } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useMay } from '../../account/session.tsx'
import { CollectionCheck } from '../mint/mint-result.tsx'
import { Signer } from '../mint/signer.tsx'
import { type DropRun, type DropState, useCollectionDrops } from './use-collection-drops.tsx'

/** What can be done for a drop now, by whoever may. */
export function DropActions({
  view,
  drop,
  moment,
  now,
  state,
  onChange,
}: {
  readonly view: CollectionView
  readonly drop: DropView
  readonly moment: DropMoment
  readonly now: bigint
  readonly state: DropState
  readonly onChange: (() => void) | undefined
}): ReactNode {
  const may = useMay('creator')
  const { accounts, account, status } = useWallet()
  const { made } = view
  if (moment.kind === 'revealed')
    return made === undefined || drop.sale.sold === 0 ? null : (
      <section className="k-section" aria-label="Verification">
        <CollectionCheck collection={{ ...view, made }} id={drop.collection} />
      </section>
    )
  if (!may) return null
  const own = accounts.find(({ address }) => address === drop.creator)
  // Closing and, later, revealing are for everybody once their time has come.
  const isForAll = moment.kind === 'past' || (moment.kind === 'revealing' && now >= drop.drop.revealByMs)
  const signer = own ?? (isForAll ? account : undefined)
  return (
    <section className="k-section" aria-label="What you can do">
      <h2>What you can do</h2>
      {state.failure !== undefined && state.run === undefined && (
        <p className="c-failure" role="alert">
          {state.failure.error.message}
        </p>
      )}
      {state.run !== undefined && <Running id={view.id} run={state.run} />}
      {state.run === undefined && signer !== undefined && (
        <Buttons
          view={view}
          drop={drop}
          moment={moment}
          now={now}
          signer={signer.address}
          onChange={onChange}
        />
      )}
      {status === 'open' && signer === undefined && (
        <p className="d-quiet">
          Another account opened this drop. Open the wallet that holds it to close or reveal it.
        </p>
      )}
      {status !== 'open' && (
        <div className="k-wallet">
          <KeysPanel title="Your drop, your keys" about="Closing and revealing are signed here.">
            <Signer />
          </KeysPanel>
        </div>
      )}
    </section>
  )
}

function Running({ id, run }: { readonly id: string; readonly run: DropRun }): ReactNode {
  const drops = useCollectionDrops()
  if (run.kind !== 'reveal')
    return <Progress value={null} label="Signed and on its way: waiting until it is final" />
  const { step, done, total, isEnding } = run
  return (
    <div className="d-stack-s">
      <Progress
        value={total === 0 ? null : done / total}
        label={
          isEnding
            ? 'Ending after this batch'
            : step === 'compare'
              ? 'Comparing every piece with what was committed'
              : 'Signing, storing and revealing'
        }
        detail={`${formatCount(done)} of ${formatCount(total)}`}
      />
      <p className="d-quiet">
        If this page is closed it ends after a batch, and goes on there when you come back.
      </p>
      <div>
        <Button busy={isEnding} onClick={() => drops.pause(id)}>
          <Pause aria-hidden />
          Pause
        </Button>
      </div>
    </div>
  )
}

function Buttons({
  view,
  drop,
  moment,
  now,
  signer,
  onChange,
}: {
  readonly view: CollectionView
  readonly drop: DropView
  readonly moment: DropMoment
  readonly now: bigint
  readonly signer: string
  readonly onChange: (() => void) | undefined
}): ReactNode {
  const drops = useCollectionDrops()
  const { made } = view
  const { collection, sale, drop: terms } = drop
  const first = terms.phases[0]?.startMs ?? 0n
  if (moment.kind === 'drawing')
    return <p className="d-quiet">Nothing until then. This page need not stay open.</p>
  if (moment.kind !== 'revealing')
    return (
      <div className="d-row d-wrap">
        {now < first && onChange !== undefined && (
          <Button onClick={onChange}>
            <PencilLine aria-hidden />
            Set the terms right
          </Button>
        )}
        <CloseButton sold={sale.sold} onClose={() => drops.close(view.id, signer, collection)} />
      </div>
    )
  // Other pieces cannot be revealed: the view says so above.
  if (made === undefined || `0x${made.provenance ?? ''}` !== terms.provenance) return null
  return (
    <div className="d-row d-wrap">
      <Button
        kind="primary"
        size="large"
        onClick={() => drops.reveal({ ...view, made }, signer, { collection, count: made.count })}
      >
        <Eye aria-hidden />
        {sale.revealed === 0
          ? `Reveal ${formatCount(sale.sold)} ${sale.sold === 1 ? 'piece' : 'pieces'}`
          : 'Go on revealing'}
      </Button>
    </div>
  )
}

/** Ends the sale, after a question: it cannot be taken back. */
function CloseButton({ sold, onClose }: { readonly sold: number; readonly onClose: () => void }): ReactNode {
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      <Button onClick={() => setAsking(true)}>
        <Square aria-hidden />
        Close the sale
      </Button>
      <Dialog
        open={isAsking}
        onOpenChange={setAsking}
        title="Close the sale for ever?"
        description={`Nobody can claim any more; ${formatCount(sold)} ${sold === 1 ? 'piece is' : 'pieces are'} claimed. The draw follows, and what nobody claimed is never shown.`}
        footer={
          <>
            <Button onClick={() => setAsking(false)}>Keep it open</Button>
            <Button
              kind="danger"
              onClick={() => {
                setAsking(false)
                onClose()
              }}
            >
              Close the sale
            </Button>
          </>
        }
      />
    </>
  )
}
