/** @module What a font file says of itself, read in the browser. */
import { ArtError } from '../errors.ts'
import type { FontFile } from '../text/font-file.ts'
import type { FontReply } from './font-worker.ts'

/** Reads and checks a font file: what it says of itself and how recipes name it. Rejects as `openFontFile` does. */
export async function readFont(bytes: Uint8Array<ArrayBuffer>): Promise<FontFile> {
  const worker = new Worker(new URL('./font-worker.ts', import.meta.url), { type: 'module' })
  try {
    const reply = await new Promise<FontReply>((resolve, reject) => {
      worker.addEventListener('message', ({ data }) => resolve(data))
      worker.addEventListener('error', ({ message }) => reject(new ArtError('render.failed', message)))
      worker.postMessage(bytes)
    })
    if ('font' in reply) return reply.font
    throw new ArtError(reply.code, reply.message)
  } finally {
    worker.terminate()
  }
}
