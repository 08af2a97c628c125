/**
 * Compiles the signature engine to WebAssembly and writes it into the package: `npm run build:engine`. The result is committed; a
 * test compiles again and compares, so that nobody has to trust the bytes.
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs'
import asc from 'assemblyscript/asc'
import { writeKeccakRounds } from './keccak-rounds.ts'

const ASSEMBLY = new URL('./assembly/', import.meta.url)
const OUTPUT = new URL('../src/engine/engine-module.ts', import.meta.url)

/**
 * The source of one file, or null. AssemblyScript marks functions that must be inlined by a decorator, which no other TypeScript tool
 * accepts on a function: sources carry it as a comment, and it becomes a decorator here.
 */
function readSource(path: string): string | null {
  if (path === 'keccak-rounds.ts') return writeKeccakRounds()
  try {
    return readFileSync(new URL(path, ASSEMBLY), 'utf8').replaceAll('/* @inline */', '@inline')
  } catch {
    return null
  }
}

/** Compiles the engine. Throws an Error with the compiler's messages. */
export async function compileEngine(): Promise<Uint8Array<ArrayBuffer>> {
  let binary: Uint8Array<ArrayBuffer> | undefined
  const options = ['index.ts', '--outFile', 'engine.wasm', '-O3', '--noAssert', '--converge']
  const platform = ['--runtime', 'stub', '--enable', 'simd', '--use', 'abort=']
  const { error, stderr } = await asc.main([...options, ...platform], {
    readFile: readSource,
    writeFile(_name, contents) {
      if (typeof contents !== 'string') binary = new Uint8Array(contents)
    },
    listFiles: () => [],
  })
  if (error !== null || binary === undefined) throw new Error(`the engine does not compile:\n${stderr}`)
  return binary
}

/**
 * The module as TypeScript source: Node, bundlers and browsers load it like any other file, synchronously and from any origin, which a
 * `.wasm` file beside it would not give (bundlers move it, pages fetch it, policies forbid it).
 */
export function writeEngineModule(binary: Uint8Array): string {
  return [
    '/** The signature engine, compiled: written by `npm run build:engine` from `packages/crypto/engine`, never by hand. @module */',
    '',
    '/** WebAssembly in base64. */',
    'export const ENGINE_MODULE =',
    `  '${Buffer.from(binary).toString('base64')}'`,
    '',
  ].join('\n')
}

if (import.meta.main) {
  const binary = await compileEngine()
  writeFileSync(OUTPUT, writeEngineModule(binary))
  process.stdout.write(`the engine has ${binary.length} bytes\n`)
}
