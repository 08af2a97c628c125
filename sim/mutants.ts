import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { readFlags } from './arguments.ts'
import { MUTANTS, type Mutant } from './mutants/list.ts'
import type { Outcome } from './mutants/try-mutant.ts'

const HELP = `npm run mutants -- [flags]

Plants faults in copies of the consensus core, one at a time, and sees whether the simulation finds them; what it does not find, the core's
own tests may.

  --seeds N     runs that each mutant is given (600)
  --only I      the mutant number I alone
  --jobs K      mutants at the same time (one for each processor)
  --json        one line of JSON at the end
`
const ROOT = fileURLToPath(new URL('..', import.meta.url))
/** A mutant that hangs has stopped the network: that is found as well. */
const HANGS_MS = 90_000

/**
 * A copy of the core with one fault, of its tests, and of the simulation. They lie inside the repository, so that other packages are
 * found, and to each other as the originals do.
 */
function plant({ file, find, replace, name }: Mutant, index: number): string {
  const folder = join(ROOT, '.types', 'mutants', String(index))
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const core = join(folder, 'packages', 'consensus')
  cpSync(join(ROOT, 'packages', 'consensus', 'src'), join(core, 'src'), { recursive: true })
  cpSync(join(ROOT, 'packages', 'consensus', 'test'), join(core, 'test'), { recursive: true })
  cpSync(join(ROOT, 'sim', 'src'), join(folder, 'sim', 'src'), { recursive: true })
  const path = join(core, 'src', file)
  const source = readFileSync(path, 'utf8')
  if (source.split(find).length !== 2)
    throw new Error(
      `mutant ${name}: its text is ${source.includes(find) ? 'not unique' : 'no longer'} in ${file}`,
    )
  writeFileSync(
    path,
    source.replace(find, () => replace),
  )
  for (const entry of readdirSync(join(folder, 'sim'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const at = join(entry.parentPath, entry.name)
    const door = relative(entry.parentPath, join(core, 'src', 'index.ts'))
    writeFileSync(at, readFileSync(at, 'utf8').replaceAll("'@demiurge/consensus'", `'${door}'`))
  }
  return folder
}

/** Whether the core's own tests find the fault. */
function failsTests(folder: string): Promise<boolean> {
  return new Promise((resolve) => {
    const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
    const child = spawn(
      process.execPath,
      [vitest, 'run', '--root', folder, '--bail', '1', '--pool', 'threads'],
      {
        stdio: 'ignore',
        timeout: HANGS_MS,
      },
    )
    child.once('exit', (code) => resolve(code !== 0))
  })
}

/** Runs the simulation with a mutant. */
function simulate(folder: string, seeds: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const workerData = { folder, seeds }
    const worker = new Worker(new URL('./mutants/try-mutant.ts', import.meta.url), { workerData })
    const timer = setTimeout(() => {
      resolve({ killed: true, seed: 0, message: 'it hangs' })
      worker.terminate().catch(() => {})
    }, HANGS_MS)
    const done = (outcome: Outcome): void => {
      clearTimeout(timer)
      resolve(outcome)
    }
    worker.once('message', done)
    worker.once('error', (error: Error) => done({ killed: true, seed: 0, message: error.message }))
  })
}

function fateOf(outcome: Outcome, byTests: boolean): string {
  if (outcome.killed) return `killed by seed ${outcome.seed}: ${outcome.message.slice(0, 90)}`
  return byTests ? 'killed by the tests of the core' : 'ALIVE'
}

async function main(): Promise<void> {
  const flags = readFlags(
    { seeds: 'number', only: 'number', jobs: 'number', json: 'switch', help: 'switch' },
    process.argv.slice(2),
  )
  if (flags.help === true) {
    process.stdout.write(HELP)
    return
  }
  const { seeds = 600, jobs = availableParallelism() } = flags
  const waiting = [...MUTANTS.entries()].filter(([index]) => flags.only === undefined || flags.only === index)
  const total = waiting.length
  const alive: string[] = []
  let tested = 0
  await Promise.all(
    Array.from({ length: jobs }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [index, mutant] = next
        const folder = plant(mutant, index)
        const outcome = await simulate(folder, seeds)
        const byTests = !outcome.killed && (await failsTests(folder))
        if (byTests) tested++
        else if (!outcome.killed) alive.push(mutant.name)
        const fate = fateOf(outcome, byTests)
        process.stderr.write(`${String(index).padStart(2)} ${mutant.name}: ${fate}\n`)
      }
    }),
  )
  rmSync(join(ROOT, '.types', 'mutants'), { recursive: true, force: true })
  const killed = total - alive.length
  const result = {
    mutants: total,
    killed,
    bySimulation: killed - tested,
    byTests: tested,
    alive: alive.sort(),
  }
  process.stdout.write(
    flags.json === true
      ? `${JSON.stringify(result)}\n`
      : `${result.killed} of ${total} killed; alive: ${alive.join(', ') || 'none'}\n`,
  )
}

try {
  await main()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 2
}
