import type { DropView } from '@demiurge/api'
import {
  Amount,
  Badge,
  Card,
  Hash,
  Progress,
  Skeleton,
  Table,
  type Tone,
  useRequest,
  useSeconds,
} from '@demiurge/design'
import { formatCount, formatCountdown, formatTime } from '@demiurge/design/format'
import { type DropMoment, momentOf, type PhaseState, phaseState } from '@demiurge/sdk'
import { lazy, type ReactNode, Suspense } from 'react'
import { Facts } from '../shared/facts.tsx'

// The wallet is fetched only where somebody can claim.
const ClaimPanel = lazy(async () => ({ default: (await import('./claim-panel.tsx')).ClaimPanel }))

const REFRESH_MS = 4_000

/** A collection's drop: where it stands, its phases, claiming with the wallet, and what anybody can check of it. */
export function CollectionDrop({
  id,
  onClaimed,
}: {
  readonly id: string
  /** Pieces were claimed: the collection has more works now. */
  readonly onClaimed: () => void
}): ReactNode {
  const { data, reload } = useRequest('nft_getDrop', { id }, { refreshMs: REFRESH_MS })
  return data === undefined ? (
    <Skeleton height={320} radius="var(--radius-l)" />
  ) : (
    <Drop
      view={data}
      onClaimed={() => {
        reload()
        onClaimed()
      }}
    />
  )
}

function Drop({ view, onClaimed }: { readonly view: DropView; readonly onClaimed: () => void }): ReactNode {
  const now = useSeconds()
  const moment = momentOf(view, now)
  const { drop, sale } = view
  return (
    <div className="d-stack">
      <section className="drop-now" aria-label="Where the drop stands">
        <Now moment={moment} now={now} view={view} />
        <Progress
          value={sale.sold / drop.pieces}
          label="Claimed"
          detail={`${formatCount(sale.sold)} of ${formatCount(drop.pieces)}`}
        />
        {sale.drawEpoch !== null && sale.sold > 0 && (
          <Progress
            value={sale.revealed / sale.sold}
            label="Revealed"
            detail={`${formatCount(sale.revealed)} of ${formatCount(sale.sold)}`}
          />
        )}
        {moment.kind === 'open' && (
          <Suspense fallback={<Skeleton height={160} radius="var(--radius-l)" />}>
            <ClaimPanel view={view} phases={moment.phases} onClaimed={onClaimed} />
          </Suspense>
        )}
      </section>
      <Phases view={view} now={now} />
      <Commitment view={view} />
    </div>
  )
}

function Now({
  moment,
  now,
  view,
}: {
  readonly moment: DropMoment
  readonly now: bigint
  readonly view: DropView
}): ReactNode {
  switch (moment.kind) {
    case 'before': {
      const { phase } = moment.next
      return (
        <Headline title={`“${phase.name}” begins in`} figure={formatCountdown(phase.startMs - now)}>
          A piece will cost <Amount sparks={phase.price} />. Nobody can tell yet which piece a claim will be.
        </Headline>
      )
    }
    case 'open': {
      const [first] = moment.phases
      const names = moment.phases.map(({ phase }) => `“${phase.name}”`).join(' and ')
      const ends = moment.phases.reduce(
        (least, { phase }) => (phase.endMs < least ? phase.endMs : least),
        first?.phase.endMs ?? 0n,
      )
      return (
        <Headline
          title={`${names} ${moment.phases.length === 1 ? 'ends' : 'end'} in`}
          figure={formatCountdown(ends - now)}
        >
          You claim unseen: which work each claim is will be drawn when the sale is over, by a seed that
          nobody knows yet.
        </Headline>
      )
    }
    case 'past':
      return (
        <Headline title="The last phase is over" figure={`${formatCount(view.sale.sold)} claimed`}>
          Anybody can end the sale now, with <code>demiurge nft drop close</code>, so that the draw can begin.
        </Headline>
      )
    case 'drawing':
      return (
        <Headline title="The draw is known in" figure={formatCountdown(moment.fromMs - now)}>
          The seed of epoch {String(view.sale.drawEpoch)} decides which work is which piece. It is made of
          what nobody had revealed when the sale ended.
        </Headline>
      )
    case 'revealing':
      return (
        <Headline title="Drawn" figure={`Number 1 is piece ${formatCount(moment.start + 1)}`}>
          The creator reveals the works now; from {formatTime(view.drop.revealByMs)} on anybody who has their
          files may.
        </Headline>
      )
    case 'revealed':
      return (
        <Headline title="Revealed" figure={`Number 1 is piece ${formatCount(moment.start + 1)}`}>
          Every work that was claimed is known to be what was committed before the sale.
        </Headline>
      )
  }
}

