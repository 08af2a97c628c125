import type { DropView } from '@demiurge/api'
import {
  Address,
  Amount,
  Badge,
  CopyButton,
  Hash,
  LinkButton,
  Progress,
  Table,
  type Tone,
  usePage,
  useSeconds,
} from '@demiurge/design'
import { formatCount, formatCountdown } from '@demiurge/design/format'
import { type DropMoment, momentOf, type PhaseState, phaseState } from '@demiurge/sdk'
import type { CollectionView } from '@demiurge/studio/contract'
import { CircleAlert, ExternalLink } from 'lucide-react'
import type { ReactNode } from 'react'
import { SummaryRow } from '../mint/summary.tsx'
import { Exports } from '../pieces/exports.tsx'
import { BothTimes, Span } from './both-times.tsx'
import { priceOf } from './buyers-view.tsx'
import { DropActions } from './drop-actions.tsx'
import { OTHER_PIECES } from './drop-tasks.ts'
import type { DropState } from './use-collection-drops.tsx'

/** A drop that is open or over: where it stands, its phases, and what its creator can do now. */
export function DropStatus({
  view,
  drop,
  state,
  onChange,
}: {
  readonly view: CollectionView
  readonly drop: DropView
  readonly state: DropState
  /** The terms are to be set right; undefined where their plan is not on this device. */
  readonly onChange: (() => void) | undefined
}): ReactNode {
  const now = useSeconds()
  const moment = momentOf(drop, now)
  const { sale } = drop
  const provenance = view.made?.provenance
  const areOthers =
    moment.kind !== 'revealed' && provenance !== undefined && `0x${provenance}` !== drop.drop.provenance
  return (
    <div className="k-column k-narrow">
      {areOthers && (
        <div className="k-notice" role="alert">
          <CircleAlert aria-hidden />
          <p>{OTHER_PIECES}</p>
        </div>
      )}
      <section className="k-section" aria-label="The drop">
        <Headline name={view.name} moment={moment} now={now} drop={drop} />
        <Progress
          value={sale.sold / drop.drop.pieces}
          label="Claimed"
          detail={`${formatCount(sale.sold)} of ${formatCount(drop.drop.pieces)}`}
        />
        {sale.drawEpoch !== null && sale.sold > 0 && (
          <Progress
            value={sale.revealed / sale.sold}
            label="Revealed"
            detail={`${formatCount(sale.revealed)} of ${formatCount(sale.sold)}`}
          />
        )}
        <Links id={drop.collection} />
      </section>
      <DropActions view={view} drop={drop} moment={moment} now={now} state={state} onChange={onChange} />
      <Phases drop={drop} now={now} />
      <Facts drop={drop} />
      {moment.kind !== 'revealed' && !areOthers && (
        <section className="k-section" aria-label="A copy">
          <h2>A copy in your hands</h2>
          <p className="d-quiet">
            Until the reveal nobody but this studio has the pieces. With an archive you can reveal from
            anywhere: unpack it and run demiurge nft drop reveal.
          </p>
          <Exports id={view.id} />
        </section>
      )}
    </div>
  )
}

function Headline({
  name,
  moment,
  now,
  drop,
}: {
  readonly name: string
  readonly moment: DropMoment
  readonly now: bigint
  readonly drop: DropView
}): ReactNode {
  const { title, text } = describeMoment(moment, now, drop)
  return (
    <header className="k-section-head">
      <div className="k-drop-head">
        <p className="d-quiet">{`The drop of ${name}`}</p>
        <h2 className="d-num">{title}</h2>
        <p className="d-quiet">{text}</p>
      </div>
    </header>
  )
}

