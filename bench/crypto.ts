/** How many signatures one thread and all cores of this machine make and verify in a second. @module */
import { availableParallelism } from 'node:os'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import type { SuiteName } from '@demiurge/crypto'
import { nativeSuites } from '@demiurge/crypto/native'

const MEASURE_MS = 500
/** Suites and how many different keys sign; a block carries the signatures of many accounts. */
const verified: readonly SuiteName[] = [
  'ml-dsa-44',
  'ml-dsa-65',
  'ml-dsa-87',
  'falcon-512',
  'slh-dsa-sha2-128s',
  'ed25519',
  'secp256k1',
]
const signed: readonly SuiteName[] = verified
const KEYS = 8

interface Task {
  readonly suite: SuiteName
  readonly items: readonly Item[]
}

interface Item {
  readonly message: Uint8Array
  readonly publicKey: Uint8Array
  readonly signature: Uint8Array
}

/** Repeats an action for MEASURE_MS, after a short warm-up, and returns how often it ran in a second. */
function perSecond(action: (i: number) => void): number {
  const runFor = (ms: number): number => {
    const start = performance.now()
    let runs = 0
    while (performance.now() - start < ms) action(runs++)
    return (runs * 1000) / (performance.now() - start)
  }
  runFor(MEASURE_MS / 4)
  return runFor(MEASURE_MS)
}

function makeTask(suite: SuiteName): Task {
  const scheme = nativeSuites.get(suite)
  // Falcon keys take a fifth of a second each in JavaScript, and small SLH-DSA signatures as long: one key is enough for those.
  const count = suite.startsWith('falcon') || suite.startsWith('slh') ? 1 : KEYS
  const items = Array.from({ length: count }, (_, i) => {
    const keys = scheme.keyPairFromSeed(new Uint8Array(scheme.seedBytes).fill(i + 1))
    const message = new Uint8Array(200).fill(i)
    return { message, publicKey: keys.publicKey, signature: scheme.sign(message, keys) }
  })
  return { suite, items }
}

function verifyRate({ suite, items }: Task): number {
  const scheme = nativeSuites.get(suite)
  return perSecond((i) => {
    const item = items[i % items.length]
    if (item !== undefined && !scheme.verify(item.signature, item.message, item.publicKey))
      throw new Error(`${suite} refused its own signature`)
  })
}

function signRate(suite: SuiteName): number {
  const scheme = nativeSuites.get(suite)
  const keys = scheme.keyPairFromSeed(new Uint8Array(scheme.seedBytes).fill(1))
  const message = new Uint8Array(200)
  return perSecond((i) => {
    message[0] = i & 0xff
    scheme.sign(message, keys)
  })
}

/** The sum of the rates of `threads` workers that verify at the same time. */
async function parallelRate(task: Task, threads: number): Promise<number> {
  const rates = Array.from({ length: threads }, () => {
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    const worker = new Worker(new URL(import.meta.url), { workerData: { verify: task } })
    worker.once('message', resolve)
    worker.once('error', reject)
    return promise
  })
  return (await Promise.all(rates)).reduce((sum, rate) => sum + rate, 0)
}

/** Reports `crypto.verify.<suite>.<threads>` and `crypto.sign.<suite>`, each in operations a second. Takes about 20 s. */
export async function run(
  report: (line: { name: string; value: number; unit: string }) => void,
): Promise<void> {
  const threads = availableParallelism()
  for (const suite of verified) {
    const task = makeTask(suite)
    report({ name: `crypto.verify.${suite}.1`, value: verifyRate(task), unit: '1/s' })
    if (threads === 1) continue
    const value = await parallelRate(task, threads)
    report({ name: `crypto.verify.${suite}.${threads}`, value, unit: '1/s' })
  }
  for (const suite of signed) report({ name: `crypto.sign.${suite}`, value: signRate(suite), unit: '1/s' })
}

if (!isMainThread && workerData?.verify !== undefined) parentPort?.postMessage(verifyRate(workerData.verify))
