/**
 * Compiles the signature engine to WebAssembly and writes it into the package: `npm run build:engine`. The result is committed; a
 * test compiles again and compares, so that nobody has to trust the bytes.
 * @module
 */
import { writeFileSync } from 'node:fs'
import {
  type AssemblyEngine,
  compileAssembly,
  writeAssemblyModule,
} from '../../../scripts/assembly-engine.ts'
import { writeKeccakRounds } from './keccak-rounds.ts'

const OUTPUT = new URL('../src/engine/engine-module.ts', import.meta.url)

const ENGINE: AssemblyEngine = {
  name: 'signature engine',
  folder: 'packages/crypto/engine',
  sources: new URL('./assembly/', import.meta.url),
  written: { 'keccak-rounds.ts': writeKeccakRounds },
}

/** Compiles the engine. Throws an Error with the compiler's messages. */
export const compileEngine = (): Promise<Uint8Array<ArrayBuffer>> => compileAssembly(ENGINE)

/** The module as TypeScript source. */
export const writeEngineModule = (binary: Uint8Array): string => writeAssemblyModule(ENGINE, binary)

if (import.meta.main) {
  const binary = await compileEngine()
  writeFileSync(OUTPUT, writeEngineModule(binary))
  process.stdout.write(`the signature engine has ${binary.length} bytes\n`)
}
