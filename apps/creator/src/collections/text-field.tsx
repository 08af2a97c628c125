import { Input } from '@demiurge/design'
import { type ComponentProps, type ReactNode, useState } from 'react'

/** A line of text that may be wrong while it is written: what is good goes on at once, and what is not is put back on leaving the field. */
export function TextField({
  value,
  isGood = () => true,
  onChange,
  onJudge,
  onSettle,
  ...rest
}: Omit<ComponentProps<'input'>, 'value' | 'onChange'> & {
  readonly value: string
  readonly isGood?: (text: string) => boolean
  readonly onChange: (text: string) => void
  /** Told whether what stands in the field is good, so that the view can say what would be. */
  readonly onJudge?: (isGood: boolean) => void
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
        const isUsable = isGood(target.value)
        onJudge?.(isUsable)
        if (isUsable) onChange(target.value)
      }}
      onBlur={() => {
        setWritten(undefined)
        onJudge?.(true)
        onSettle?.()
      }}
    />
  )
}
