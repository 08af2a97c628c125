/** @module The page of the browser test: renders recipes with the browser's renderer and tells what came out. */
import { checkRecipe, type RenderFormat, readRecipe } from '../../src/index.ts'
import { fieldOf } from '../../src/render/prepare.ts'
import { drawOnGpu } from '../../src/web/gpu.ts'
import { createRenderer, readFont } from '../../src/web/index.ts'

const renderer = createRenderer({ threads: 2 })
/** Each thread compiles the GPU's programs for itself: comparing them takes one. */
const comparer = createRenderer({ threads: 1 })

async function sha256(bytes: Uint8Array<ArrayBuffer> | Uint8ClampedArray<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).toHex()
}

/** Two pictures of one recipe, in steps of 8 bits. */
export interface GpuComparison {
  readonly isByGpu: boolean
  /** Mean of the differences of all channels. */
  readonly mean: number
  /** Share of the channels that differ by more than four steps. */
  readonly beyond: number
  readonly gpuMs: number
  readonly cpuMs: number
}

/** What the test may ask of the page. */
export interface ArtPage {
  /** SHA-256 of a recipe's pixels. */
  readonly pixelHash: (recipe: unknown) => Promise<string>
  /** A rendered file as base64, after its recipe was read back and compared. */
  readonly file: (recipe: unknown, format: RenderFormat) => Promise<string>
  /** How far the GPU's picture is from the CPU's, as JSON of `GpuComparison`. */
  readonly compareGpu: (recipe: unknown) => Promise<string>
  /** How many numbers the GPU gives before it is lost, and after, as JSON. */
  readonly loseGpu: (recipe: unknown) => Promise<string>
  /** What a font file, given as base64, says of itself, and the SHA-256 of a recipe's pixels that are drawn with it, as JSON. */
  readonly ownFont: (recipe: unknown, file: string) => Promise<string>
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
  async compareGpu(recipe) {
    const checked = checkRecipe(recipe)
    const start = performance.now()
    const onGpu = await comparer.renderPixels(checked, { gpu: true })
    const middle = performance.now()
    const onCpu = await comparer.renderPixels(checked)
    const end = performance.now()
    let sum = 0
    let beyond = 0
    onCpu.rgba.forEach((value, i) => {
      const difference = Math.abs(value - (onGpu.rgba[i] ?? 0))
      sum += difference
      if (difference > 4) beyond += 1
    })
    const count = onCpu.rgba.length
    return JSON.stringify({
      isByGpu: onGpu.isByGpu && !onCpu.isByGpu,
      mean: sum / count,
      beyond: beyond / count,
      gpuMs: middle - start,
      cpuMs: end - middle,
    })
  },
  async loseGpu(recipe) {
    const checked = checkRecipe(recipe)
    const [layer] = checked.layers
    const job = layer && fieldOf(layer, checked, { kind: 'field', data: {} })
    if (job === undefined) throw new Error('the layer has a program')
    // The device that the drawing opens, so that it can be taken away.
    const devices: GPUDevice[] = []
    const request = GPUAdapter.prototype.requestDevice
    GPUAdapter.prototype.requestDevice = async function (...given) {
      const device = await request.apply(this, given)
      devices.push(device)
      return device
    }
    const draw = async () => (await drawOnGpu(job, checked, { top: 0, bottom: checked.height }))?.length
    const before = await draw()
    const [device] = devices
    device?.destroy()
    await device?.lost
    return JSON.stringify({ before, after: (await draw()) ?? 'nothing' })
  },
  async ownFont(recipe, file) {
    const bytes = Uint8Array.fromBase64(file)
    try {
      const font = await readFont(bytes)
      await using drawer = createRenderer({ threads: 1, findFont: async () => bytes })
      const { rgba } = await drawer.renderPixels(checkRecipe(recipe))
      return JSON.stringify({ font, pixels: await sha256(rgba) })
    } catch (error) {
      return JSON.stringify({ code: Object(error).code, message: Object(error).message })
    }
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
