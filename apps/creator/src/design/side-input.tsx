import { limits } from '@demiurge/art'
import { Field, Input } from '@demiurge/design'
import { type ReactNode, useState } from 'react'

/** One side of the canvas in pixels. What is written counts on Enter and on leaving, not while half of it is typed. */
export function SideInput({
  label,
  value,
  other,
  onChange,
}: {
  readonly label: string
  readonly value: number
  /** The other side: one may be at most eight times the other. */
  readonly other: number
  readonly onChange: (value: number) => void
}): ReactNode {
  const [written, setWritten] = useState<string>()
  const error = written === undefined ? undefined : findProblem(written, other)
  const accept = (): void => {
    if (written !== undefined && error === undefined && Number(written) !== value) onChange(Number(written))
    setWritten(undefined)
  }
  return (
    <Field label={label} error={error}>
      <Input
        inputMode="numeric"
        value={written ?? String(value)}
        onChange={({ target }) => setWritten(target.value)}
        onBlur={accept}
        onKeyDown={({ key }) => key === 'Enter' && accept()}
      />
    </Field>
  )
}

function findProblem(written: string, other: number): string | undefined {
  const side = Number(written)
  if (!Number.isInteger(side) || side < limits.minSide || side > limits.maxSide)
    return `Write ${limits.minSide} to ${limits.maxSide}.`
  const ratio = Math.max(side, other) / Math.min(side, other)
  return ratio > limits.maxAspect ? `At most ${limits.maxAspect} to 1.` : undefined
}
