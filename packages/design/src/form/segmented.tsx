import { ToggleGroup } from 'radix-ui'
import type { ReactNode } from 'react'

/** One choice of a segmented control; `icon` alone needs its label for screen readers all the same. */
export interface Segment<V extends string> {
  readonly value: V
  readonly label: string
  readonly icon?: ReactNode
}

/** One of a few, all in sight. Arrow keys move between them. */
export function Segmented<V extends string>({
  value,
  onChange,
  options,
  label,
  iconsOnly = false,
}: {
  readonly value: V
  readonly onChange: (value: V) => void
  readonly options: readonly Segment<V>[]
  readonly label: string
  readonly iconsOnly?: boolean
}): ReactNode {
  const choose = (chosen: string): void => {
    // Radix reports '' when the pressed one is pressed again; one is always chosen here.
    const option = options.find((each) => each.value === chosen)
    if (option !== undefined) onChange(option.value)
  }
  return (
    <ToggleGroup.Root
      className="d-segmented"
      type="single"
      value={value}
      onValueChange={choose}
      aria-label={label}
    >
      {options.map((option) => (
        <ToggleGroup.Item key={option.value} value={option.value} aria-label={option.label}>
          {option.icon}
          {!iconsOnly && option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  )
}
