import type { ReactNode } from 'react'

const TEXT = { connecting: 'Connecting', online: 'Live', offline: 'Offline' }

/** A dot and a word for the connection to the node. */
export function Connection({ state }: { readonly state: keyof typeof TEXT }): ReactNode {
  return (
    <span className="d-connection" data-state={state}>
      <span>{TEXT[state]}</span>
    </span>
  )
}
