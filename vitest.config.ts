import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/file-order.ts'

export default defineConfig({
  test: {
    include: ['{test,sim/test}/**/*.test.ts', '{packages,apps}/*/test/**/*.test.{ts,tsx}'],
    pool: 'threads',
    isolate: false,
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // What happens is waited for as long as a busy machine may need: no test is about how fast it comes.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Programs and their threads keep what they stripped and compiled, in the folder that the command itself uses.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') },
    expect: { poll: { timeout: 30_000 } },
  },
})
