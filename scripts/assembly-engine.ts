/** How engines in AssemblyScript become part of a package: compiled, and written as TypeScript source. @module */
import { readFileSync } from 'node:fs'
import asc from 'assemblyscript/asc'

/** An engine that is compiled. */
export interface AssemblyEngine {
  /** As messages call it, such as `signature engine`. */
  readonly name: string
  /** Folder of its build script, such as `packages/crypto/engine`. */
  readonly folder: string
  /** Folder of its sources, in which `index.ts` is the entry. */
  readonly sources: URL
  /** Options of the compiler beside those that all engines have. */
  readonly options?: readonly string[]
  /** Sources that are written when it is compiled, by their file. */
  readonly written?: Readonly<Record<string, () => string>>
}

/** Compiles an engine. Throws an Error with the compiler's messages. */
export async function compileAssembly(engine: AssemblyEngine): Promise<Uint8Array<ArrayBuffer>> {
  let binary: Uint8Array<ArrayBuffer> | undefined
  const common = ['index.ts', '--outFile', 'engine.wasm', '-O3', '--noAssert', '--converge']
  const platform = ['--runtime', 'stub', '--enable', 'simd', '--use', 'abort=']
  const { error, stderr } = await asc.main([...common, ...platform, ...(engine.options ?? [])], {
    readFile: (path) => readSource(engine, path),
    writeFile(_name, contents) {
      if (typeof contents !== 'string') binary = new Uint8Array(contents)
    },
    listFiles: () => [],
  })
  if (error !== null || binary === undefined)
    throw new Error(`the ${engine.name} does not compile:\n${stderr}`)
  return binary
}

/**
 * The source of one file, or null. AssemblyScript marks functions that must be inlined by a decorator, which no other TypeScript tool
 * accepts on a function: sources carry it as a comment, and it becomes a decorator here.
 */
function readSource({ sources, written = {} }: AssemblyEngine, path: string): string | null {
  const write = Object.hasOwn(written, path) ? written[path] : undefined
  if (write !== undefined) return write()
  try {
    return readFileSync(new URL(path, sources), 'utf8').replaceAll('/* @inline */', '@inline')
  } catch {
    return null
  }
}

/**
 * The module as TypeScript source: Node, bundlers and browsers load it like any other file, synchronously and from any origin, which a
 * `.wasm` file beside it would not give (bundlers move it, pages fetch it, policies forbid it).
 */
export function writeAssemblyModule({ name, folder }: AssemblyEngine, binary: Uint8Array): string {
  return [
    `/** The ${name}, compiled: written by \`npm run build:engine\` from \`${folder}\`, never by hand. @module */`,
    '',
    '/** WebAssembly in base64. */',
    'export const ENGINE_MODULE =',
    `  '${Buffer.from(binary).toString('base64')}'`,
    '',
  ].join('\n')
}
