/**
 * @module Venation: veins that grow towards what they lack, as in leaves, corals and river mouths (Runions et al.,
 * "Modeling and visualization of leaf venation patterns", 2005: space colonisation).
 */
import { mixHex } from '../color/color.ts'
import { type Palette, visibleColours } from '../color/palette.ts'
import { clamp, cos, length, log, pow, sin, TAU } from '../numeric/math.ts'
import type { Random } from '../numeric/random.ts'
import { createPen, type Pen, type Point } from '../scene/path.ts'
import { glowingGround, type Shape, shape } from '../scene/scene.ts'
import { choice, count, type Frame, params, range, vectorPattern } from './pattern.ts'

export const venation = vectorPattern({
  name: 'venation',
  title: 'Venation',
  description:
    'Veins that branch and branch again until they have reached every place, like coral or lightning.',
  palettes: ['lacquer', 'verdigris', 'ultraviolet', 'abyss', 'gilded', 'sakura', 'washi'],
  params: params({
    roots: count('Roots', 1, 9, 4),
    start: choice('Start', ['rim', 'heart', 'scattered']),
    density: range('Density', 0.3, 1.6, 1),
    weight: range('Vein width', 0.4, 2.5, 1),
  }),
  draw({ random, palette, params: { roots, start, density, weight }, ...frame }) {
    const veins = colonise(random.fork('growth'), frame, { roots, start, density })
    const flow = flows(veins)
    const shapes: Shape[] = [
      glowingGround(frame, mixHex(palette.ground, palette.colour(1), 0.35), palette.ground),
    ]
    const colours = random.fork('colours').shuffle(visibleColours(palette))
    shapes.push(...drawVeins(veins, { flow, weight, palette, colours }))
    return { shapes }
  },
})

/** Growth in columns: place, parent (-1 for a root) and root of every node. */
interface Veins {
  readonly x: readonly number[]
  readonly y: readonly number[]
  readonly parent: readonly number[]
  readonly root: readonly number[]
}

interface Seeds {
  readonly roots: number
  readonly start: 'rim' | 'heart' | 'scattered'
  readonly density: number
}

/** Adds a node. */
type Add = (x: number, y: number, parent: number, root: number) => void

const STEP = 0.01
/** A place pulls at veins no further away than this. */
const REACH = 0.09
const MAX_ROUNDS = 900
const MAX_NODES = 24_000

/** Nodes and attractors in cells, so that a neighbour is found by looking at nine of them. */
class Cells {
  readonly #columns: number
  readonly #rows: number
  readonly #cells: number[][]
  readonly #frame: Frame
  readonly #side: number

  constructor(frame: Frame, side: number) {
    this.#frame = frame
    this.#side = side
    this.#columns = Math.ceil((2.4 * frame.halfWidth) / side) + 2
    this.#rows = Math.ceil((2.4 * frame.halfHeight) / side) + 2
    this.#cells = Array.from({ length: this.#columns * this.#rows }, () => [])
  }

