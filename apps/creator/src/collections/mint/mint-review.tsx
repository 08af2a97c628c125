import { Amount, Button, type Query, usePage, useQuery, useRequest } from '@demiurge/design'
import { formatCount } from '@demiurge/design/format'
import { useWallet } from '@demiurge/design/wallet'
import { Sparkles, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { walletDesk } from '../../wallet/wallet-desk.ts'
import type { Made } from '../pieces/made.ts'
import type { MadeDocument } from './document-notice.tsx'
import type { CollectionCost } from './mint-tasks.ts'
import { ChainRow, SummaryRow, TermRows } from './summary.tsx'
import { type CollectionMinting, useCollectionMintings } from './use-collection-minting.tsx'

const REFRESH_MS = 15_000

/** Everything that is signed, what it costs and where it will lie, before it is. */
export function MintReview({
  collection,
  document,
  minting,
}: {
  readonly collection: Made
  readonly document: MadeDocument | undefined
  readonly minting: CollectionMinting
}): ReactNode {
  const { made } = collection
  const { account, status } = useWallet()
  const cost = useCost(made.count)
  const mintings = useCollectionMintings()
  const isPaused = minting.status === 'paused'
  return (
    <div className="d-stack">
      <Summary collection={collection} document={document} cost={cost} />
      <ul className="c-terms" aria-label="What is stored where">
        <li>
          On the chain: the collection with the hash of all its pieces, and of each piece the hashes of its
          picture, metadata and statement.
        </li>
        <li>{`On the node: ${formatCount(made.count)} pictures, as many metadata documents and signed statements.`}</li>
        <li>In the studio: everything that was made, as long as you keep it there.</li>
      </ul>
      {isPaused && minting.error !== undefined && (
        <p className="c-failure" role="alert">
          {minting.error.message}
        </p>
      )}
      {cost.isShort === true && (
        <p className="d-field-error" role="alert">
          The balance does not cover the fees. Get some coins first.
        </p>
      )}
      <div className="d-row d-wrap">
        <Button
          kind="primary"
          size="large"
          disabled={status !== 'open' || account === undefined || cost.isShort !== false}
          onClick={() => account !== undefined && mintings.start(collection, account.address)}
        >
          <Sparkles aria-hidden />
          {isPaused ? 'Go on minting' : `Mint ${formatCount(made.count)} pieces`}
        </Button>
        {isPaused && (
          <Button size="large" kind="ghost" onClick={() => mintings.cancel(collection.id)}>
            <X aria-hidden />
            Leave it
          </Button>
        )}
      </div>
      {status !== 'open' && <p className="d-field-hint">Open your wallet above first.</p>}
    </div>
  )
}

function Summary({
  collection: { made },
  document,
  cost,
}: {
  readonly collection: Made
  readonly document: MadeDocument | undefined
  readonly cost: ReturnType<typeof useCost>
}): ReactNode {
  return (
    <dl className="c-summary" aria-label="Summary">
      <ChainRow />
      <SummaryRow title="Name">{document?.name ?? '—'}</SummaryRow>
      <SummaryRow title="Pieces">{`${formatCount(made.count)} · ${made.size} × ${made.size} ${made.format.toUpperCase()}`}</SummaryRow>
      <TermRows document={document} />
      <SummaryRow title="Transactions">
        {cost.data === undefined ? '—' : formatCount(cost.data.transactions)}
      </SummaryRow>
      <SummaryRow title="Fee now, for all">
        {cost.data === undefined ? (
          <span className="d-faint">
            {cost.error === undefined ? '—' : 'not known: the node does not answer'}
          </span>
        ) : (
          <span title={`At most ${cost.data.maxFee} sparks are taken, should prices rise.`}>
            <Amount sparks={cost.data.fee} decimals={6} />
          </span>
        )}
      </SummaryRow>
    </dl>
  )
}

/** What all transactions cost at the prices of now, and whether the account cannot pay what is offered at most. */
function useCost(count: number): Query<CollectionCost> & { readonly isShort: boolean | undefined } {
  const { config } = usePage()
  const { account } = useWallet()
  const address = account?.address
  const cost = useQuery(
    address === undefined ? null : `creator/collection-cost ${address} ${count}`,
    async () => walletDesk.ask('collectionCost', { api: config.api, account: address ?? '', count }),
    { refreshMs: REFRESH_MS, staleMs: 1_000 },
  )
  // As the balance above shows it: coins that arrive count at once.
  const balance = useRequest('account_get', address === undefined ? null : { address })
  const known = cost.data !== undefined && balance.data !== undefined
  return { ...cost, isShort: known ? balance.data.free < cost.data.maxFee : undefined }
}
