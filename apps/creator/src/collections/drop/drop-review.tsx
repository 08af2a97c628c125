import { Amount, Button, Progress, type Query, usePage, useQuery, useRequest } from '@demiurge/design'
import { formatCount, formatDuration } from '@demiurge/design/format'
import { useWallet } from '@demiurge/design/wallet'
import { CircleAlert, Stamp } from 'lucide-react'
import type { ReactNode } from 'react'
import { walletDesk } from '../../wallet/wallet-desk.ts'
import type { MadeDocument } from '../mint/document-notice.tsx'
import { ChainRow, SummaryRow, TermRows } from '../mint/summary.tsx'
import type { Made } from '../pieces/made.ts'
import { BothTimes } from './both-times.tsx'
import { BuyersView } from './buyers-view.tsx'
import type { DropDraft } from './draft.ts'
import { type DraftProblem, FIELD_TITLES, type ListSummary, planOf } from './draft-problems.ts'
import type { DropCost } from './drop-tasks.ts'
import { type DropState, useCollectionDrops } from './use-collection-drops.tsx'

const REFRESH_MS = 15_000

/** Everything that is signed, what it costs and what buyers will see, before a drop is opened. */
export function DropReview({
  collection,
  document,
  draft,
  problems,
  lists,
  state,
  isChange,
}: {
  readonly collection: Made
  readonly document: MadeDocument | undefined
  readonly draft: DropDraft
  readonly problems: readonly DraftProblem[]
  readonly lists: ReadonlyMap<string, ListSummary>
  readonly state: DropState
  /** Whether terms of a drop that is there are set right. */
  readonly isChange: boolean
}): ReactNode {
  const { account } = useWallet()
  const drops = useCollectionDrops()
  const plan = planOf(draft)
  const cost = useCost(
    collection.made.count,
    draft.phases.map(({ list }) => list !== null),
  )
  const unread = draft.phases.some(({ list }) => list !== null && list.trim() !== '' && !lists.has(list))
  const isReady = plan !== undefined && problems.length === 0 && !unread && cost.isShort === false
  const open = (): void => {
    if (account === undefined || plan === undefined) return
    const { picture, description, isMutable } = draft
    drops.open(collection, account.address, { ...plan, picture, description, isMutable })
  }
  return (
    <div className="d-stack">
      {plan !== undefined && <BuyersView name={document?.name ?? ''} draft={draft} phases={plan.phases} />}
      <Summary collection={collection} document={document} plan={plan} cost={cost} />
      <Stored count={collection.made.count} hasList={draft.phases.some(({ list }) => list !== null)} />
      <Problems draft={draft} problems={problems} />
      <Opening
        state={state}
        isBegun={!isChange && state.kept?.provenance === collection.made.provenance}
        isChange={isChange}
        isReady={isReady}
        isShort={cost.isShort === true}
        onOpen={open}
      />
    </div>
  )
}

/** The button that opens it, how far that is, and what came in between. */
function Opening({
  state: { run, failure },
  isBegun,
  isChange,
  isReady,
  isShort,
  onOpen,
}: {
  readonly state: DropState
  /** Whether it was tried on this device, with these pieces. */
  readonly isBegun: boolean
  readonly isChange: boolean
  readonly isReady: boolean
  readonly isShort: boolean
  readonly onOpen: () => void
}): ReactNode {
  const { status } = useWallet()
  return (
    <>
      {failure?.kind === 'open' && (
        <p className="c-failure" role="alert">
          {failure.error.message}
        </p>
      )}
      {isBegun && run === undefined && failure === undefined && (
        <p className="k-notice">
          Opening was begun on this device and did not come through: nothing of it is on the chain. Go on
          whenever you like.
        </p>
      )}
      {isShort && (
        <p className="d-field-error" role="alert">
          The balance does not cover the fees. Get some coins first.
        </p>
      )}
      {run?.kind === 'open' ? (
        <Progress
          value={null}
          label={
            run.step === 'compare'
              ? 'Looking through the pieces and the lists'
              : 'Signed and on its way: waiting until it is final'
          }
        />
      ) : (
        <div className="d-row d-wrap">
          <Button kind="primary" size="large" disabled={status !== 'open' || !isReady} onClick={onOpen}>
            <Stamp aria-hidden />
            {isChange ? 'Set the terms right' : isBegun ? 'Go on opening' : 'Open the drop'}
          </Button>
        </div>
      )}
      {status !== 'open' && <p className="d-field-hint">Open your wallet above first.</p>}
    </>
  )
}

