/** A thread that computes state roots with others (RootThreads): does shards as long as there are any, then waits for more. @module */
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { merkleHasher } from '@demiurge/crypto/native'
import { Rehash } from '@demiurge/state'
import { RootSignals } from './root-signals.ts'
import type { SentMemory } from './root-threads.ts'

const signals = new RootSignals(workerData as Int32Array)
const port = parentPort as MessagePort
const rehash = new Rehash(merkleHasher)
let known: SentMemory | undefined

/** Takes what was sent; only the newest is still of use. */
function takeMemory(): void {
  for (;;) {
    const received = receiveMessageOnPort(port)
    if (received === undefined) return
    known = received.message as SentMemory
  }
}

try {
  for (;;) {
    const shard = signals.claim()
    if (shard === undefined) {
      takeMemory()
      signals.waitForWork()
      continue
    }
    const { version, pending } = signals.claimed
    if (known?.version !== version) takeMemory()
    if (known?.version !== version) throw new Error(`memory ${version} of a tree was not sent`)
    known.memory.pendingCount = pending
    signals.run(rehash, known.memory, shard)
  }
} catch (error) {
  signals.fail()
  throw error
}
