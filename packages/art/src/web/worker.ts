/** @module A render worker in the browser. */
import { createWorkerProgram, type WorkerRequest } from '../render/worker-program.ts'
import { webHost } from './host.ts'

declare const self: DedicatedWorkerGlobalScope

const answer = createWorkerProgram(webHost)
// One request at a time: the next one waits for the reply to the one before.
let last: Promise<void> = Promise.resolve()

async function serve(request: WorkerRequest): Promise<void> {
  const reply = await answer(request)
  if (reply === undefined) return
  const transfer = reply.type === 'band' ? [reply.result.bytes.buffer] : []
  self.postMessage(reply, transfer)
}

self.addEventListener('message', ({ data }: MessageEvent<WorkerRequest>) => {
  last = last.then(() => serve(data))
})
