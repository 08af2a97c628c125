import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProcess } from '../test/process.ts'
import type { Line } from './run.ts'

const RUNS = 5

/** From the start of the process to the first certified checkpoint, on a new chain and on one that was there: medians. */
export async function run(report: (line: Line) => void): Promise<void> {
  const first: number[] = []
  const again: number[] = []
  for (let i = 0; i < RUNS; i++) {
    const data = mkdtempSync(join(tmpdir(), 'demiurge-bench-'))
    for (const times of [first, again]) {
      const node = await startProcess(data)
      times.push(node.startedMs)
      await node.kill('SIGTERM')
    }
    rmSync(data, { recursive: true, force: true })
  }
  report({ name: 'start.first-final', value: median(first), unit: 'ms' })
  report({ name: 'start.again', value: median(again), unit: 'ms' })
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
