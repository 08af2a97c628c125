import { ENGINE_MODULE } from './engine-module.ts'

/** The engine's own memory; grows by whole pages of 64 KiB. */
export interface EngineMemory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}

/** What `packages/crypto/engine/assembly/index.ts` exports; addresses and lengths are in bytes, truth is 1. */
export interface EngineExports {
  readonly memory: EngineMemory
  signatureAt(): number
  publicKeyAt(): number
  chunkAt(): number
  chunkBytes(): number
  slotsAt(): number
  slotBytes(scheme: number): number
  fingerprint(scheme: number): number
  holdsKey(scheme: number, slot: number): number
  expandKey(scheme: number, slot: number): number
  startMessage(scheme: number, slot: number, contextBytes: number): void
  absorbChunk(bytes: number): void
  verifySignature(scheme: number, slot: number): number
}

let compiled: object | null | undefined

/** The compiled module: once for each thread, or null where WebAssembly or its vectors are missing. */
function compile(): object | null {
  if (typeof WebAssembly === 'undefined') return null
  try {
    // Compiling while the caller waits is allowed on a page's main thread up to 8 MB (Chrome); this is a three-hundredth of that.
    return new WebAssembly.Module(Uint8Array.fromBase64(ENGINE_MODULE))
  } catch {
    // A page whose policy lacks 'wasm-unsafe-eval', or a machine without vectors: others verify there.
    return null
  }
}

/** A new instance with memory of its own, or undefined where this platform cannot run it. */
export function createEngineInstance(): EngineExports | undefined {
  compiled ??= compile()
  if (compiled === null) return undefined
  // The one place where the module's exports get their types: both sides are ours, and a test compiles the source again.
  return new WebAssembly.Instance(compiled).exports as EngineExports
}
