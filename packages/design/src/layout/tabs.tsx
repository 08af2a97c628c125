import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

/** One tab: its name and what it shows. */
export interface Tab {
  readonly value: string
  readonly label: ReactNode
  readonly content: ReactNode
}

/** Views beside each other, one at a time. Without `value` it minds its own state, starting at the first tab. */
export function Tabs({
  tabs,
  label,
  value,
  onChange,
}: {
  readonly tabs: readonly Tab[]
  readonly label: string
  readonly value?: string
  readonly onChange?: (value: string) => void
}): ReactNode {
  const controlled = value === undefined ? { defaultValue: tabs[0]?.value ?? '' } : { value }
  return (
    <Radix.Root {...controlled} {...(onChange === undefined ? {} : { onValueChange: onChange })}>
      <Radix.List className="d-tabs-list d-scroll-x" aria-label={label}>
        {tabs.map((tab) => (
          <Radix.Trigger key={tab.value} value={tab.value}>
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value} className="d-tabs-panel">
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  )
}
