import { Button, IconButton } from '@demiurge/design'
import { CircleAlert, Plus, Trash2 } from 'lucide-react'
import { type ReactNode, useMemo } from 'react'
import { useDraft } from '../studio/use-studio.ts'
import { offeredTraits } from './attributes.ts'
import type { Trait } from './details.ts'
import type { DetailsForm } from './use-details.ts'

const MAX_TRAITS = 256

/** Rows of trait and value; what the artwork itself suggests is one click away. */
export function AttributesEditor({
  form,
  onLeave,
}: {
  readonly form: DetailsForm
  readonly onLeave: (field: string) => void
}): ReactNode {
  const { details, change, settle } = form
  const { artwork } = useDraft()
  const { attributes } = details
  const offered = useMemo(() => offeredTraits(artwork), [artwork])
  const missing = offered.filter((each) => !attributes.some(({ trait }) => trait === each.trait))
  const set = (rows: readonly Trait[], field: string): void => change({ attributes: [...rows] }, field)
  const add = (...rows: readonly Trait[]): void => {
    set([...attributes, ...rows].slice(0, MAX_TRAITS), 'attributes')
    settle()
  }
  return (
    <fieldset className="c-traits">
      <legend>
        Traits <span className="d-field-optional">Optional</span>
      </legend>
      {attributes.map((row, index) => (
        <TraitRow
          // A row has no name of its own; its place is what the person sees.
          key={`row-${String(index)}`}
          row={row}
          index={index}
          form={form}
          onChange={(next) => set(attributes.with(index, next), `trait-${index}`)}
          onRemove={() => {
            set(attributes.toSpliced(index, 1), 'attributes')
            settle()
          }}
          onLeave={onLeave}
        />
      ))}
      <div className="d-row d-wrap">
        <Button size="small" onClick={() => add({ trait: '', value: '' })}>
          <Plus aria-hidden />
          Add a trait
        </Button>
        {missing.length > 1 && (
          <Button size="small" kind="ghost" onClick={() => add(...missing)}>
            {`Add all ${missing.length} of the artwork`}
          </Button>
        )}
      </div>
      {missing.length > 0 && (
        <section className="c-offers" aria-label="Traits of the artwork">
          {missing.map((each) => (
            <button type="button" key={each.trait} className="c-offer" onClick={() => add(each)}>
              <Plus aria-hidden />
              {each.trait}
              <b>{each.value}</b>
            </button>
          ))}
        </section>
      )}
    </fieldset>
  )
}

function TraitRow({
  row,
  index,
  form: { problems, settle },
  onChange,
  onRemove,
  onLeave,
}: {
  readonly row: Trait
  readonly index: number
  readonly form: DetailsForm
  readonly onChange: (row: Trait) => void
  readonly onRemove: () => void
  readonly onLeave: (field: string) => void
}): ReactNode {
  const problem = problems[`attributes.${index}.trait`] ?? problems[`attributes.${index}.value`]
  const field = (part: 'trait' | 'value', label: string) => (
    <input
      className="d-input"
      aria-label={`${label} ${index + 1}`}
      aria-invalid={problems[`attributes.${index}.${part}`] !== undefined || undefined}
      placeholder={label}
      value={row[part]}
      maxLength={250}
      autoComplete="off"
      onChange={({ target }) => onChange({ ...row, [part]: target.value })}
      onBlur={() => {
        settle()
        onLeave(`attributes.${index}.${part}`)
      }}
    />
  )
  return (
    <div>
      <div className="c-trait">
        {field('trait', 'Trait')}
        {field('value', 'Value')}
        <IconButton label={`Remove trait ${index + 1}`} size="small" onClick={onRemove}>
          <Trash2 />
        </IconButton>
      </div>
      {problem !== undefined && (
        <p className="d-field-error" role="alert">
          <CircleAlert aria-hidden />
          {problem}
        </p>
      )}
    </div>
  )
}
