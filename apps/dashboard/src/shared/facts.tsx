import type { ReactNode } from 'react'

/** Names and values below each other, in two columns where there is room and `wide` is set. Undefined values are left out. */
export function Facts({
  facts,
  wide = false,
}: {
  readonly facts: readonly (readonly [name: string, value: ReactNode])[]
  readonly wide?: boolean
}): ReactNode {
  return (
    <dl className="facts" data-wide={wide || undefined}>
      {facts
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}
