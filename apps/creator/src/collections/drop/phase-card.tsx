import { Badge, Field, IconButton, Input, Segmented } from '@demiurge/design'
import { ChevronDown, ChevronUp, Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { changePhase, movePhase, type PhaseChange, type PhaseDraft } from './draft.ts'
import { type DraftProblem, FIELD_TITLES, type ListSummary } from './draft-problems.ts'
import { ListField } from './list-field.tsx'
import { TimeField } from './time-field.tsx'
import type { DropBench } from './use-drop-draft.ts'

const WHO = [
  { value: 'anybody', label: 'Anybody' },
  { value: 'list', label: 'Accounts on a list' },
] as const

/** One phase of a sale, to be written. */
export function PhaseCard({
  phase,
  place,
  count,
  summary,
  problems,
  bench,
  onRemove,
}: {
  readonly phase: PhaseDraft
  /** From 0, of `count`. */
  readonly place: number
  readonly count: number
  readonly summary: ListSummary | undefined
  readonly problems: readonly DraftProblem[]
  readonly bench: DropBench
  readonly onRemove: () => void
}): ReactNode {
  const { key, name, list } = phase
  const title = name.trim() === '' ? `Phase ${place + 1}` : name
  const change = (changed: PhaseChange, what: string): void =>
    bench.edit((draft) => changePhase(draft, key, changed), `${key} ${what}`)
  const move = (places: number): void => bench.edit((draft) => movePhase(draft, key, places))
  return (
    <li className="k-phase">
      <section className="d-stack-s" aria-label={`Phase ${place + 1}: ${title}`}>
        <header className="k-phase-head">
          <h4 className="d-truncate">{title}</h4>
          <Badge tone={list === null ? 'neutral' : 'accent'}>{list === null ? 'public' : 'allow list'}</Badge>
          <IconButton label={`Move ${title} up`} size="small" disabled={place === 0} onClick={() => move(-1)}>
            <ChevronUp />
          </IconButton>
          <IconButton
            label={`Move ${title} down`}
            size="small"
            disabled={place === count - 1}
            onClick={() => move(1)}
          >
            <ChevronDown />
          </IconButton>
          <IconButton label={`Remove ${title}`} size="small" onClick={onRemove}>
            <Trash2 />
          </IconButton>
        </header>
        <Fields phase={phase} problems={problems} change={change} onSettle={bench.settle} />
        <div className="k-phase-who">
          <Segmented
            label={`Who may claim in ${title}`}
            value={list === null ? 'anybody' : 'list'}
            options={WHO}
            onChange={(who) => change({ list: who === 'list' ? (list ?? '') : null }, 'who')}
          />
        </div>
        {list !== null && (
          <ListField
            list={list}
            summary={summary}
            error={errorOf(problems, 'allowlist', list)}
            onChange={(written) => change({ list: written }, 'list')}
            onSettle={bench.settle}
          />
        )}
      </section>
    </li>
  )
}

function Fields({
  phase,
  problems,
  change,
  onSettle,
}: {
  readonly phase: PhaseDraft
  readonly problems: readonly DraftProblem[]
  readonly change: (changed: PhaseChange, what: string) => void
  readonly onSettle: () => void
}): ReactNode {
  const { name, startMs, endMs } = phase
  const number = (field: 'price' | 'supply' | 'perAccount', hint: string, optional: boolean): ReactNode => (
    <Field
      label={FIELD_TITLES[field]}
      optional={optional}
      hint={hint}
      error={errorOf(problems, field, phase[field])}
    >
      <Input
        inputMode={field === 'price' ? 'decimal' : 'numeric'}
        value={phase[field]}
        onChange={({ target }) => change({ [field]: target.value }, field)}
        onBlur={onSettle}
      />
    </Field>
  )
  return (
    <div className="k-phase-fields">
      <Field label={FIELD_TITLES.name} error={errorOf(problems, 'name', 'x')}>
        <Input
          value={name}
          maxLength={32}
          onChange={({ target }) => change({ name: target.value }, 'name')}
          onBlur={onSettle}
        />
      </Field>
      <TimeField
        label="Opens"
        value={startMs}
        error={errorOf(problems, 'startMs', startMs)}
        onChange={(ms) => change({ startMs: ms }, 'start')}
        onSettle={onSettle}
      />
      <TimeField
        label="Ends"
        value={endMs}
        error={errorOf(problems, 'endMs', endMs)}
        onChange={(ms) => change({ endMs: ms }, 'end')}
        onSettle={onSettle}
      />
      {number('price', 'DEM a piece; 0 gives them away.', false)}
      {number('supply', 'Most pieces in this phase.', true)}
      {number('perAccount', 'Most pieces for one account.', true)}
    </div>
  )
}

/** What is wrong with a field in which something is written; what is missing is told above the button. */
function errorOf(
  problems: readonly DraftProblem[],
  field: DraftProblem['field'],
  written: string | number | null,
): string | undefined {
  if (written === null || (typeof written === 'string' && written.trim() === '')) return undefined
  const found = problems.find((each) => each.field === field)
  return found === undefined ? undefined : `${FIELD_TITLES[field]} ${found.message}.`
}
