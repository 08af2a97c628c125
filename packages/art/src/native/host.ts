/** @module What Node brings to a render worker: fonts from disk, zlib. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { brotliDecompress, constants, deflateRawSync, inflate } from 'node:zlib'
import type { WorkerHost } from '../render/worker-program.ts'
import { type FontPlatform, openBundled, openFile } from '../text/face.ts'
import { type FontFile, openFontFile } from '../text/font-file.ts'
import { fontFile } from '../text/fonts.ts'
import type { Shaper } from '../text/shape.ts'
import type { Unpackers } from '../text/woff.ts'

const inflateZlib = promisify(inflate)
const decompressBrotli = promisify(brotliDecompress)
const { resolve } = createRequire(import.meta.url)

/** zlib level of PNG rows: half the time of level 6 and a few per cent larger. */
const DEFLATE_LEVEL = 3

/** Unpacks at most `length` bytes; zlib itself stops there. */
const unpackers: Unpackers = {
  inflate: (bytes, length) => inflateZlib(bytes, { maxOutputLength: Math.max(1, length) }),
  unbrotli: (bytes, length) => decompressBrotli(bytes, { maxOutputLength: Math.max(1, length) }),
}

const platform: FontPlatform = {
  loadHarfBuzz: () => import('harfbuzzjs'),
  ...unpackers,
  readFace: (face) =>
    Promise.all(
      face.subsets.map(async (subset) =>
        Uint8Array.from(await readFile(resolve(`@fontsource/${fontFile(face, subset)}`))),
      ),
    ),
}

/** Reads and checks a font file: what it says of itself and how recipes name it. Rejects as `openFontFile` does. */
export async function readFont(bytes: Uint8Array<ArrayBuffer>): Promise<FontFile> {
  const { sfnt: _, ...font } = await openFontFile(bytes, unpackers)
  return font
}

const shapers = new Map<string, Promise<Shaper>>()

/** The host of render workers in Node. */
export const nativeHost: WorkerHost = {
  openFont(name) {
    let shaper = shapers.get(name)
    if (shaper === undefined) {
      shaper = openBundled(name, platform)
      shapers.set(name, shaper)
    }
    return shaper
  },
  openFile: (bytes, name) => openFile(bytes, name, platform),
  deflate(bytes, last) {
    const finishFlush = last ? constants.Z_FINISH : constants.Z_SYNC_FLUSH
    return Uint8Array.from(deflateRawSync(bytes, { level: DEFLATE_LEVEL, finishFlush }))
  },
}