  #cell(x: number, y: number, dx: number, dy: number): number[] | undefined {
    const column =
      clamp(Math.floor((x + 1.2 * this.#frame.halfWidth) / this.#side), 0, this.#columns - 1) + dx
    const row = clamp(Math.floor((y + 1.2 * this.#frame.halfHeight) / this.#side), 0, this.#rows - 1) + dy
    return column < 0 || column >= this.#columns ? undefined : this.#cells[row * this.#columns + column]
  }

  add(x: number, y: number, item: number): void {
    this.#cell(x, y, 0, 0)?.push(item)
  }

  near(x: number, y: number, visit: (item: number) => void): void {
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) for (const item of this.#cell(x, y, dx, dy) ?? []) visit(item)
    }
  }
}

/** Growth so far, with its nodes in cells. */
interface Growth {
  readonly veins: Veins
  readonly cells: Cells
  readonly add: Add
}

function colonise(random: Random, frame: Frame, seeds: Seeds): Veins {
  const veins = { x: [] as number[], y: [] as number[], parent: [] as number[], root: [] as number[] }
  const cells = new Cells(frame, REACH)
  const add: Add = (x, y, parent, root) => {
    cells.add(x, y, veins.x.length)
    veins.x.push(x)
    veins.y.push(y)
    veins.parent.push(parent)
    veins.root.push(root)
  }
  const growth: Growth = { veins, cells, add }
  for (const [i, [x, y]] of rootsOf(random, frame, seeds).entries()) add(x, y, -1, i)
  let wants = scatter(random, frame, seeds.density)
  for (let round = 0; round < MAX_ROUNDS && wants.length > 0 && veins.x.length < MAX_NODES; round++) {
    const { left, gained } = advance(growth, wants)
    wants = left
    if (!gained && !leap(growth, wants)) break
  }
  return veins
}

/** One round: every place pulls at the vein nearest to it, and the veins that are pulled take a step. */
function advance(growth: Growth, wants: readonly Point[]): { left: Point[]; gained: boolean } {
  const { veins, cells } = growth
  const pulls = new Map<number, [number, number]>()
  const left: Point[] = []
  for (const want of wants) {
    const { node, distance } = nearest(veins, cells, want)
    if (distance < STEP * 1.9) continue
    left.push(want)
    if (node < 0) continue
    const pull = pulls.get(node) ?? [0, 0]
    pull[0] += (want[0] - (veins.x[node] ?? 0)) / distance
    pull[1] += (want[1] - (veins.y[node] ?? 0)) / distance
    pulls.set(node, pull)
  }
  let gained = false
  for (const [node, [px, py]] of pulls) {
    // Pulls that cancel out lead nowhere.
    if (length(px, py) > 0.05) gained = sprout(growth, { node, px, py }) || gained
  }
  return { left, gained }
}

function rootsOf(random: Random, { halfWidth, halfHeight }: Frame, { roots, start }: Seeds): Point[] {
  const turn = random.between(0, TAU)
  return Array.from({ length: roots }, (_, i): Point => {
    const angle = turn + (TAU * (i + random.between(-0.25, 0.25))) / roots
    if (start === 'heart') return [0.06 * cos(angle), 0.06 * sin(angle)]
    if (start === 'scattered') {
      return [random.between(-0.9, 0.9) * halfWidth, random.between(-0.9, 0.9) * halfHeight]
    }
    const far = 1.03 / Math.max(Math.abs(cos(angle)), Math.abs(sin(angle)))
    return [cos(angle) * far * halfWidth, sin(angle) * far * halfHeight]
  })
}

/** Places that want a vein, evenly spread: one in each cell of a fine grid, moved at random. */
function scatter(random: Random, { halfWidth, halfHeight }: Frame, density: number): Point[] {
  const side = (0.032 / density) * Math.max(1, Math.sqrt(halfWidth * halfHeight) / 1.7)
  const wants: Point[] = []
  for (let y = -halfHeight * 1.04; y < halfHeight * 1.04; y += side) {
    for (let x = -halfWidth * 1.04; x < halfWidth * 1.04; x += side) {
      wants.push([x + random.between(0, side), y + random.between(0, side)])
    }
  }
  return wants
}

function nearest(veins: Veins, cells: Cells, [x, y]: Point): { node: number; distance: number } {
  let node = -1
  let least = Infinity
  cells.near(x, y, (item) => {
    const dx = x - (veins.x[item] ?? 0)
    const dy = y - (veins.y[item] ?? 0)
    const square = dx * dx + dy * dy
    if (square < least) {
      least = square
      node = item
    }
  })
  return { node, distance: Math.sqrt(least) }
}

/** One step from a node the way that it is pulled; false when there is a vein already. */
function sprout(
  { veins, cells, add }: Growth,
  { node, px, py }: { node: number; px: number; py: number },
): boolean {
  const size = length(px, py)
  if (size < 1e-3) return false
  const x = (veins.x[node] ?? 0) + (px / size) * STEP
  const y = (veins.y[node] ?? 0) + (py / size) * STEP
  // Pulls that cancel out would send a node to the same place again and again.
  if (nearest(veins, cells, [x, y]).distance < STEP * 0.6) return false
  add(x, y, node, veins.root[node] ?? 0)
  return true
}

/** Nothing is within reach: the node nearest to a place that still wants a vein takes a step towards it. */
function leap(growth: Growth, wants: Point[]): boolean {
  const { veins } = growth
  for (let want = wants.pop(); want !== undefined; want = wants.pop()) {
    let node = 0
    let least = Infinity
    for (let i = 0; i < veins.x.length; i++) {
      const distance = length(want[0] - (veins.x[i] ?? 0), want[1] - (veins.y[i] ?? 0))
      if (distance < least) {
        least = distance
        node = i
      }
    }
    const pull = { node, px: want[0] - (veins.x[node] ?? 0), py: want[1] - (veins.y[node] ?? 0) }
    if (least > STEP * 1.9 && sprout(growth, pull)) {
      wants.push(want)
      return true
    }
  }
  return false
}

/** How many tips each node feeds; children always come after their parents. */
function flows({ parent }: Veins): Float64Array {
  const flow = new Float64Array(parent.length)
  for (let i = parent.length - 1; i >= 0; i--) {
    if ((flow[i] ?? 0) === 0) flow[i] = 1
    const p = parent[i] ?? -1
    if (p >= 0) flow[p] = (flow[p] ?? 0) + (flow[i] ?? 0)
  }
  return flow
}

interface VeinPaint {
  readonly flow: Float64Array
  readonly weight: number
  readonly palette: Palette
  readonly colours: readonly string[]
}

/** Veins in runs of like width, the fine ones first. Murray's law: a width goes with a power of the flow. */
function drawVeins(veins: Veins, { flow, weight, palette, colours }: VeinPaint): Shape[] {
  const keys = veins.x.map((_, i) => rankOf(flow[i] ?? 1) * 16 + (veins.root[i] ?? 0))
  const next = continuations(veins, flow, keys)
  const pens = new Map<number, Pen>()
  for (let i = 0; i < veins.x.length; i++) {
    const parent = veins.parent[i] ?? -1
    // A vein begins where its parent goes on into another one.
    if (parent >= 0 && next[parent] === i) continue
    const points: Point[] = parent < 0 ? [] : [placeOf(veins, parent)]
    for (let node = i; node >= 0; node = next[node] ?? -1) points.push(placeOf(veins, node))
    if (points.length < 2) continue
    const key = keys[i] ?? 0
    const pen = pens.get(key) ?? createPen()
    pens.set(key, pen.spline(points))
  }
  return [...pens.entries()]
    .sort(([a], [b]) => a - b)
    .map(([key, pen]) => {
      const t = (key >> 4) / RANKS
      const own = mixHex(colours[(key & 15) % colours.length] ?? palette.ink, palette.depth.hex(0.55), 0.45)
      const fine = mixHex(own, palette.ground, 0.1)
      const colour = t < 0.4 ? mixHex(fine, own, t * 2.5) : mixHex(own, palette.ink, (t - 0.4) * 1.4)
      return shape(pen.done(), { stroke: colour, strokeWidth: (0.0034 + 0.029 * pow(t, 2)) * weight })
    })
}

/** Widths that are told apart. */
const RANKS = 15

function rankOf(flow: number): number {
  return Math.min(RANKS, Math.round(3.03 * log(flow)))
}

/** The child into which each node goes on in the same width: the strongest one; -1 where there is none. */
function continuations({ parent }: Veins, flow: Float64Array, keys: readonly number[]): Int32Array {
  const next = new Int32Array(keys.length).fill(-1)
  for (let i = 0; i < keys.length; i++) {
    const p = parent[i] ?? -1
    if (p < 0 || keys[p] !== keys[i]) continue
    const rival = next[p] ?? -1
    if (rival < 0 || (flow[i] ?? 0) > (flow[rival] ?? 0)) next[p] = i
  }
  return next
}

function placeOf({ x, y }: Veins, node: number): Point {
  return [x[node] ?? 0, y[node] ?? 0]
}
