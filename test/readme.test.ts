import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { ROOT } from './process.ts'

const run = promisify(execFile)

/** Every TypeScript example of every package's page, as a module run from the repository root. */
const examples = globSync('{packages,apps}/*/README.md', { cwd: ROOT }).flatMap((path) =>
  [...readFileSync(`${ROOT}/${path}`, 'utf8').matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code = '']) => ({
    path,
    code,
  })),
)

test('packages show how they are used', () => {
  expect(examples.length).toBeGreaterThan(8)
})

test.for(examples)('the example of $path works', { timeout: 60_000 }, async ({ code }) => {
  // Below the root, so that packages are found; a folder that is ignored, so that nothing stays.
  const folder = join(ROOT, '.types', 'examples')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${createHash('sha256').update(code).digest('hex').slice(0, 16)}.ts`)
  writeFileSync(file, code)
  await run(process.execPath, [file], { cwd: ROOT })
  rmSync(file)
})
