import { Badge } from '@demiurge/design'
import { formatCount } from '@demiurge/design/format'
import { RadioGroup } from 'radix-ui'
import type { ReactNode } from 'react'
import { schemes } from '../wallet/schemes.ts'

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
      className="c-schemes"
      aria-label="Signature scheme"
      value={value}
      onValueChange={onChange}
      disabled={disabled}
    >
      {schemes.map(({ id, title, explanation, signatureBytes, advice }) => (
        <RadioGroup.Item key={id} value={id} className="c-scheme" aria-label={title}>
          <span className="c-scheme-head">
            <b>{title}</b>
            {advice !== undefined && <Badge tone="accent">{advice}</Badge>}
            <span className="d-num d-faint">{`${formatCount(signatureBytes)} B`}</span>
          </span>
          <span className="c-scheme-text">{explanation}</span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  )
}
