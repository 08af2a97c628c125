import { Check, ChevronDown } from 'lucide-react'
import { Select as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { useField } from './field.tsx'

/** One thing that can be chosen. `value` must not be empty. */
export interface Option<V extends string = string> {
  readonly value: V
  readonly label: string
}

/** One of many. Name it with a Field or `label`. */
export function Select<V extends string>({
  value,
  onChange,
  options,
  label,
  placeholder = 'Choose…',
  disabled = false,
}: {
  readonly value: V | undefined
  readonly onChange: (value: V) => void
  readonly options: readonly Option<V>[]
  readonly label?: string
  readonly placeholder?: string
  readonly disabled?: boolean
}): ReactNode {
  const choose = (chosen: string): void => {
    const option = options.find((each) => each.value === chosen)
    if (option !== undefined) onChange(option.value)
  }
  return (
    <Radix.Root value={value ?? ''} onValueChange={choose} disabled={disabled}>
      <Radix.Trigger className="d-input d-select" aria-label={label} {...useField('by')}>
        <Radix.Value placeholder={placeholder} />
        <Radix.Icon asChild>
          <ChevronDown />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className="d-menu" position="popper" sideOffset={4} collisionPadding={8}>
          <Radix.Viewport>
            {options.map((option) => (
              <Radix.Item key={option.value} value={option.value} className="d-menu-item">
                <Radix.ItemText>{option.label}</Radix.ItemText>
                <Radix.ItemIndicator style={{ marginLeft: 'auto' }}>
                  <Check size={14} aria-hidden />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
