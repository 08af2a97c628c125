import { parentPort, workerData } from 'node:worker_threads'

/** Where a mutated copy lies, and how many seeds it is given. */
export interface Trial {
  readonly folder: string
  readonly seeds: number
}

/** How a mutant died, or that it lives. */
export type Outcome =
  | { readonly killed: true; readonly seed: number; readonly message: string }
  | { readonly killed: false }

interface Simulation {
  readonly runCampaign: (seed: number) => unknown
}

interface Papers {
  readonly checkPapers: (campaign: unknown) => void
}

if (parentPort !== null) {
  const { folder, seeds } = workerData as Trial
  parentPort.postMessage(await attempt(folder, seeds))
}

async function attempt(folder: string, seeds: number): Promise<Outcome> {
  let seed = 0
  try {
    const { runCampaign } = (await import(`${folder}/sim/src/campaign.ts`)) as Simulation
    const { checkPapers } = (await import(`${folder}/sim/src/papers.ts`)) as Papers
    for (seed = 1; seed <= seeds; seed++) checkPapers(runCampaign(seed))
    return { killed: false }
  } catch (error) {
    return { killed: true, seed, message: error instanceof Error ? error.message : String(error) }
  }
}
