import { availableParallelism } from 'node:os'
import { computeDelay, findFalseLink } from '@demiurge/crypto/native'
import type { Line } from './run.ts'

const DELAY = { start: new Uint8Array(32).fill(1), window: 1n, segments: 64, iterations: 131_072 }

/** The beacon's delay: making it, link by link, and checking it, side by side. */
export async function run(report: (line: Line) => void): Promise<void> {
  const start = performance.now()
  const ends = await computeDelay(DELAY)
  const madeMs = performance.now() - start
  const steps = DELAY.segments * DELAY.iterations
  report({ name: 'beacon.make', value: madeMs, unit: `ms for ${steps.toLocaleString('en')} steps` })
  report({ name: 'beacon.steps', value: steps / (madeMs / 1_000), unit: 'steps/s' })
  const again = performance.now()
  const wrong = await findFalseLink(DELAY, ends)
  if (wrong !== undefined) throw new Error(`link ${wrong} does not hold`)
  const checkedMs = performance.now() - again
  report({ name: 'beacon.verify', value: checkedMs, unit: 'ms' })
  report({
    name: 'beacon.ratio',
    value: madeMs / checkedMs,
    unit: `x faster on ${availableParallelism()} threads`,
  })
}
