import { usePage } from '@demiurge/design'
import type { Client } from '@demiurge/sdk'
import { useEffect, useState } from 'react'

let loading: Promise<Client['tx']> | undefined

/**
 * The chain's calls, for checking what a form would ask of it; nothing is sent. They come with half of the page's code: undefined until
 * that is there, and not asked for while `isWanted` is false.
 */
export function useCalls(isWanted = true): Client['tx'] | undefined {
  const { config } = usePage()
  const [calls, setCalls] = useState<Client['tx']>()
  useEffect(() => {
    if (!isWanted) return
    let isGone = false
    loading ??= load(config.api)
    loading.then(
      (tx) => isGone || setCalls(tx),
      () => {
        // Without them the chain itself says what is wrong; the next form tries again.
        loading = undefined
      },
    )
    return () => {
      isGone = true
    }
  }, [config.api, isWanted])
  return calls
}

async function load(api: string): Promise<Client['tx']> {
  const [createWholeClient, { webTransport }] = await Promise.all([
    // Named here, so that the rest of that door, which holds keys in workers, stays out of the page.
    import('@demiurge/design/keys').then((keys) => keys.createWholeClient),
    import('@demiurge/sdk/web'),
  ])
  return createWholeClient(webTransport(api)).tx
}
