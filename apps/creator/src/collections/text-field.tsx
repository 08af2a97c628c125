import { Input } from '@demiurge/design'
import { type ComponentProps, type ReactNode, useState } from 'react'

/** A line of text that may be wrong while it is written: what is good goes on at once, and what is not is put back on leaving the field. */
export function TextField({
  value,
  isGood = () => true,
  onChange,
  onSettle,
  ...rest
}: Omit<ComponentProps<'input'>, 'value' | 'onChange'> & {
  readonly value: string
  readonly isGood?: (text: string) => boolean
  readonly onChange: (text: string) => void
  /** The person has left the field. */
  readonly onSettle?: () => void
}): ReactNode {
  const [written, setWritten] = useState<string>()
  return (
    <Input
      {...rest}
      value={written ?? value}
      {...(written !== undefined && !isGood(written) ? { 'aria-invalid': true } : {})}
      onChange={({ target }) => {
        setWritten(target.value)
        if (isGood(target.value)) onChange(target.value)
      }}
      onBlur={() => {
        setWritten(undefined)
        onSettle?.()
      }}
    />
  )
}
