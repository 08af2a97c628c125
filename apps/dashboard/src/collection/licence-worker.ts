/** Reads what every work of a collection says of its licence, beside the page: thousands of documents. @module */
import { createPageClient } from '@demiurge/design/client'
import { type LicenceReport, reportLicences } from '@demiurge/sdk'

/** What the worker tells. */
export type LicenceReply =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'done'; readonly report: LicenceReport }
  | { readonly kind: 'failed'; readonly message: string }

addEventListener('message', ({ data }: MessageEvent<{ readonly api: string; readonly id: string }>) => {
  const tell = (reply: LicenceReply): void => postMessage(reply)
  const { client } = createPageClient({ api: data.api, dashboard: '', creator: '' })
  const onProgress = (done: number, total: number): void => tell({ kind: 'progress', done, total })
  reportLicences(client, { collection: data.id }, { onProgress }).then(
    (report) => tell({ kind: 'done', report }),
    (error: unknown) =>
      tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }),
  )
})
