/** @module The page of the browser test: renders recipes with the browser's renderer and tells what came out. */
import { checkRecipe, type RenderFormat, readRecipe } from '../../src/index.ts'
import { createRenderer } from '../../src/web/index.ts'

const renderer = createRenderer({ threads: 2 })

async function sha256(bytes: Uint8Array<ArrayBuffer> | Uint8ClampedArray<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).toHex()
}

/** What the test may ask of the page. */
export interface ArtPage {
  /** SHA-256 of a recipe's pixels. */
  readonly pixelHash: (recipe: unknown) => Promise<string>
  /** A rendered file as base64, after its recipe was read back and compared. */
  readonly file: (recipe: unknown, format: RenderFormat) => Promise<string>
  /** Code of the error of a rendering that was cancelled after its first progress. */
  readonly cancel: (recipe: unknown) => Promise<string>
}

const page: ArtPage = {
  async pixelHash(recipe) {
    return sha256((await renderer.renderPixels(checkRecipe(recipe))).rgba)
  },
  async file(recipe, format) {
    const checked = checkRecipe(recipe)
    const { bytes } = await renderer.render(checked, { format })
    if (JSON.stringify(readRecipe(bytes)) !== JSON.stringify(checked))
      throw new Error('another recipe came back')
    return bytes.toBase64()
  },
  async cancel(recipe) {
    const abort = new AbortController()
    try {
      await renderer.render(checkRecipe(recipe), {
        signal: abort.signal,
        onProgress: (share) => share > 0 && abort.abort(),
      })
      return 'finished'
    } catch (error) {
      return error instanceof Error && 'code' in error ? String(error.code) : String(error)
    }
  },
}

Object.assign(globalThis, { art: page })
