import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{test,sim/test}/**/*.test.ts', '{packages,apps}/*/test/**/*.test.{ts,tsx}'],
    pool: 'threads',
    isolate: false,
    maxWorkers: 2,
    testTimeout: 30_000,
  },
})
