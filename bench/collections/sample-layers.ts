/** Layers to measure with: eight folders of drawn traits, flat as comics are or painted with grain and gradients; the same on every machine. @module */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'

/** How the layers look: areas of one colour, or grain and gradients all over. */
export type Style = 'flat' | 'painterly'

/** Layers from the lowest up, and how many traits each has: 6 × 8^5 × 60 pieces are possible. */
const LAYERS = { Background: 10, Body: 6, Marks: 6, Clothes: 8, Mouth: 8, Eyes: 8, Hat: 8, Charm: 8 } as const
type LayerName = keyof typeof LAYERS
const WEIGHTS = [50, 30, 20, 15, 10, 8, 5, 3, 2, 1] as const

/** Folders from the lowest layer up. */
export const sampleOrder = Object.keys(LAYERS) as readonly LayerName[]

/** A number in [0, 1) that depends on its arguments alone (an integer hash, as shaders have it). */
function scatter(...values: readonly number[]): number {
  let hash = 0x9e3779b9
  for (const value of values) {
    hash = Math.imul(hash ^ (value + 0x7f4a7c15), 0x85ebca6b)
    hash ^= hash >>> 13
    hash = Math.imul(hash, 0xc2b2ae35)
    hash ^= hash >>> 16
  }
  return (hash >>> 0) / 2 ** 32
}

const hsl = (hue: number, saturation: number, lightness: number) =>
  `hsl(${Math.round(hue)},${saturation}%,${lightness}%)`

/** A shape with an outline; painted ones have grain in them. */
function shape(path: string, fill: string, style: Style, grain: number): string {
  if (style === 'flat') return `<path d="${path}" fill="${fill}" stroke="#141414" stroke-width="5"/>`
  return `<filter id="f${grain}"><feTurbulence type="fractalNoise" baseFrequency="0.04" numOctaves="4" seed="${grain}"/>
<feColorMatrix values="0 0 0 0 .45  0 0 0 0 .4  0 0 0 0 .35  0 0 0 .6 0"/><feComposite in2="SourceGraphic" operator="in" result="g"/>
<feMerge><feMergeNode in="SourceGraphic"/><feMergeNode in="g"/></feMerge></filter>
<path d="${path}" fill="${fill}" stroke="#141414" stroke-width="5" filter="url(#f${grain})"/>`
}

const SHAPES: Readonly<Record<LayerName, (trait: number, style: Style) => string>> = {
  Background(trait, style) {
    const fill = style === 'flat' ? hsl(trait * 36, 55, 66) : 'url(#sky)'
    const sky = `<linearGradient id="sky" x2=".4" y2="1"><stop stop-color="${hsl(trait * 36, 70, 74)}"/><stop offset="1" stop-color="${hsl(trait * 36 + 50, 60, 42)}"/></linearGradient>`
    return sky + shape('M-9-9H521V521H-9Z', fill, style, trait + 1)
  },
  Body: (trait, style) =>
    shape(
      'M90 520C92 410 150 372 204 352L202 304C128 268 118 86 256 82C394 86 384 268 310 304L308 352C362 372 420 410 422 520Z',
      hsl(18 + trait * 52, 46, 56),
      style,
      trait + 20,
    ),
  Marks(trait) {
    const dots = Array.from({ length: 24 + trait * 8 }, (_, i) => {
      const [x, y, r] = [
        165 + scatter(trait, i, 1) * 182,
        112 + scatter(trait, i, 2) * 170,
        2 + scatter(trait, i, 3) * 7,
      ]
      return `<circle cx="${x}" cy="${y}" r="${r}" fill="${hsl(30 + trait * 52, 45, 40)}" fill-opacity=".55"/>`
    })
    return dots.join('')
  },
  Clothes(trait, style) {
    const stripes = Array.from({ length: 4 + trait }, (_, i) => {
      const x = 104 + i * 30
      return `<path d="M${x} 520L${x + 26} ${402 + scatter(trait, i) * 30}" stroke="${hsl(scatter(i, trait) * 360, 70, 60)}" stroke-width="6"/>`
    })
    const coat = 'M76 520C88 424 148 382 206 370Q256 408 306 370C364 382 424 424 436 520Z'
    return shape(coat, hsl(trait * 45 + 12, 58, 42), style, trait + 40) + stripes.join('')
  },
  Mouth: (trait, style) =>
    shape(
      `M204 ${258 + trait}Q256 ${246 + trait * 8} 308 ${258 - trait}Q256 ${262 + trait * 9} 204 ${258 + trait}Z`,
      hsl(350, 20 + trait * 8, 42),
      style,
      trait + 60,
    ),
  Eyes(trait) {
    const eye = (x: number) =>
      `<ellipse cx="${x}" cy="190" rx="${28 + trait}" ry="${20 + trait * 2}" fill="#fff" stroke="#141414" stroke-width="5"/><circle cx="${x + trait - 3}" cy="192" r="${9 + trait}" fill="${hsl(trait * 47, 78, 40)}"/>`
    return eye(206) + eye(306)
  },
  Hat: (trait, style) =>
    shape(
      trait % 2 === 0
        ? `M126 132L${146 + trait * 4} 48L202 104L256 ${18 + trait * 4}L310 104L${366 - trait * 4} 48L386 132Z`
        : `M126 138C138 34 374 34 386 138Q256 ${88 + trait * 4} 126 138Z`,
      hsl(40 + trait * 40, 70, 50),
      style,
      trait + 80,
    ),
  Charm(trait) {
    const stars = Array.from({ length: 3 + trait }, (_, i) => {
      const [x, y] = [140 + scatter(trait, i, 7) * 232, 312 + scatter(trait, i, 8) * 170]
      return `<path d="M${x} ${y}l9 21 23 3-17 16 4 23-19-11-20 11 4-23-17-16 23-3Z" fill="${hsl(scatter(i, trait, 9) * 360, 80, 60)}" fill-opacity=".85" stroke="#141414" stroke-width="3"/>`
    })
    return stars.join('')
  },
}

/** Draws the layers as PNG into `folder`, `size` pixels on a side, named as the HashLips engine wants them. */
export async function drawSampleLayers(folder: string, style: Style, size: number): Promise<void> {
  for (const layer of sampleOrder) {
    mkdirSync(join(folder, layer), { recursive: true })
    for (let trait = 0; trait < LAYERS[layer]; trait++) {
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512" width="${size}" height="${size}">${SHAPES[layer](trait, style)}</svg>`
      const png = await sharp(Buffer.from(svg)).png().toBuffer()
      writeFileSync(join(folder, layer, `T${trait}#${WEIGHTS[trait]}.png`), png)
    }
  }
}
