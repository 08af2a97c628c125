import { formatAddress } from '@demiurge/codec'
import type { ReactNode } from 'react'
import { shortenMiddle } from '../format/hex.ts'
import { CopyButton } from './copy-button.tsx'

/** A hash, shortened in the middle; whole on hover, copied by its button. With `href` it is a link. */
export function Hash({
  value,
  href,
  label = 'hash',
  head = 8,
  tail = 4,
  copy = true,
}: {
  readonly value: string
  readonly href?: string | undefined
  /** What is copied, for screen readers: "Copy hash". */
  readonly label?: string
  readonly head?: number
  readonly tail?: number
  readonly copy?: boolean
}): ReactNode {
  const short = shortenMiddle(value, head, tail)
  if (href === undefined && copy)
    return (
      <span className="d-hash">
        <CopyButton text={value} label={`Copy ${label} ${short}`}>
          {short}
        </CopyButton>
      </span>
    )
  return (
    <span className="d-hash" title={value}>
      {href === undefined ? short : <a href={href}>{short}</a>}
      {copy && <CopyButton text={value} label={`Copy ${label} ${short}`} />}
    </span>
  )
}

/** An account: its name where it has one, else its bech32m address, shortened. `value` is 0x hex as codecs hold it. */
export function Address({
  value,
  href,
  name,
  copy = true,
}: {
  readonly value: string
  readonly href?: string | undefined
  readonly name?: string | undefined
  readonly copy?: boolean
}): ReactNode {
  const written = formatAddress(value)
  if (name === undefined) return <Hash value={written} href={href} label="address" head={9} copy={copy} />
  return (
    <span className="d-row" style={{ display: 'inline-flex', gap: 2 }} title={written}>
      {href === undefined ? (
        <span>{name}</span>
      ) : (
        <a className="d-name-link" href={href}>
          {name}
        </a>
      )}
      {copy && <CopyButton text={written} label={`Copy address of ${name}`} />}
    </span>
  )
}
