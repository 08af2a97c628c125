/**
 * Compiles the collection engine to WebAssembly and writes it into the package: `npm run build:engine`. The result is committed; a
 * test compiles again and compares, so that nobody has to trust the bytes.
 * @module
 */
import { writeFileSync } from 'node:fs'
import {
  type AssemblyEngine,
  compileAssembly,
  writeAssemblyModule,
} from '../../../scripts/assembly-engine.ts'

const OUTPUT = new URL('../src/engine/engine-module.ts', import.meta.url)

const ENGINE: AssemblyEngine = {
  name: 'collection engine',
  folder: 'packages/art/engine',
  sources: new URL('./assembly/', import.meta.url),
  // Its memory is imported and shared, so that all threads see the same layers.
  options: '--enable threads --importMemory --sharedMemory --initialMemory 1 --maximumMemory 65536'.split(
    ' ',
  ),
}

/** Compiles the engine. Throws an Error with the compiler's messages. */
export const compileEngine = (): Promise<Uint8Array<ArrayBuffer>> => compileAssembly(ENGINE)

/** The module as TypeScript source. */
export const writeEngineModule = (binary: Uint8Array): string => writeAssemblyModule(ENGINE, binary)

if (import.meta.main) {
  const binary = await compileEngine()
  writeFileSync(OUTPUT, writeEngineModule(binary))
  process.stdout.write(`the collection engine has ${binary.length} bytes\n`)
}
