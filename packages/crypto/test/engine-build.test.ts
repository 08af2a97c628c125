import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { compileEngine, writeEngineModule } from '../engine/build.ts'

test('compiling the engine again gives the committed bytes, which import nothing', {
  timeout: 120_000,
}, async () => {
  const binary = await compileEngine()
  const committed = readFileSync(new URL('../src/engine/engine-module.ts', import.meta.url), 'utf8')
  // Not compared by toBe: the difference of two lines of 30 kB helps nobody.
  expect(writeEngineModule(binary) === committed, 'run npm run build:engine').toBe(true)
  // It cannot reach a clock, a file or the network.
  expect(WebAssembly.Module.imports(new WebAssembly.Module(binary))).toEqual([])
})