function describeMoment(
  moment: DropMoment,
  now: bigint,
  { sale }: DropView,
): { readonly title: string; readonly text: string } {
  switch (moment.kind) {
    case 'before': {
      const { name, startMs } = moment.next.phase
      return {
        title: `“${name}” opens in ${formatCountdown(startMs - now)}`,
        text: 'Everything is on the chain: nobody can change a piece any more.',
      }
    }
    case 'open': {
      const names = moment.phases.map(({ phase }) => `“${phase.name}”`).join(' and ')
      return {
        title: `${names} ${moment.phases.length === 1 ? 'is' : 'are'} open`,
        text: 'Each claim pays you at once. Which piece it is will be drawn when the sale is over.',
      }
    }
    case 'past':
      return {
        title: 'The last phase is over',
        text: 'Close the sale, so that the draw can begin; anybody else may as well now.',
      }
    case 'drawing':
      return {
        title: `The draw is known in ${formatCountdown(moment.fromMs - now)}`,
        text: `The sale is over. The seed of epoch ${String(sale.drawEpoch)}, which nobody can know yet, decides which claim is which piece.`,
      }
    case 'revealing':
      return {
        title: `Drawn: number 1 is piece ${formatCount(moment.start + 1)}`,
        text: 'Reveal now: buyers are waiting for it.',
      }
    case 'revealed':
      return {
        title: sale.sold === 0 ? 'Over, and nothing was claimed' : 'Revealed',
        text:
          sale.sold === 0
            ? 'You can open a drop with other terms from the command line.'
            : `Number 1 is piece ${formatCount(moment.start + 1)}. Anybody can check that every claim is what was committed before the sale.`,
      }
  }
}

function Links({ id }: { readonly id: string }): ReactNode {
  const { config } = usePage()
  if (config.dashboard === '') return null
  const link = `${config.dashboard}/collections/${id}?show=drop`
  return (
    <div className="d-row d-wrap">
      <LinkButton href={link}>
        <ExternalLink aria-hidden />
        Where buyers claim
      </LinkButton>
      <CopyButton text={link} label="Copy the link for buyers">
        Copy the link for buyers
      </CopyButton>
    </div>
  )
}

const TONES: Readonly<Record<PhaseState, Tone>> = {
  'to come': 'neutral',
  open: 'ok',
  'sold out': 'accent',
  over: 'neutral',
}

function Phases({ drop, now }: { readonly drop: DropView; readonly now: bigint }): ReactNode {
  const rows = drop.drop.phases.map((phase, number) => ({ phase, number }))
  return (
    <section className="k-section" aria-label="Phases">
      <h2>Phases</h2>
      <Table
        caption="Phases of the sale"
        rows={rows}
        rowKey={({ number }) => String(number)}
        columns={[
          {
            key: 'name',
            header: 'Phase',
            cell: ({ phase, number }) => {
              const state = phaseState(drop, number, now)
              return (
                <span className="d-row d-wrap">
                  <strong>{phase.name}</strong>
                  <Badge tone={TONES[state]}>{state}</Badge>
                </span>
              )
            },
          },
          { key: 'price', header: 'Price', align: 'right', cell: ({ phase }) => priceOf(phase) },
          {
            key: 'claimed',
            header: 'Claimed',
            align: 'right',
            cell: ({ phase, number }) =>
              `${formatCount(drop.sale.byPhase[number] ?? 0)}${phase.supply === null ? '' : ` of ${formatCount(phase.supply)}`}`,
          },
          {
            key: 'who',
            header: 'Who',
            phone: 'hide',
            cell: ({ phase }) =>
              `${phase.allowlist === null ? 'anybody' : `${formatCount(phase.allowlist.size)} on a list`}${phase.perAccount === null ? '' : `, ${formatCount(phase.perAccount)} each`}`,
          },
        ]}
      />
      <ul className="k-phase-times">
        {rows.map(({ phase, number }) => (
          <li key={number}>
            <b>{phase.name}</b>
            <Span startMs={phase.startMs} endMs={phase.endMs} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Facts({ drop }: { readonly drop: DropView }): ReactNode {
  const { collection, creator, sale, drop: terms } = drop
  return (
    <dl className="c-summary" aria-label="What was committed">
      <SummaryRow title="Collection">
        <Hash value={collection} label="collection" />
      </SummaryRow>
      <SummaryRow title="Root over all pieces">
        <Hash value={terms.provenance} label="provenance" />
      </SummaryRow>
      <SummaryRow title="Opened by">
        <Address value={creator} />
      </SummaryRow>
      <SummaryRow title="Paid to the creator">
        <Amount sparks={sale.proceeds} />
      </SummaryRow>
      <SummaryRow title="Others may reveal from">
        <BothTimes ms={terms.revealByMs} />
      </SummaryRow>
    </dl>
  )
}
