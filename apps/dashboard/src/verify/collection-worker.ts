/** Proves a whole collection beside the page: thousands of Merkle paths. @module */
import { createPageClient } from '@demiurge/design/client'
import type { CollectionVerification } from '@demiurge/sdk'

/** What the worker tells. */
export type CollectionReply =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'done'; readonly result: CollectionVerification; readonly elapsedMs: number }
  | { readonly kind: 'failed'; readonly message: string }

addEventListener('message', ({ data }: MessageEvent<{ readonly api: string; readonly id: string }>) => {
  const tell = (reply: CollectionReply): void => postMessage(reply)
  const { client } = createPageClient({ api: data.api, dashboard: '', creator: '' })
  const start = performance.now()
  const onProgress = (done: number, total: number): void => tell({ kind: 'progress', done, total })
  client.verifyCollection(data.id, { onProgress }).then(
    (result) => tell({ kind: 'done', result, elapsedMs: performance.now() - start }),
    (error: unknown) =>
      tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }),
  )
})
