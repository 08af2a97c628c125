/** @module What a browser brings to a render worker: fonts by URL. */
import { ArtError } from '../errors.ts'
import type { WorkerHost } from '../render/worker-program.ts'
import { type FontPlatform, openBundled, openFile } from '../text/face.ts'
import type { FontFace } from '../text/fonts.ts'
import type { Shaper } from '../text/shape.ts'
import { fontUrls } from './font-urls.ts'
import { drawOnGpu } from './gpu.ts'
import { unpackers } from './unpack.ts'

async function download(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url)
  if (!response.ok) throw new ArtError('render.failed', `${url} answered ${response.status}`)
  return new Uint8Array(await response.arrayBuffer())
}

async function readFace({ name, subsets }: FontFace): Promise<readonly Uint8Array<ArrayBuffer>[]> {
  const urls = fontUrls[name]
  if (urls?.length !== subsets.length) throw new ArtError('render.failed', `the font ${name} lacks a file`)
  return Promise.all(urls.map(download))
}

const platform: FontPlatform = { loadHarfBuzz: () => import('harfbuzzjs'), ...unpackers, readFace }

const shapers = new Map<string, Promise<Shaper>>()

/** The host of render workers in a browser. */
export const webHost: WorkerHost = {
  openFont(name) {
    let shaper = shapers.get(name)
    if (shaper === undefined) {
      shaper = openBundled(name, platform)
      shapers.set(name, shaper)
    }
    return shaper
  },
  openFile: (bytes, name) => openFile(bytes, name, platform),
  drawField: drawOnGpu,
}
