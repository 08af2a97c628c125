/** @module What a browser brings to a render worker: fonts by URL. */
import { ArtError } from '../errors.ts'
import type { WorkerHost } from '../render/worker-program.ts'
import { fonts } from '../text/fonts.ts'
import { createShaper, type Shaper } from '../text/shape.ts'
import { woffToSfnt } from '../text/woff.ts'
import { fontUrls } from './font-urls.ts'

const shapers = new Map<string, Promise<Shaper>>()

async function download(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url)
  if (!response.ok) throw new ArtError('render.failed', `${url} answered ${response.status}`)
  return new Uint8Array(await response.arrayBuffer())
}

async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

async function loadFont(name: string): Promise<Shaper> {
  const face = fonts.find((each) => each.name === name)
  const urls = fontUrls[name]
  if (face === undefined || urls === undefined) {
    throw new ArtError('recipe.invalid', `the font ${name} is not bundled`, { field: 'font' })
  }
  const harfbuzz = await import('harfbuzzjs')
  const files = await Promise.all(
    face.subsets.map(async (subset, i) => {
      const url = urls[i]
      if (url === undefined) throw new ArtError('render.failed', `the font ${name} lacks its file ${subset}`)
      return { subset, sfnt: await woffToSfnt(await download(url), inflate) }
    }),
  )
  return createShaper(harfbuzz, face, files)
}

/** The host of render workers in a browser. */
export const webHost: WorkerHost = {
  openFont(name) {
    let shaper = shapers.get(name)
    if (shaper === undefined) {
      shaper = loadFont(name)
      shapers.set(name, shaper)
    }
    return shaper
  },
}
