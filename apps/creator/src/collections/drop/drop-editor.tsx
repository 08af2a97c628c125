import { Button, EmptyState, IconButton, Switch } from '@demiurge/design'
import { formatUtc } from '@demiurge/design/format'
import { ArrowDownUp, CalendarClock, Plus, Redo2, Undo2, UserCheck } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useRef } from 'react'
import { isWriting } from '../use-undo-keys.ts'
import { addPhase, type DropDraft, removePhase, revealByOf, sortPhases } from './draft.ts'
import type { DraftProblem, ListSummary } from './draft-problems.ts'
import { PhaseCard } from './phase-card.tsx'
import { PictureField } from './picture-field.tsx'
import { TimeField } from './time-field.tsx'
import type { DropBench } from './use-drop-draft.ts'

const MAX_PHASES = 16

/** Everything that is decided before a drop is opened: phases, what is seen until the reveal, and when others may reveal. */
export function DropEditor({
  bench,
  problems,
  lists,
}: {
  readonly bench: DropBench
  readonly problems: readonly DraftProblem[]
  readonly lists: ReadonlyMap<string, ListSummary>
}): ReactNode {
  const draft = bench.history.present
  // A window's own undo is the collection's: here it is the drop's.
  const press = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || isWriting(event.nativeEvent.target)) return
    const key = event.key.toLowerCase()
    if (key !== 'z' && key !== 'y') return
    event.preventDefault()
    event.stopPropagation()
    if (key === 'y' || event.shiftKey) bench.redo()
    else bench.undo()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only keys that every control inside lets through
    <div className="k-drop-editor" onKeyDown={press}>
      <Phases bench={bench} draft={draft} problems={problems} lists={lists} />
      <section className="d-stack-s" aria-label="Until the reveal">
        <h3>Until the reveal</h3>
        <PictureField draft={draft} bench={bench} />
      </section>
      <Reveal bench={bench} draft={draft} problems={problems} />
    </div>
  )
}

function Phases({
  bench,
  draft,
  problems,
  lists,
}: {
  readonly bench: DropBench
  readonly draft: DropDraft
  readonly problems: readonly DraftProblem[]
  readonly lists: ReadonlyMap<string, ListSummary>
}): ReactNode {
  const { phases } = draft
  const section = useRef<HTMLElement>(null)
  const remove = (key: number): void => {
    bench.edit((before) => removePhase(before, key))
    // The button that was pressed goes with its phase; the way back is where the focus goes.
    section.current?.querySelector<HTMLElement>('[data-undo]')?.focus()
  }
  const isOrdered = sortPhases(draft).phases.every(({ key }, i) => key === phases[i]?.key)
  return (
    <section className="d-stack-s" aria-label="Phases" ref={section}>
      <header className="k-phases-head">
        <h3>Phases</h3>
        {!isOrdered && (
          <Button size="small" onClick={() => bench.edit(sortPhases)}>
            <ArrowDownUp aria-hidden />
            Put in order
          </Button>
        )}
        <span className="d-row c-tight">
          <IconButton
            label="Undo a change of the drop"
            size="small"
            data-undo
            onClick={bench.undo}
            aria-disabled={bench.history.past.length === 0}
          >
            <Undo2 />
          </IconButton>
          <IconButton
            label="Redo a change of the drop"
            size="small"
            onClick={bench.redo}
            aria-disabled={bench.history.future.length === 0}
          >
            <Redo2 />
          </IconButton>
        </span>
      </header>
      {phases.length === 0 ? (
        <EmptyState icon={<CalendarClock aria-hidden />} title="No phase yet">
          A phase says from when until when, for how much and to whom pieces are sold.
        </EmptyState>
      ) : (
        <ol className="k-phases">
          {phases.map((phase, place) => (
            <PhaseCard
              key={phase.key}
              phase={phase}
              place={place}
              count={phases.length}
              summary={phase.list === null ? undefined : lists.get(phase.list)}
              problems={problems.filter(({ key }) => key === phase.key)}
              bench={bench}
              onRemove={() => remove(phase.key)}
            />
          ))}
        </ol>
      )}
      {phases.length < MAX_PHASES && (
        <div className="d-row d-wrap">
          <Button onClick={() => bench.edit((before) => addPhase(before, 'list'))}>
            <UserCheck aria-hidden />
            Add an allow-list phase
          </Button>
          <Button onClick={() => bench.edit((before) => addPhase(before, 'public'))}>
            <Plus aria-hidden />
            Add a public phase
          </Button>
        </div>
      )}
    </section>
  )
}

function Reveal({
  bench,
  draft,
  problems,
}: {
  readonly bench: DropBench
  readonly draft: DropDraft
  readonly problems: readonly DraftProblem[]
}): ReactNode {
  const byMs = revealByOf(draft)
  const problem = problems.find(({ field }) => field === 'revealByMs')
  return (
    <section className="d-stack-s" aria-label="The draw and the reveal">
      <h3>The draw and the reveal</h3>
      <p className="d-quiet">
        Which claim is which piece is drawn when the sale has ended: when everything is claimed, or when you
        close it here; after the last phase anybody may close it. You reveal then, out of this studio.
      </p>
      <div className="k-pair">
        <TimeField
          label="Others may reveal from"
          optional
          value={draft.revealByMs}
          error={problem === undefined ? undefined : `It ${problem.message}.`}
          hint={
            byMs === null
              ? 'Two weeks after the last phase.'
              : `Two weeks after the last phase: ${formatUtc(byMs)}`
          }
          onChange={(ms) => bench.edit((before) => ({ ...before, revealByMs: ms }), 'revealBy')}
          onSettle={bench.settle}
        />
      </div>
      <Switch
        label="Metadata may be changed after the reveal"
        checked={draft.isMutable}
        onChange={(isMutable) => bench.edit((before) => ({ ...before, isMutable }))}
      />
      <p className="d-field-hint">
        {draft.isMutable
          ? 'Buyers see that you may. Pictures never change; until an item’s metadata are frozen you can change them from the command line.'
          : 'What is committed now stays for ever.'}
      </p>
    </section>
  )
}
