/**
 * Compiles the collection engine to WebAssembly and writes it into the package: `npm run build:engine`. The result is committed; a
 * test compiles again and compares, so that nobody has to trust the bytes.
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs'
import asc from 'assemblyscript/asc'

const ASSEMBLY = new URL('./assembly/', import.meta.url)
const OUTPUT = new URL('../src/engine/engine-module.ts', import.meta.url)

/**
 * The source of one file, or null. AssemblyScript marks functions that must be inlined by a decorator, which no other TypeScript tool
 * accepts on a function: sources carry it as a comment, and it becomes a decorator here.
 */
function readSource(path: string): string | null {
  try {
    return readFileSync(new URL(path, ASSEMBLY), 'utf8').replaceAll('/* @inline */', '@inline')
  } catch {
    return null
  }
}

/** Compiles the engine. Its memory is imported and shared, so that all threads see the same layers. Throws an Error with the compiler's messages. */
export async function compileEngine(): Promise<Uint8Array<ArrayBuffer>> {
  let binary: Uint8Array<ArrayBuffer> | undefined
  const options = ['index.ts', '--outFile', 'engine.wasm', '-O3', '--noAssert', '--converge']
  const platform = ['--runtime', 'stub', '--enable', 'simd', '--enable', 'threads', '--use', 'abort=']
  const memory = ['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536']
  const { error, stderr } = await asc.main([...options, ...platform, ...memory], {
    readFile: readSource,
    writeFile(_name, contents) {
      if (typeof contents !== 'string') binary = new Uint8Array(contents)
    },
    listFiles: () => [],
  })
  if (error !== null || binary === undefined) throw new Error(`the engine does not compile:\n${stderr}`)
  return binary
}

/** The module as TypeScript source: Node, bundlers and browsers load it like any other file, synchronously and from any origin. */
export function writeEngineModule(binary: Uint8Array): string {
  return [
    '/** The collection engine, compiled: written by `npm run build:engine` from `packages/art/engine`, never by hand. @module */',
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
  process.stdout.write(`the collection engine has ${binary.length} bytes\n`)
}
