/**
 * `npm run bench` runs every benchmark, `npm run bench -- NAME …` those named, `--json` prints one object a line:
 * `{ "name": …, "value": …, "unit": … }`. `--write` lets those that have a place in docs/benchmarks.md write themselves there.
 * A benchmark is a file of this folder that exports `run(report, options)`.
 */
import { readdirSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'

/** One figure. */
export interface Line {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** Of a median: what it is the median of. Printed as JSON only. */
  readonly rounds?: readonly number[]
}

/** Takes a figure; more fields than those of a line are printed as JSON only. */
export type Report = (line: Line & Readonly<Record<string, unknown>>) => void

/** What the command line says to a benchmark. */
export interface Options {
  /** Whether the page of the documentation is to be written as well. */
  readonly write: boolean
}

const json = process.argv.includes('--json')
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const known = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts' && !file.endsWith('-worker.ts'))
  .map((file) => file.slice(0, -3))
  .sort()
const unknown = wanted.find((name) => !known.includes(name))
if (unknown !== undefined) {
  console.error(`there is no benchmark "${unknown}"; known are ${known.join(', ')}`)
  process.exit(2)
}
if (!json)
  console.error(
    `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} threads, Node ${process.versions.node}`,
  )

const report: Report = ({ name, value, unit, ...rest }) => {
  const rounded = Number(value.toPrecision(4))
  if (json) console.log(JSON.stringify({ name, value: rounded, unit, ...rest }))
  else console.log(`${name.padEnd(36)} ${rounded.toLocaleString('en').padStart(14)} ${unit}`)
}

for (const name of wanted.length === 0 ? known : wanted) {
  const { run } = (await import(`./${name}.ts`)) as {
    run: (report: Report, options: Options) => Promise<void>
  }
  await run(report, { write: process.argv.includes('--write') })
}
process.exit(0)
