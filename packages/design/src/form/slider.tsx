import { Slider as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { useField } from './field.tsx'

/** A number in a range. `onCommit` comes when the person lets go: the moment to remember a step for undo. */
export function Slider({
  value,
  onChange,
  onCommit,
  min,
  max,
  step = 1,
  label,
  disabled = false,
}: {
  readonly value: number
  readonly onChange: (value: number) => void
  readonly onCommit?: (value: number) => void
  readonly min: number
  readonly max: number
  readonly step?: number
  readonly label?: string
  readonly disabled?: boolean
}): ReactNode {
  const field = useField('by')
  return (
    <Radix.Root
      className="d-slider"
      value={[value]}
      onValueChange={([next = value]) => onChange(next)}
      onValueCommit={([next = value]) => onCommit?.(next)}
      min={min}
      max={max}
      step={step}
      disabled={disabled}
    >
      <Radix.Track className="d-slider-track">
        <Radix.Range className="d-slider-range" />
      </Radix.Track>
      <Radix.Thumb className="d-slider-thumb" aria-label={label} {...field} />
    </Radix.Root>
  )
}
