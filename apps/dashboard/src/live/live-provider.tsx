import { useClient, useConnection } from '@demiurge/design'
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react'
import type { ChainPicture } from './chain-picture.ts'
import { createLiveChain, type LiveChain } from './live-chain.ts'

const LiveContext = createContext<LiveChain | undefined>(undefined)

/** Follows the chain for everything below. */
export function LiveProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const client = useClient()
  const connection = useConnection()
  const [live] = useState(() => createLiveChain(client))
  useEffect(() => live.start(), [live])
  useEffect(() => {
    if (connection === 'online') live.refill()
  }, [connection, live])
  return <LiveContext value={live}>{children}</LiveContext>
}

/** The moving chain. Throws outside of a LiveProvider. */
export function useLiveChain(): ChainPicture {
  const live = useContext(LiveContext)
  if (live === undefined) throw new Error('useLiveChain works inside a LiveProvider only')
  return useSyncExternalStore(live.subscribe, live.picture)
}
