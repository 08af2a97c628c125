/**
 * @module The palette of an image: k-means in OKLab over a histogram, begun by farthest points, so that the same image
 * gives the same palette everywhere and small bright details count as well as large quiet areas.
 */
import { ArtError } from '../errors.ts'
import type { RgbaImage } from '../photonic.ts'
import { fromOklab, type Triple, toHex, toOklab } from './color.ts'

/** Steps of the histogram along each channel: 32 levels. */
const LEVELS = 32
const ROUNDS = 24

interface Bin {
  readonly lab: Triple
  readonly weight: number
}

/**
 * So many colours (3 to 8) of an image, `#rrggbb`: the first is the most frequent, a ground; the others go from dark to
 * light. See-through pixels do not count. Throws `image.empty` for an image with nothing to see.
 */
export function extractPalette(image: RgbaImage, count: number): string[] {
  const bins = histogram(image)
  if (bins.length === 0)
    throw new ArtError('image.empty', 'the image has no visible pixel; choose another one')
  const centres = farthestPoints(bins, Math.max(3, Math.min(8, Math.round(count))))
  let weights: number[] = []
  for (let round = 0; round < ROUNDS; round++) weights = settle(bins, centres)
  const found = centres
    .map((lab, i) => ({ lab, weight: weights[i] ?? 0 }))
    .sort((a, b) => b.weight - a.weight || a.lab[0] - b.lab[0])
  const [ground, ...rest] = found
  rest.sort((a, b) => a.lab[0] - b.lab[0])
  return [ground, ...rest].flatMap((each) => (each === undefined ? [] : [toHex(fromOklab(each.lab))]))
}

/** Colours by the cells of a coarse cube, each at its mean. */
function histogram({ rgba }: RgbaImage): Bin[] {
  const sums = new Map<number, [number, number, number, number]>()
  for (let at = 0; at + 3 < rgba.length; at += 4) {
    if ((rgba[at + 3] ?? 0) < 128) continue
    const [red, green, blue] = [rgba[at] ?? 0, rgba[at + 1] ?? 0, rgba[at + 2] ?? 0]
    const cell = (((red * LEVELS) >> 8) * LEVELS + ((green * LEVELS) >> 8)) * LEVELS + ((blue * LEVELS) >> 8)
    const sum = sums.get(cell) ?? [0, 0, 0, 0]
    sum[0] += red
    sum[1] += green
    sum[2] += blue
    sum[3] += 1
    sums.set(cell, sum)
  }
  return [...sums.entries()]
    .sort(([a], [b]) => a - b)
    .map(([, [red, green, blue, pixels]]) => {
      const mean = (sum: number) => sum / pixels / 255
      // The root keeps a wide sky from drowning the sun in it.
      return { lab: toOklab([mean(red), mean(green), mean(blue)]), weight: Math.sqrt(pixels) }
    })
}

function distance(a: Triple, b: Triple): number {
  const [l, m, n] = [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
  return l * l + m * m + n * n
}

/** The most frequent colour, then each time the one farthest from all chosen, weighed by how frequent it is. */
function farthestPoints(bins: readonly Bin[], count: number): Triple[] {
  const first = bins.reduce((best, bin) => (bin.weight > best.weight ? bin : best), bins[0] ?? NOTHING)
  const centres: Triple[] = [first.lab]
  while (centres.length < count) {
    let best = first.lab
    let most = -1
    for (const { lab, weight } of bins) {
      const score = Math.min(...centres.map((centre) => distance(lab, centre))) * weight
      if (score > most) {
        most = score
        best = lab
      }
    }
    centres.push(best)
  }
  return centres
}

const NOTHING: Bin = { lab: [0, 0, 0], weight: 0 }

/** One round: colours go to their nearest centre, and each centre to the mean of its own. Answers their weights. */
function settle(bins: readonly Bin[], centres: Triple[]): number[] {
  const sums = centres.map(() => [0, 0, 0, 0] as [number, number, number, number])
  for (const { lab, weight } of bins) {
    let nearest = 0
    let least = Infinity
    centres.forEach((centre, i) => {
      const d = distance(lab, centre)
      if (d < least) {
        least = d
        nearest = i
      }
    })
    const sum = sums[nearest]
    if (sum === undefined) continue
    for (const c of [0, 1, 2] as const) sum[c] += lab[c] * weight
    sum[3] += weight
  }
  sums.forEach(([l, a, b, weight], i) => {
    // A centre that nobody is near to stays where it is.
    if (weight > 0) centres[i] = [l / weight, a / weight, b / weight]
  })
  return sums.map(([, , , weight]) => weight)
}
