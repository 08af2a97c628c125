/**
 * `npm run bench` runs every benchmark, `npm run bench -- NAME …` those named, `--json` prints one object a line:
 * `{ "name": …, "value": …, "unit": … }`. A benchmark is a file of this folder that exports `run(report)`.
 */
import { readdirSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'

/** One figure. */
export interface Line {
  readonly name: string
  readonly value: number
  readonly unit: string
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

const report = ({ name, value, unit, ...rest }: Line): void => {
  const rounded = Number(value.toPrecision(4))
  if (json) console.log(JSON.stringify({ name, value: rounded, unit, ...rest }))
  else console.log(`${name.padEnd(36)} ${rounded.toLocaleString('en').padStart(14)} ${unit}`)
}

for (const name of wanted.length === 0 ? known : wanted) {
  const { run } = (await import(`./${name}.ts`)) as { run: (report: (line: Line) => void) => Promise<void> }
  await run(report)
}
process.exit(0)
