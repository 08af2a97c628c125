import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { readFlags } from './arguments.ts'
import { runCampaign } from './src/campaign.ts'
import { runWideArea } from './src/wide-area.ts'
import type { Found } from './worker.ts'

const HELP = `npm run simulate -- [flags]

Runs the real consensus core on a simulated network, clock and disk, under crashes, partitions, loss and liars. Every run follows from its
seed; a failure prints the seed, what broke, and the end of its trace.

  --runs N      runs (1,000)
  --seed S      the first seed (1)
  --jobs K      threads (one for each processor)
  --runtime     every node executes what it orders: the real chain with its modules, epochs and state sync
  --trace       replays the run of --seed alone and prints everything that happens
  --wan N       N validators in five regions: time to finality; --round-ms R paces them (0)
  --json        one line of JSON at the end
  --help        this text
`
const FLAGS = {
  runs: 'number',
  seed: 'number',
  jobs: 'number',
  wan: 'number',
  'round-ms': 'number',
  runtime: 'switch',
  trace: 'switch',
  json: 'switch',
  help: 'switch',
} as const
const TRACE_LINES = 40

async function main(): Promise<number> {
  const flags = readFlags(FLAGS, process.argv.slice(2))
  const { seed = 1, json = false } = flags
  if (flags.help === true) {
    process.stdout.write(HELP)
    return 0
  }
  if (flags.wan !== undefined) return wideArea(flags.wan, { seed, roundMs: flags['round-ms'] ?? 0, json })
  const runtime = flags.runtime === true
  if (flags.trace === true) return replay(seed, runtime)
  return campaign({
    runs: flags.runs ?? 1_000,
    seed,
    jobs: flags.jobs ?? availableParallelism(),
    runtime,
    json,
  })
}

type Trace = (line: string) => void

/** One run; answers with who took part. Throws what broke. */
async function runOne(seed: number, runtime: boolean, trace: Trace): Promise<string> {
  if (!runtime) {
    const { weights, liars } = runCampaign(seed, trace)
    return describe(
      'weights',
      weights,
      liars.map(({ seat, strategy }) => `${seat} (${strategy})`),
    )
  }
  const { runRuntimeCampaign } = await import('./src/runtime/campaign.ts')
  const { stakes, liars } = runRuntimeCampaign(seed, trace)
  return describe(
    'stakes',
    stakes,
    liars.map(({ node, strategy }) => `${node} (${strategy})`),
  )
}

function describe(what: string, weights: readonly number[], liars: readonly string[]): string {
  return `${what} ${weights.join(', ')}; liars: ${liars.join(', ') || 'none'}`
}

/** One run with all that happens in it. */
async function replay(seed: number, runtime: boolean): Promise<number> {
  try {
    const who = await runOne(seed, runtime, (line) => process.stdout.write(`${line}\n`))
    process.stdout.write(`seed ${seed}: all is well; ${who}\n`)
    return 0
  } catch (error) {
    process.stdout.write(`seed ${seed} fails: ${error instanceof Error ? error.message : error}\n`)
    return 1
  }
}

/** The end of a failing run's trace. */
async function endOfTrace(seed: number, runtime: boolean): Promise<string> {
  const lines: string[] = []
  try {
    await runOne(seed, runtime, (line) => {
      lines.push(line)
      if (lines.length > TRACE_LINES) lines.shift()
    })
  } catch {
    // It fails again, as it must: the lines before that are what is wanted.
  }
  return lines.join('\n')
}

/** What broke, how it came to that, and how to see it again. */
async function tell(failure: Found['failures'][number], runtime: boolean): Promise<void> {
  const { seed, message } = failure
  const replaying = `npm run simulate -- ${runtime ? '--runtime ' : ''}--seed ${seed} --trace`
  const trace = await endOfTrace(seed, runtime)
  process.stderr.write(`\nseed ${seed} fails: ${message}\n${trace}\nreplay: ${replaying}\n`)
}

interface Campaign {
  readonly runs: number
  readonly seed: number
  readonly jobs: number
  readonly runtime: boolean
  readonly json: boolean
}

async function campaign({ runs, seed, jobs, runtime, json }: Campaign): Promise<number> {
  const startMs = performance.now()
  const total = { runs: 0, commits: 0, failures: [] as { seed: number; message: string }[] }
  const threads = Math.max(1, Math.min(jobs, runs))
  const telling: Promise<void>[] = []
  await Promise.all(
    Array.from({ length: threads }, (_, i) => {
      const share = { first: seed + i, step: threads, end: seed + runs, runtime }
      return work(share, (found) => {
        total.runs += found.runs
        total.commits += found.commits
        for (const failure of found.failures) {
          total.failures.push(failure)
          telling.push(tell(failure, runtime))
        }
        if (process.stderr.isTTY)
          process.stderr.write(`\r${total.runs} of ${runs} runs, ${total.failures.length} failures `)
      })
    }),
  )
  if (process.stderr.isTTY) process.stderr.write('\n')
  const hours = (performance.now() - startMs) / 3_600_000
  await Promise.all(telling)
  const result = {
    runs: total.runs,
    failures: total.failures.length,
    commits: total.commits,
    runsPerHour: Math.round(total.runs / hours),
    runsPerHourAndThread: Math.round(total.runs / hours / threads),
    firstFailingSeed: total.failures.map((each) => each.seed).sort((a, b) => a - b)[0] ?? null,
  }
  if (json) process.stdout.write(`${JSON.stringify(result)}\n`)
  else
    process.stdout.write(
      `${result.runs} runs, ${result.failures} failures, ${result.commits} commits; ${result.runsPerHour} runs an hour on ${threads} threads\n`,
    )
  return result.failures === 0 ? 0 : 1
}

function work(share: object, onFound: (found: Found) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: share })
    worker.on('message', onFound)
    worker.on('error', reject)
    worker.on('exit', () => resolve())
  })
}

function wideArea(
  seats: number,
  { seed, roundMs, json }: { readonly seed: number; readonly roundMs: number; readonly json: boolean },
): number {
  const common = { seats, seed, roundMs, seconds: 20 }
  const cases = [
    { name: `network.wan${seats}`, result: runWideArea(common) },
    { name: `network.wan${seats}.crashed`, result: runWideArea({ ...common, crashed: [1] }) },
    {
      name: `network.wan${seats}.equivocating`,
      result: runWideArea({ ...common, liars: [{ seat: 1, strategy: 'equivocate' }] }),
    },
  ]
  for (const { name, result } of cases)
    for (const share of ['p50', 'p99'] as const) {
      const line = {
        name: `${name}.finality.${share}`,
        value: result[share],
        unit: 'ms',
        roundMs,
        payloads: result.payloads,
      }
      process.stdout.write(json ? `${JSON.stringify(line)}\n` : `${line.name}: ${line.value} ms\n`)
    }
  return 0
}

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${HELP}`)
  process.exitCode = 2
}