function Headline({
  title,
  figure,
  children,
}: {
  readonly title: string
  readonly figure: string
  readonly children: ReactNode
}): ReactNode {
  return (
    <header className="drop-headline">
      <h2>{title}</h2>
      <p className="drop-figure d-num">{figure}</p>
      <p className="d-quiet measure">{children}</p>
    </header>
  )
}

const TONES: Readonly<Record<PhaseState, Tone>> = {
  'to come': 'neutral',
  open: 'ok',
  'sold out': 'neutral',
  over: 'neutral',
}

function Phases({ view, now }: { readonly view: DropView; readonly now: bigint }): ReactNode {
  const { drop, sale } = view
  const rows = drop.phases.map((phase, number) => ({ phase, number }))
  return (
    <Card title="Phases" flush>
      <Table
        caption="Phases of the sale"
        rows={rows}
        rowKey={({ number }) => String(number)}
        columns={[
          {
            key: 'name',
            header: 'Phase',
            cell: ({ phase, number }) => (
              <span className="d-row">
                <strong>{phase.name}</strong>
                <Badge tone={TONES[phaseState(view, number, now)]}>{phaseState(view, number, now)}</Badge>
              </span>
            ),
          },
          {
            key: 'price',
            header: 'Price',
            align: 'right',
            cell: ({ phase }) => <Price sparks={phase.price} />,
          },
          {
            key: 'claimed',
            header: 'Claimed',
            align: 'right',
            cell: ({ phase, number }) =>
              `${formatCount(sale.byPhase[number] ?? 0)}${phase.supply === null ? '' : ` of ${formatCount(phase.supply)}`}`,
          },
          {
            key: 'who',
            header: 'Who',
            phone: 'hide',
            cell: ({ phase }) =>
              `${phase.allowlist === null ? 'anybody' : `${formatCount(phase.allowlist.size)} accounts on a list`}${phase.perAccount === null ? '' : `, at most ${formatCount(phase.perAccount)} each`}`,
          },
          {
            key: 'when',
            header: 'When',
            phone: 'hide',
            cell: ({ phase }) => `${formatTime(phase.startMs)} – ${formatTime(phase.endMs)}`,
          },
        ]}
      />
    </Card>
  )
}

/** A price; nothing costs nothing. */
export function Price({ sparks }: { readonly sparks: bigint }): ReactNode {
  return sparks === 0n ? 'free' : <Amount sparks={sparks} />
}

function Commitment({ view }: { readonly view: DropView }): ReactNode {
  const { drop, sale, seed } = view
  return (
    <Card title="What was committed">
      <Facts
        wide
        facts={[
          ['Pieces', formatCount(drop.pieces)],
          ['Root over all of them', <Hash key="root" value={drop.provenance} label="Merkle root" />],
          ['Paid to the creator', <Amount key="paid" sparks={sale.proceeds} />],
          [
            'Decided by',
            sale.drawEpoch === null
              ? 'the seed of the epoch after the one that follows the end of the sale'
              : `the seed of epoch ${String(sale.drawEpoch)}`,
          ],
          ['Seed', seed === null ? undefined : <Hash key="seed" value={seed} label="seed" />],
          ['Others may reveal from', formatTime(drop.revealByMs)],
        ]}
      />
    </Card>
  )
}
