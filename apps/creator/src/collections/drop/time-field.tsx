import { Field, Input } from '@demiurge/design'
import { formatUtc } from '@demiurge/design/format'
import type { ReactNode } from 'react'
import { fromLocalText, toLocalText } from './local-time.ts'

/** A date and time, typed in the zone of whoever types, with the same moment in UTC below. */
export function TimeField({
  label,
  value,
  error,
  optional = false,
  hint,
  onChange,
  onSettle,
}: {
  readonly label: string
  /** Unix ms. */
  readonly value: number | null
  readonly error?: string | undefined
  readonly optional?: boolean
  /** Instead of the time in UTC while nothing is typed. */
  readonly hint?: string
  readonly onChange: (ms: number | null) => void
  readonly onSettle: () => void
}): ReactNode {
  return (
    <Field
      label={label}
      error={error}
      optional={optional}
      hint={value === null ? (hint ?? 'Your local time.') : `Local time; ${formatUtc(value)}`}
    >
      <Input
        type="datetime-local"
        value={toLocalText(value)}
        onChange={({ target }) => onChange(fromLocalText(target.value))}
        onBlur={onSettle}
      />
    </Field>
  )
}
