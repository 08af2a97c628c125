import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { runCampaign } from '../src/campaign.ts'
import { checkPapers } from '../src/papers.ts'
import { runWideArea } from '../src/wide-area.ts'

const run = promisify(execFile)
const FIRST_SEED = 10_001
const SEEDS = 200

test(`seeds ${FIRST_SEED} to ${FIRST_SEED + SEEDS - 1}: liars, crashes and partitions break nothing`, () => {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++)
    try {
      checkPapers(runCampaign(seed))
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : error}`, { cause: error })
    }
}, 120_000)

test('one seed gives one trace, to the letter', () => {
  const traces = [1, 2].map(() => {
    const lines: string[] = []
    runCampaign(77, (line) => lines.push(line))
    return lines
  })
  expect(traces[0]?.length).toBeGreaterThan(50)
  expect(traces[0]).toEqual(traces[1])
})

test('the command ends with one line of figures', async () => {
  const { stdout } = await run(process.execPath, [
    'sim/simulate.ts',
    '--runs',
    '4',
    '--seed',
    '5',
    '--jobs',
    '1',
    '--json',
  ])
  const result: unknown = JSON.parse(stdout.trim())
  expect(result).toMatchObject({ runs: 4, failures: 0, firstFailingSeed: null })
})

test('an unknown flag is named, with those that are known', async () => {
  await expect(run(process.execPath, ['sim/simulate.ts', '--rums', '4'])).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--runs'),
  })
})

test('over wide-area delays a committee of seven is final well within two seconds', () => {
  const { p50, payloads } = runWideArea({ seats: 7, seed: 3, seconds: 3, roundMs: 100 })
  expect(payloads).toBeGreaterThan(50)
  // Virtual time: the figure follows from the rules and the delays, not from this machine.
  expect(p50).toBeLessThan(1_000)
})
