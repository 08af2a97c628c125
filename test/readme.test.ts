import { execFile } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { ROOT } from './process.ts'

const run = promisify(execFile)

/** Every TypeScript example of every package's page, as a module run from the repository root. */
const examples = globSync('packages/*/README.md', { cwd: ROOT }).flatMap((path) =>
  [...readFileSync(`${ROOT}/${path}`, 'utf8').matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code = '']) => ({ path, code })),
)

test('packages show how they are used', () => {
  expect(examples.length).toBeGreaterThan(8)
})

test.for(examples)('the example of $path works', { timeout: 60_000 }, async ({ code }) => {
  await run(process.execPath, ['--input-type=module-typescript', '--eval', code], { cwd: ROOT })
})
