import { RadioGroup } from 'radix-ui'
import type { ReactNode } from 'react'
import { Badge } from '../feedback/badge.tsx'
import { formatCount } from '../format/index.ts'
import { schemes } from './schemes.ts'

/** How to sign, each way in one sentence. */
export function SchemeChoice({
  value,
  onChange,
  disabled = false,
}: {
  readonly value: string
  readonly onChange: (scheme: string) => void
  readonly disabled?: boolean
}): ReactNode {
  return (
    <RadioGroup.Root
      className="d-schemes"
      aria-label="Signature scheme"
      value={value}
      onValueChange={onChange}
      disabled={disabled}
    >
      {schemes.map(({ id, title, explanation, signatureBytes, advice }) => (
        <RadioGroup.Item key={id} value={id} className="d-scheme" aria-label={title}>
          <span className="d-scheme-head">
            <b>{title}</b>
            {advice !== undefined && <Badge tone="accent">{advice}</Badge>}
            <span className="d-num d-faint">{`${formatCount(signatureBytes)} B`}</span>
          </span>
          <span className="d-scheme-text">{explanation}</span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  )
}
