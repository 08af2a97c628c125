import type { ItemOf, ParamsOf, TopicName, topics } from '@demiurge/api'
import type { Given } from '@demiurge/sdk'
import { useEffect, useRef, useState } from 'react'
import { useClient } from './client-provider.tsx'
import { queryKey } from './query-cache.ts'

type Topics = typeof topics

/**
 * Follows a topic while the component is on the page: `useTopic('commits', {}, (commit) => …)`. A lost connection is made anew by
 * the client. Returns the error when the node refuses the topic. With params `null` nothing is followed.
 */
export function useTopic<N extends TopicName>(
  name: N,
  params: Given<ParamsOf<Topics[N]>> | null,
  onItem: (item: ItemOf<Topics[N]>) => void,
): Error | undefined {
  const client = useClient()
  const [error, setError] = useState<Error>()
  const latest = useRef({ onItem, params })
  useEffect(() => {
    latest.current = { onItem, params }
  })
  const key = params === null ? null : queryKey(name, params)
  useEffect(() => {
    const given = latest.current.params
    if (key === null || given === null) return undefined
    const controller = new AbortController()
    const follow = async (): Promise<void> => {
      // The compiler cannot tell that both sides leave out the same parameters of a topic that it does not know yet.
      const subscribe = client.subscribe as (
        name: N,
        params: unknown,
        options: { readonly signal: AbortSignal },
      ) => AsyncIterable<ItemOf<Topics[N]>>
      for await (const item of subscribe(name, given, { signal: controller.signal }))
        latest.current.onItem(item)
    }
    setError(undefined)
    follow().catch((reason: unknown) => {
      // Leaving the page is no error.
      if (!controller.signal.aborted) setError(reason instanceof Error ? reason : new Error(String(reason)))
    })
    return () => controller.abort()
  }, [client, name, key])
  return error
}
