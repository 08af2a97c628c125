import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{test,sim/test}/**/*.test.ts', '{packages,apps}/*/test/**/*.test.{ts,tsx}'],
    pool: 'threads',
    isolate: false,
    maxWorkers: 2,
    testTimeout: 30_000,
    // A busy machine takes longer than the second that is usual.
    expect: { poll: { timeout: 10_000 } },
  },
})
