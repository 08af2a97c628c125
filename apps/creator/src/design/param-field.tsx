import { Field, Input, Select, Slider, Switch, TextArea } from '@demiurge/design'
import type { ReactNode } from 'react'
import { type FormField, wordsOf } from '../artwork/form.ts'
import { ColourInput } from './colour-input.tsx'

/** Texts longer than this get room for several lines. */
const ONE_LINE = 80

/** One parameter as a control. `onSettle` comes when the person let go of it. */
export function ParamField({
  field,
  value,
  error,
  onChange,
  onSettle,
}: {
  readonly field: FormField
  readonly value: unknown
  readonly error?: string | undefined
  readonly onChange: (value: string | number | boolean) => void
  readonly onSettle: () => void
}): ReactNode {
  if (field.kind === 'flag')
    return <Switch label={field.title} checked={value === true} onChange={onChange} />
  if (field.kind === 'number') {
    const number = typeof value === 'number' ? value : field.initial
    return (
      <Field label={field.title} value={formatNumber(number, field.step)}>
        <Slider
          value={number}
          min={field.min}
          max={field.max}
          step={field.step}
          onChange={onChange}
          onCommit={onSettle}
        />
      </Field>
    )
  }
  if (field.kind === 'colour')
    return (
      <Field label={field.title}>
        <ColourInput value={String(value ?? field.initial)} onChange={onChange} />
      </Field>
    )
  if (field.kind === 'choice')
    return (
      <Field label={field.title}>
        <Select
          value={String(value ?? field.initial)}
          onChange={onChange}
          options={field.options.map((option) => ({ value: option, label: wordsOf(option) }))}
        />
      </Field>
    )
  const shared = {
    value: String(value ?? field.initial),
    maxLength: field.maxLength,
    onBlur: onSettle,
  }
  return (
    <Field label={field.title} error={error}>
      {field.maxLength > ONE_LINE ? (
        <TextArea {...shared} rows={3} onChange={({ target }) => onChange(target.value)} />
      ) : (
        <Input {...shared} onChange={({ target }) => onChange(target.value)} />
      )}
    </Field>
  )
}

/** As many decimals as the step has. */
export function formatNumber(value: number, step: number): string {
  const decimals = Math.max(0, -Math.floor(Math.log10(step)))
  return value.toFixed(decimals)
}
