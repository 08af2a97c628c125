/** How many signatures one thread and all cores of this machine make and verify in a second. @module */
import { createPublicKey, verify } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import type { SuiteName } from '@demiurge/crypto'
import { nativeSuites } from '@demiurge/crypto/native'
import { createVerifier, type EngineName } from '../packages/crypto/src/engine/verifier.ts'

const MEASURE_MS = 500
/** Suites and how many different keys sign; a block carries the signatures of many accounts. */
const verified: readonly SuiteName[] = [
  'ml-dsa-44',
  'ml-dsa-65',
  'ml-dsa-87',
  'falcon-512',
  'falcon-1024',
  'slh-dsa-sha2-128s',
  'ed25519',
  'secp256k1',
]
const signed: readonly SuiteName[] = verified
const KEYS = 8
/** As many accounts as are busy at one time; more than a processor's caches hold expanded (78 MB). */
const MANY_KEYS = 2_000

interface Task {
  readonly suite: SuiteName
  readonly items: readonly Item[]
}

interface Item {
  readonly message: Uint8Array
  readonly publicKey: Uint8Array
  readonly signature: Uint8Array
}

/** Most runs between two looks at the clock, which take a microsecond. */
const BATCH = 64

/**
 * Repeats an action for MEASURE_MS, after a short warm-up, and returns how often it ran in a second. Time is the processor time of the
 * thread: what else the machine does then costs caches and clock rate, but not whole time slices.
 */
function perSecond(action: (i: number) => void): number {
  const processorMs = (): number => {
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1_000
  }
  let runs = 0
  const runFor = (ms: number): number => {
    const start = processorMs()
    const first = runs
    for (let batch = 1; processorMs() - start < ms; batch = Math.min(2 * batch, BATCH))
      for (let i = 0; i < batch; i++) action(runs++)
    return ((runs - first) * 1_000) / (processorMs() - start)
  }
  runFor(MEASURE_MS / 4)
  return runFor(MEASURE_MS)
}

/** How many short windows are tried for the best one, and runs in each: about two milliseconds. */
const WINDOWS = 1_000
const WINDOW_RUNS = 200

/** What a core does in a second by the clock when nothing disturbs it: the best of many windows shorter than a time slice. */
function bestPerSecond(action: (i: number) => void): number {
  let bestMs = Number.POSITIVE_INFINITY
  for (let window = 0; window < WINDOWS; window++) {
    const start = performance.now()
    for (let i = 0; i < WINDOW_RUNS; i++) action(i)
    bestMs = Math.min(bestMs, performance.now() - start)
  }
  return (WINDOW_RUNS * 1_000) / bestMs
}

function makeTask(suite: SuiteName, count?: number): Task {
  const scheme = nativeSuites.get(suite)
  // Falcon keys take a fifth of a second each in JavaScript, and small SLH-DSA signatures as long: one key is enough for those.
  const few = suite.startsWith('falcon') || suite.startsWith('slh') ? 1 : KEYS
  const items = Array.from({ length: count ?? few }, (_, i) => {
    const seed = new Uint8Array(scheme.seedBytes)
    new DataView(seed.buffer).setUint32(0, i + 1)
    const keys = scheme.keyPairFromSeed(seed)
    const message = new Uint8Array(200).fill(i)
    return { message, publicKey: keys.publicKey, signature: scheme.sign(message, keys) }
  })
  return { suite, items }
}

function verifyRate({ suite, items }: Task, rateOf = perSecond): number {
  const scheme = nativeSuites.get(suite)
  return rateOf((i) => {
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

/** The same by OpenSSL alone, with parsed keys: what the engine is measured against. */
function openSslRate({ items }: Task): number {
  const parsed = items.map(({ publicKey, ...item }) => ({
    ...item,
    key: createPublicKey({ key: publicKey, format: 'raw-public', asymmetricKeyType: 'ml-dsa-65' }),
  }))
  return perSecond((i) => {
    const item = parsed[i % parsed.length]
    if (item !== undefined && !verify(null, item.message, item.key, item.signature))
      throw new Error('OpenSSL refused our signature')
  })
}

/** Every verification under a key that is not there: a verifier that keeps one key meets eight in turn. */
function coldRate(suite: EngineName): number {
  const verifier = createVerifier(suite, 0)
  if (verifier === undefined) throw new Error('this platform cannot run the engine')
  const { items } = makeTask(suite, suite.startsWith('falcon') ? 2 : KEYS)
  const none = new Uint8Array(0)
  return perSecond((i) => {
    const item = items[i % items.length]
    if (item !== undefined && !verifier.verify(item.signature, item.message, item.publicKey, none))
      throw new Error(`${suite} refused its own signature`)
  })
}

/** The sum of the rates of workers that verify at the same time, each its own items. */
async function parallelRate(tasks: readonly Task[]): Promise<number> {
  const rates = tasks.map((task) => {
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    const worker = new Worker(new URL(import.meta.url), { workerData: { verify: task } })
    worker.once('message', resolve)
    worker.once('error', reject)
    return promise
  })
  return (await Promise.all(rates)).reduce((sum, rate) => sum + rate, 0)
}

/** As a node shares work out: each key belongs to one worker, so that it is expanded once. */
function shardByKey({ suite, items }: Task, shards: number): Task[] {
  return Array.from({ length: shards }, (_, shard) => ({
    suite,
    items: items.filter((_item, i) => i % shards === shard),
  }))
}

type Report = (line: { name: string; value: number; unit: string }) => void

/** What expanded keys are worth: kept, not there, against OpenSSL, and when there are many. */
async function reportKeys(report: Report, threads: number): Promise<void> {
  for (const suite of ['ml-dsa-65', 'falcon-512'] as const) {
    const best = verifyRate(makeTask(suite), bestPerSecond)
    report({ name: `crypto.verify.${suite}.cached`, value: best, unit: '1/s' })
    report({ name: `crypto.verify.${suite}.cold`, value: coldRate(suite), unit: '1/s' })
  }
  const task = makeTask('ml-dsa-65')
  const ratio = verifyRate(task) / openSslRate(task)
  report({ name: 'crypto.verify.ml-dsa-65.ratio', value: ratio, unit: 'x OpenSSL' })
  const many = makeTask('ml-dsa-65', MANY_KEYS)
  const value = await parallelRate(shardByKey(many, threads))
  report({ name: `crypto.verify.ml-dsa-65.${MANY_KEYS}-keys.${threads}`, value, unit: '1/s' })
}

/**
 * Reports `crypto.verify.<suite>.<threads>` and `crypto.sign.<suite>`, each in operations a second, and what keeping keys expanded is
 * worth (`.cached` in the best of many windows, `.cold`, `.ratio` to OpenSSL in the same run, `.2000-keys.<threads>`). Takes about 40 s.
 */
export async function run(report: Report): Promise<void> {
  const threads = availableParallelism()
  for (const suite of verified) {
    const task = makeTask(suite)
    report({ name: `crypto.verify.${suite}.1`, value: verifyRate(task), unit: '1/s' })
    if (threads === 1) continue
    const value = await parallelRate(Array.from({ length: threads }, () => task))
    report({ name: `crypto.verify.${suite}.${threads}`, value, unit: '1/s' })
  }
  await reportKeys(report, threads)
  for (const suite of signed) report({ name: `crypto.sign.${suite}`, value: signRate(suite), unit: '1/s' })
}

if (!isMainThread && workerData?.verify !== undefined) parentPort?.postMessage(verifyRate(workerData.verify))
