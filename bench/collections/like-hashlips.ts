/**
 * The way of work of the HashLips art engine: one thread; for every edition its layers are read and decoded again, drawn on
 * a canvas, encoded and written synchronously, with a metadata file each and all of them again at the end. That engine itself uses
 * node-canvas, which has no prebuilt binary in the registry: see `measureCollections` for how it is measured where it was built.
 * @module
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/** The few things of a canvas that are used. */
interface CanvasModule {
  createCanvas(width: number, height: number): Canvas
  loadImage(path: string): Promise<object>
}
interface Canvas {
  getContext(kind: '2d'): {
    globalAlpha: number
    globalCompositeOperation: string
    clearRect(x: number, y: number, width: number, height: number): void
    drawImage(image: object, x: number, y: number, width: number, height: number): void
  }
  toBuffer(type: string): Uint8Array
}

interface Element {
  readonly name: string
  readonly weight: number
  readonly path: string
}

function readLayers(folder: string, order: readonly string[]): readonly (readonly Element[])[] {
  return order.map((layer) =>
    readdirSync(join(folder, layer)).map((file) => {
      const [, name = '', weight = ''] = /^(.+)#(\d+)\.png$/.exec(file) ?? []
      return { name, weight: Number(weight), path: join(folder, layer, file) }
    }),
  )
}

function choose(elements: readonly Element[], random: () => number): Element | undefined {
  let rest = Math.floor(random() * elements.reduce((sum, { weight }) => sum + weight, 0))
  return elements.find(({ weight }) => {
    rest -= weight
    return rest < 0
  })
}

/** Draws the pieces of one run. `canvasFolder` is where the canvas is installed. */
export async function drawLikeHashLips(
  job: {
    readonly layers: string
    readonly order: readonly string[]
    readonly out: string
    readonly size: number
    readonly count: number
    /** `canvas` (node-canvas, which the engine itself uses) or `@napi-rs/canvas`. */
    readonly canvas: string
  },
  canvasFolder: string,
): Promise<void> {
  const require = createRequire(join(canvasFolder, 'package.json'))
  const { createCanvas, loadImage } = require(job.canvas) as CanvasModule
  const layers = readLayers(job.layers, job.order)
  for (const folder of ['images', 'json']) mkdirSync(join(job.out, folder), { recursive: true })
  const canvas = createCanvas(job.size, job.size)
  const context = canvas.getContext('2d')
  const seen = new Set<string>()
  const all: object[] = []
  while (all.length < job.count) {
    const elements = layers.map((each) => choose(each, Math.random)).filter((each) => each !== undefined)
    const dna = elements.map(({ name }) => name).join('-')
    if (seen.has(dna)) continue
    seen.add(dna)
    const edition = all.length + 1
    const images = await Promise.all(elements.map(({ path }) => loadImage(path)))
    context.clearRect(0, 0, job.size, job.size)
    for (const image of images) {
      context.globalAlpha = 1
      context.globalCompositeOperation = 'source-over'
      context.drawImage(image, 0, 0, job.size, job.size)
    }
    writeFileSync(join(job.out, `images/${edition}.png`), canvas.toBuffer('image/png'))
    const attributes = elements.map(({ name }, i) => ({ trait_type: job.order[i], value: name }))
    const metadata = { name: `Piece #${edition}`, image: `ipfs://x/${edition}.png`, dna, edition, attributes }
    all.push(metadata)
    writeFileSync(join(job.out, `json/${edition}.json`), JSON.stringify(metadata, undefined, 2))
  }
  writeFileSync(join(job.out, 'json/_metadata.json'), JSON.stringify(all, undefined, 2))
}
