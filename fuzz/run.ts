/** Holds the signature engine against OpenSSL and noble on any number of drawn cases: `npm run fuzz -- --cases N --seed S`. @module */
import { readFlags } from '../sim/arguments.ts'
import { runCase } from './cases.ts'

const HELP = `npm run fuzz -- [flags]

Draws valid, changed, crafted and random signatures of ML-DSA and Falcon and compares the verdicts of the signature engine with those of
OpenSSL (ML-DSA) and noble (Falcon, and a hundredth of ML-DSA). Every case follows from its seed.

  --cases N   cases (20,000)
  --seed S    seed of the first case (1)
  --json      one line of JSON at the end
  --help      this text
`
const FLAGS = { cases: 'number', seed: 'number', json: 'switch', help: 'switch' } as const
const PROGRESS_MS = 5_000

function main(): number {
  const { cases = 20_000, seed = 1, json, help } = readFlags(FLAGS, process.argv.slice(2))
  if (help === true) {
    process.stdout.write(HELP)
    return 0
  }
  const start = performance.now()
  const elapsedMs = (): number => performance.now() - start
  let mismatches = 0
  let accepted = 0
  let told = 0
  for (let i = 0; i < cases; i++) {
    const { claim, isAccepted, dissent } = runCase(seed + i)
    if (isAccepted) accepted++
    if (dissent !== undefined) {
      mismatches++
      process.stderr.write(
        `MISMATCH seed ${seed + i}: ${claim.name} (${claim.story}): the engine says ${isAccepted}, ${dissent} says ${!isAccepted}\n` +
          `  replay: npm run fuzz -- --cases 1 --seed ${seed + i}, or with all before it: --cases ${i + 1} --seed ${seed}\n`,
      )
    }
    if (elapsedMs() - told < PROGRESS_MS) continue
    told = elapsedMs()
    const share = Math.floor(((i + 1) * 100) / cases)
    process.stderr.write(`${share} %, ${i + 1} cases, ${accepted} accepted, ${mismatches} mismatches\n`)
  }
  const casesPerHour = Math.round((cases * 3_600_000) / elapsedMs())
  if (json === true)
    process.stdout.write(`${JSON.stringify({ cases, accepted, mismatches, casesPerHour })}\n`)
  else process.stdout.write(`${cases} cases, ${accepted} accepted, ${mismatches} mismatches\n`)
  return mismatches === 0 ? 0 : 1
}

process.exitCode = main()
