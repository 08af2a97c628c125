/** @module Instances of the collection engine, one for each thread, on one memory. */
import { ENGINE_MODULE } from './engine-module.ts'

/** Memory that threads share; grows by whole pages of 64 KiB, and `buffer` is another object afterwards. */
export interface EngineMemory {
  readonly buffer: ArrayBufferLike
  grow(pages: number): number
}

/** What `packages/art/engine/assembly/index.ts` exports; addresses and lengths are in bytes unless they say pixels, truth is 1. */
export interface EngineExports {
  workspaceBytes(): number
  setUp(workspace: number): void
  fade(picture: number, pixels: number, opacity: number): void
  findSpans(picture: number, pixels: number, spans: number): void
  spansFound(): number
  packedBytes(): number
  packSpans(picture: number, spans: number, count: number, to: number, straight: number): void
  layOver(frame: number, pixels: number, spans: number, count: number): void
  blendOver(mode: number, frame: number, pixels: number, spans: number, count: number): void
  isOpaque(frame: number, pixels: number): number
  flatness(frame: number, width: number, height: number): number
  unpremultiply(frame: number, pixels: number): void
  rowsPaeth(frame: number, to: number, width: number, height: number, channels: number, zeros: number): number
  deflate(at: number, bytes: number, to: number): number
  deflateFlat(frame: number, to: number, width: number, height: number, channels: number): number
}

/** Bytes of a page of WebAssembly memory. */
export const PAGE_BYTES = 65_536
/** All that 32-bit addresses reach. */
const MAX_PAGES = 65_536

/** A memory for layers and frames. */
export function createEngineMemory(): EngineMemory {
  return new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES, shared: true })
}

/** A new instance on a memory; it needs a workspace (`setUp`) before it deflates. */
export function createEngine(memory: EngineMemory): EngineExports {
  const module = new WebAssembly.Module(Uint8Array.fromBase64(ENGINE_MODULE))
  // The one place where the module's exports get their types: both sides are ours, and a test compiles the source again.
  return new WebAssembly.Instance(module, { env: { memory } }).exports as EngineExports
}
