import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** c2pa-rs as WebAssembly. */
export type C2pa = Pick<typeof import('@contentauth/c2pa-wasm'), 'WasmBuilder' | 'WasmReader'>

let loading: Promise<C2pa> | undefined

/** Loads c2pa-rs once, when it is first needed: 8 MB of WebAssembly. */
export function loadC2pa(): Promise<C2pa> {
  loading ??= load()
  return loading
}

async function load(): Promise<C2pa> {
  const { default: init, WasmBuilder, WasmReader } = await import('@contentauth/c2pa-wasm')
  provideFileReaderSync()
  const bytes = await readFile(fileURLToPath(import.meta.resolve('@contentauth/c2pa-wasm/c2pa.wasm')))
  await init({ module_or_path: bytes })
  return { WasmBuilder, WasmReader }
}

/** A Blob that can be read at once: its bytes are in memory anyway. */
export class MemoryBlob extends Blob {
  readonly #bytes: Uint8Array<ArrayBuffer>

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    super([bytes])
    this.#bytes = bytes
  }

  override slice(start = 0, end: number = this.#bytes.length): MemoryBlob {
    return new MemoryBlob(this.#bytes.subarray(start, end))
  }

  /** A copy of the bytes. */
  toArrayBuffer(): ArrayBuffer {
    return this.#bytes.slice().buffer
  }
}

/** c2pa-rs reads Blobs by FileReaderSync, which is in every browser's workers and not in Node: the only global that is made here. */
function provideFileReaderSync(): void {
  if ('FileReaderSync' in globalThis) return
  class FileReaderSync {
    readAsArrayBuffer(blob: Blob): ArrayBuffer {
      if (!(blob instanceof MemoryBlob)) throw new TypeError('this reader takes blobs in memory only')
      return blob.toArrayBuffer()
    }
  }
  Object.assign(globalThis, { FileReaderSync })
}
