import { parentPort, workerData } from 'node:worker_threads'
import { runCampaign } from './src/campaign.ts'
import { checkPapers } from './src/papers.ts'

/** What a worker is to do: every `step`th seed from `first` on, below `end`. */
export interface Share {
  readonly first: number
  readonly step: number
  readonly end: number
  /** With the real runtime on every node. */
  readonly runtime: boolean
}

/** What it found since it last told. */
export interface Found {
  readonly runs: number
  readonly commits: number
  readonly failures: readonly { readonly seed: number; readonly message: string }[]
}

const TELL_EVERY_MS = 500

/** One run of the core alone; answers with its commits. Throws what broke. */
function runCore(seed: number): number {
  const campaign = runCampaign(seed)
  checkPapers(campaign)
  return Math.max(...campaign.network.peers.map(({ commits }) => commits.length))
}

/** The same with the runtime, which is loaded only for that. */
async function withRuntime(): Promise<(seed: number) => number> {
  const { runRuntimeCampaign } = await import('./src/runtime/campaign.ts')
  return (seed) => runRuntimeCampaign(seed).height
}

if (parentPort !== null) {
  const { first, step, end, runtime } = workerData as Share
  const run = runtime ? await withRuntime() : runCore
  let found = { runs: 0, commits: 0, failures: [] as { seed: number; message: string }[] }
  let toldMs = performance.now()
  for (let seed = first; seed < end; seed += step) {
    try {
      found.commits += run(seed)
    } catch (error) {
      found.failures.push({ seed, message: error instanceof Error ? error.message : String(error) })
    }
    found.runs++
    if (performance.now() - toldMs < TELL_EVERY_MS) continue
    parentPort.postMessage(found)
    found = { runs: 0, commits: 0, failures: [] }
    toldMs = performance.now()
  }
  parentPort.postMessage(found)
}