function Summary({
  collection: { made },
  document,
  plan,
  cost,
}: {
  readonly collection: Made
  readonly document: MadeDocument | undefined
  readonly plan: ReturnType<typeof planOf>
  readonly cost: ReturnType<typeof useCost>
}): ReactNode {
  const { data: epoch } = useRequest('chain_getEpoch', {}, { staleMs: Number.POSITIVE_INFINITY })
  const fee = (sparks: bigint | undefined): ReactNode =>
    sparks === undefined ? (
      <span className="d-faint">
        {cost.error === undefined ? '—' : 'not known: the node does not answer'}
      </span>
    ) : (
      <Amount sparks={sparks} decimals={6} />
    )
  return (
    <dl className="c-summary" aria-label="Summary">
      <ChainRow />
      <SummaryRow title="Pieces">{`${formatCount(made.count)} · ${document?.name ?? '—'}`}</SummaryRow>
      <TermRows document={document} />
      <SummaryRow title="Drawn">
        {epoch === undefined
          ? 'after the end of the sale'
          : `${formatDuration(epoch.epochMs)} to ${formatDuration(epoch.epochMs * 2n)} after the end of the sale`}
      </SummaryRow>
      <SummaryRow title="Others may reveal from">
        {plan === undefined ? '—' : <BothTimes ms={plan.revealByMs} />}
      </SummaryRow>
      <SummaryRow title="Fee now, for opening">{fee(cost.data?.fee)}</SummaryRow>
      <SummaryRow title="Later, for revealing all">{fee(cost.data?.reveal)}</SummaryRow>
    </dl>
  )
}

function Stored({ count, hasList }: { readonly count: number; readonly hasList: boolean }): ReactNode {
  return (
    <ul className="c-terms" aria-label="What is stored where">
      <li>
        On the chain, in one transaction: the collection, the root over all its pieces, the phases and the
        hash of the sealed picture. Until the first phase opens you can set the terms right; from then on they
        stand.
      </li>
      {hasList && <li>On the node, for everybody to read: the lists of accounts.</li>}
      <li>{`In the studio alone: ${formatCount(count)} pieces. Keep them until the reveal, and do not make them anew: nobody else has them.`}</li>
    </ul>
  )
}

function Problems({
  draft,
  problems,
}: {
  readonly draft: DropDraft
  readonly problems: readonly DraftProblem[]
}): ReactNode {
  if (problems.length === 0) return null
  const nameOf = (key: number | undefined): string => {
    const place = draft.phases.findIndex((phase) => phase.key === key)
    const name = draft.phases[place]?.name.trim()
    return place < 0 ? '' : `Phase ${place + 1}${name === '' ? '' : `, “${name}”`}: `
  }
  return (
    <ul className="k-problems" aria-label="What needs you">
      {problems.map(({ key, field, message }) => (
        <li key={`${key} ${field}`}>
          <CircleAlert aria-hidden />
          <span>{`${nameOf(key)}${FIELD_TITLES[field]} ${message}.`}</span>
        </li>
      ))}
    </ul>
  )
}

/** What opening costs now and revealing later, and whether the account cannot pay what is offered at most for opening. */
function useCost(
  count: number,
  lists: readonly boolean[],
): Query<DropCost> & { readonly isShort: boolean | undefined } {
  const { config } = usePage()
  const { account } = useWallet()
  const address = account?.address
  const isAsked = address !== undefined && lists.length > 0
  const cost = useQuery(
    isAsked ? `creator/drop-cost ${address} ${count} ${lists.join()}` : null,
    async () => walletDesk.ask('dropCost', { api: config.api, account: address ?? '', count, lists }),
    { refreshMs: REFRESH_MS, staleMs: 1_000 },
  )
  const balance = useRequest('account_get', address === undefined ? null : { address })
  const known = cost.data !== undefined && balance.data !== undefined
  return { ...cost, isShort: known ? balance.data.free < cost.data.maxFee : undefined }
}
