import { Field, Slider } from '@demiurge/design'
import type { ReactNode } from 'react'
import type { LayerChange } from '../artwork/edit.ts'
import { useStudio } from '../studio/use-studio.ts'

/** Changes fields of a layer; `field` names the step of the history. */
export type Change = (fields: LayerChange, field: string) => void

/** A share of the whole, in percent. */
export function Share({
  label,
  value,
  min = 0,
  max,
  onChange,
}: {
  readonly label: string
  readonly value: number
  readonly min?: number
  readonly max: number
  readonly onChange: (value: number) => void
}): ReactNode {
  const studio = useStudio()
  const percent = Math.round(value * 1_000) / 10
  return (
    <Field label={label} value={`${percent} %`}>
      <Slider value={value} min={min} max={max} step={0.005} onChange={onChange} onCommit={studio.settle} />
    </Field>
  )
}
