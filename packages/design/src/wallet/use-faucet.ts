import { useState } from 'react'
import { useClient } from '../client/client-provider.tsx'
import { useRequest } from '../client/use-query.ts'
import { useToast } from '../overlay/toast.tsx'

/** Coins that are worth nothing, where the chain is for development. */
export interface Faucet {
  readonly offered: boolean
  readonly busy: boolean
  readonly ask: () => void
}

/** Asks the node's faucet for an account; `onArrived` is told when the coins are there. */
export function useFaucet(address: string, onArrived: () => void): Faucet {
  const client = useClient()
  const toast = useToast()
  const { data: chain } = useRequest('chain_getInfo', {}, { staleMs: Number.POSITIVE_INFINITY })
  const [busy, setBusy] = useState(false)
  const ask = (): void => {
    setBusy(true)
    client
      .request('faucet_request', { address })
      .then(({ transaction }) => client.watch(transaction))
      .then(onArrived, (error: unknown) => {
        const text = error instanceof Error ? error.message : String(error)
        toast({ title: 'No coins came', text, tone: 'danger' })
      })
      .finally(() => setBusy(false))
  }
  return { offered: chain?.development === true, busy, ask }
}
