/** @module What Node brings to a render worker: fonts from disk, zlib. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { constants, deflateRawSync, inflate } from 'node:zlib'
import { ArtError } from '../errors.ts'
import type { WorkerHost } from '../render/worker-program.ts'
import { fontFile, fonts } from '../text/fonts.ts'
import { createShaper, type Shaper } from '../text/shape.ts'
import { woffToSfnt } from '../text/woff.ts'

const inflateZlib = promisify(inflate)
const { resolve } = createRequire(import.meta.url)

/** zlib level of PNG rows: half the time of level 6 and a few per cent larger. */
const DEFLATE_LEVEL = 3

const shapers = new Map<string, Promise<Shaper>>()

async function loadFont(name: string): Promise<Shaper> {
  const face = fonts.find((each) => each.name === name)
  if (face === undefined) {
    throw new ArtError('recipe.invalid', `the font ${name} is not bundled`, { field: 'font' })
  }
  const harfbuzz = await import('harfbuzzjs')
  const files = await Promise.all(
    face.subsets.map(async (subset) => {
      const woff = await readFile(resolve(`@fontsource/${fontFile(face, subset)}`))
      return { subset, sfnt: await woffToSfnt(Uint8Array.from(woff), (bytes) => inflateZlib(bytes)) }
    }),
  )
  return createShaper(harfbuzz, face, files)
}

/** The host of render workers in Node. */
export const nativeHost: WorkerHost = {
  openFont(name) {
    let shaper = shapers.get(name)
    if (shaper === undefined) {
      shaper = loadFont(name)
      shapers.set(name, shaper)
    }
    return shaper
  },
  deflate(bytes, last) {
    const finishFlush = last ? constants.Z_FINISH : constants.Z_SYNC_FLUSH
    return Uint8Array.from(deflateRawSync(bytes, { level: DEFLATE_LEVEL, finishFlush }))
  },
}
