import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { compileEngine, writeEngineModule } from '../engine/build.ts'

test('compiling the engine again gives the committed bytes', { timeout: 120_000 }, async () => {
  const committed = readFileSync(new URL('../src/engine/engine-module.ts', import.meta.url), 'utf8')
  const isSame = writeEngineModule(await compileEngine()) === committed
  // Not toBe: the difference of two lines of 30 kB helps nobody.
  expect(isSame, 'run npm run build:engine').toBe(true)
})

test('the engine imports nothing: it cannot reach a clock, a file or the network', async () => {
  expect(WebAssembly.Module.imports(new WebAssembly.Module(await compileEngine()))).toEqual([])
})
