import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { runRuntimeCampaign } from '../src/runtime/campaign.ts'

const run = promisify(execFile)
const FIRST_SEED = 20_026
const SEEDS = 24

test(`seeds ${FIRST_SEED} to ${FIRST_SEED + SEEDS - 1}: chains that execute what they order stay one chain, from epoch to epoch`, () => {
  const seen = { epochs: 0, newCommittees: 0, syncs: 0, refusedOffers: 0, transactions: 0, publications: 0 }
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++)
    try {
      const { referee, tally } = runRuntimeCampaign(seed).world
      const committees = referee.committees.map(({ seats }) =>
        seats.map(({ account, weight }) => `${account}: ${weight}`).join(),
      )
      seen.epochs += committees.length - 1
      seen.newCommittees += committees.filter((seats, i) => i > 0 && seats !== committees[i - 1]).length
      seen.syncs += tally.syncs
      seen.refusedOffers += tally.refusedOffers
      seen.publications += tally.publications
      seen.transactions += referee.transactions
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : error}`, { cause: error })
    }
  // Runs in which nothing of this happens would prove nothing.
  expect(seen.epochs).toBeGreaterThanOrEqual(SEEDS)
  expect(seen.newCommittees).toBeGreaterThan(SEEDS / 2)
  expect(seen.transactions).toBeGreaterThan(5 * SEEDS)
  for (const happened of [seen.syncs, seen.refusedOffers, seen.publications])
    expect(happened).toBeGreaterThan(0)
}, 120_000)

test('one seed gives one trace with the runtime as well, with roots and epochs in it', () => {
  const traces = [1, 2].map(() => {
    const lines: string[] = []
    runRuntimeCampaign(78, (line) => lines.push(line))
    return lines
  })
  expect(traces[0]?.some((line) => /executes \d+ of epoch 1: .* root 0x/.test(line))).toBe(true)
  expect(traces[0]?.some((line) => /is in epoch 1 on seat/.test(line))).toBe(true)
  expect(traces[0]).toEqual(traces[1])
})

test('the command with --runtime ends with the same line of figures', async () => {
  const { stdout } = await run(process.execPath, [
    ...['sim/simulate.ts', '--runtime', '--runs', '3', '--seed', '5', '--jobs', '1', '--json'],
  ])
  const result: unknown = JSON.parse(stdout.trim())
  expect(result).toMatchObject({ runs: 3, failures: 0, firstFailingSeed: null })
})
