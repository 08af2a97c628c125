import { readFileSync } from 'node:fs'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Time limits as test files write them: `timeout: 60_000`, `TIMEOUT_MS = 60_000`, `}, 60_000)` and on a line of its own. */
const LIMIT = /(?:timeout: |TIMEOUT_MS = |\}, |^ +)(\d[\d_]*_000)\b/gm

/** The longest time that a test of a file asks for, ms; 0 where none asks for more than the usual. */
function mostTime(source: string): number {
  const limits = [...source.matchAll(LIMIT)].map(([, limit = '0']) => Number(limit.replaceAll('_', '')))
  return Math.max(0, ...limits)
}

/**
 * Begins with the files that ask for the most time: one that takes minutes and begins last is waited for by workers that have nothing
 * left to do. A clone knows nothing yet of how long each took, and their sizes do not tell.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const most = new Map(files.map((file) => [file, mostTime(readFileSync(file.moduleId, 'utf8'))]))
    return (await super.sort(files)).sort((a, b) => (most.get(b) ?? 0) - (most.get(a) ?? 0))
  }
}
