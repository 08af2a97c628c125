import { Switch as Radix } from 'radix-ui'
import { type ReactNode, useId } from 'react'

/** On or off, at once; the label is part of it. */
export function Switch({
  checked,
  onChange,
  label,
  disabled = false,
}: {
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly label: ReactNode
  readonly disabled?: boolean
}): ReactNode {
  const id = useId()
  return (
    <div className="d-switch-row">
      <label htmlFor={id}>{label}</label>
      <Radix.Root
        id={id}
        className="d-switch"
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled}
      >
        <Radix.Thumb className="d-switch-thumb" />
      </Radix.Root>
    </div>
  )
}
