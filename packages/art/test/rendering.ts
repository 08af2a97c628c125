/** What the rendering tests share: hashes, and patterns drawn without threads. */
import { createHash } from 'node:crypto'
import type { Recipe } from '../src/index.ts'
import { nativeHost } from '../src/native/host.ts'
import { createBandRenderer } from '../src/render/band.ts'
import { prepareLayer, readyLayer } from '../src/render/prepare.ts'

export function sha256(bytes: Uint8Array | Uint8ClampedArray): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Renders on this thread, all rows as one band. */
export async function renderHere(recipe: Recipe): Promise<Uint8Array> {
  const layers = await Promise.all(
    recipe.layers.map(async (layer) => {
      return readyLayer(layer, recipe, await prepareLayer(layer, recipe, nativeHost.openFont))
    }),
  )
  return createBandRenderer(recipe, layers)({ top: 0, bottom: recipe.height })
}
