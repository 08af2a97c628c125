/** The thread that computes state roots (RootThread): waits for a commit, brings the tree's hashes up to date, tells so. @module */
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { merkleHasher } from '@demiurge/crypto/native'
import { Rehash, type TreeMemory } from '@demiurge/state'
import { SIGNALS } from './root-thread.ts'

const signals = workerData as Int32Array
const port = parentPort as MessagePort
const rehash = new Rehash(merkleHasher)
let memory: TreeMemory | undefined
let seen = 0

/** The tree's memory, which the other thread sent before it gave the signal. */
function receive(): TreeMemory {
  const received = receiveMessageOnPort(port)
  if (received === undefined) throw new Error('no memory came with the signal')
  return received.message as TreeMemory
}

try {
  for (;;) {
    Atomics.wait(signals, SIGNALS.begun, seen)
    seen = Atomics.load(signals, SIGNALS.begun)
    if (memory === undefined || signals[SIGNALS.sent] === 1) memory = receive()
    memory.pendingCount = signals[SIGNALS.pending] ?? 0
    rehash.run(memory)
    Atomics.store(signals, SIGNALS.done, seen)
    Atomics.notify(signals, SIGNALS.done)
  }
} catch (error) {
  Atomics.store(signals, SIGNALS.done, -1)
  Atomics.notify(signals, SIGNALS.done)
  throw error
}
