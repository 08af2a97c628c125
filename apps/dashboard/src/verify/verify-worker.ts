/** Verifies beside the page, so that signatures and hashes of large files never make it stutter. @module */
import { createPageClient, type PageApi } from '@demiurge/design/client'
import type { Verification } from '@demiurge/sdk'
import type { VerifyReply, VerifyRequest, VerifyTarget } from './verification-request.ts'

addEventListener('message', ({ data }: MessageEvent<VerifyRequest>) => {
  void answer(data).then((reply) => postMessage(reply))
})

async function answer({ api, target }: VerifyRequest): Promise<VerifyReply> {
  const { client } = createPageClient({ api, dashboard: '', creator: '' })
  const start = performance.now()
  try {
    const verification = await verify(client, target)
    const { source } = await client.trust()
    return { ok: true, verified: { verification, elapsedMs: performance.now() - start, trust: source } }
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) }
  }
}

function verify(client: PageApi, target: VerifyTarget): Promise<Verification> {
  if (target.kind === 'item') return client.verifyItem(target.id)
  if (target.kind === 'transaction') return client.verifyTransaction(target.id)
  return client.verifyFile(target.file, target.bundle === undefined ? {} : { bundle: target.bundle })
}
