import { type ConnectionState, Tooltip } from '@demiurge/design'
import type { ReactNode } from 'react'

const TEXT: Readonly<Record<ConnectionState, string>> = {
  connecting: 'Looking for the node',
  online: 'Connected to the node',
  offline: 'The node does not answer; drawing works all the same',
}

/** The connection to the node as a dot that tells what it means. */
export function ConnectionDot({ state }: { readonly state: ConnectionState }): ReactNode {
  return (
    <Tooltip text={TEXT[state]}>
      <button type="button" className="c-dot d-connection" data-state={state} aria-label={TEXT[state]} />
    </Tooltip>
  )
}
