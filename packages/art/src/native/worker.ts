/** @module A render worker in Node. */
import { parentPort } from 'node:worker_threads'
import { createWorkerProgram, type WorkerRequest } from '../render/worker-program.ts'
import { nativeHost } from './host.ts'

const answer = createWorkerProgram(nativeHost)
// One request at a time: the next one waits for the reply to the one before.
let last: Promise<void> = Promise.resolve()

async function serve(request: WorkerRequest): Promise<void> {
  const reply = await answer(request)
  if (reply === undefined) return
  const transfer = reply.type === 'band' ? [reply.result.bytes.buffer] : []
  parentPort?.postMessage(reply, transfer)
}

parentPort?.on('message', (request: WorkerRequest) => {
  last = last.then(() => serve(request))
})
