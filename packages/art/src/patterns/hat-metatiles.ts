/**
 * @module The aperiodic monotile "hat" (Smith, Myers, Kaplan, Goodman-Strauss, "An aperiodic monotile", 2023): its
 * four metatiles and the substitution that grows them without end, after section 2 and figure 2.11 of the paper and
 * Kaplan's public construction. Only + - * / and constants: the same bits everywhere.
 */
import type { Point } from '../scene/path.ts'

/** A plane map: x' = a x + b y + c, y' = d x + e y + f. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number]

const HALF_ROOT3 = 0.8660254037844386
const IDENTITY: Affine = [1, 0, 0, 0, 1, 0]
/** A third of half a turn, against the clock as y points up. */
const SIXTH: Affine = [0.5, HALF_ROOT3, 0, -HALF_ROOT3, 0.5, 0]

/** The outline of the hat, corners in order: points of the hexagonal grid. */
export const hatOutline: readonly Point[] = (
  [
    [0, 0],
    [-1, -1],
    [0, -2],
    [2, -2],
    [2, -1],
    [4, -2],
    [5, -1],
    [4, 0],
    [3, 0],
    [2, 2],
    [0, 3],
    [0, 2],
    [-1, 2],
  ] as const
).map(([x, y]): Point => [x + 0.5 * y, HALF_ROOT3 * y])

/** Applies a map to a point. */
export function moved([a, b, c, d, e, f]: Affine, [x, y]: Point): Point {
  return [a * x + b * y + c, d * x + e * y + f]
}

/** The map that does `q` first, then `p`. */
export function joined(p: Affine, q: Affine): Affine {
  return [
    p[0] * q[0] + p[1] * q[3],
    p[0] * q[1] + p[1] * q[4],
    p[0] * q[2] + p[1] * q[5] + p[2],
    p[3] * q[0] + p[4] * q[3],
    p[3] * q[1] + p[4] * q[4],
    p[3] * q[2] + p[4] * q[5] + p[5],
  ]
}

/** One part of a tile: another tile, or a single hat where `tile` is absent, with its place. */
export interface Part {
  readonly place: Affine
  readonly tile: Metatile | undefined
}

/** A cluster of hats that tiles with the others of its generation. */
export interface Metatile {
  readonly outline: readonly Point[]
  readonly parts: readonly Part[]
}

/** The four clusters of one generation. */
export type Generation = Readonly<Record<'H' | 'T' | 'P' | 'F', Metatile>>

function inverse([a, b, c, d, e, f]: Affine): Affine {
  const det = a * e - b * d
  return [e / det, -b / det, (b * f - c * e) / det, -d / det, a / det, (c * d - a * f) / det]
}

function matchSegment(p: Point, q: Point): Affine {
  return [q[0] - p[0], p[1] - q[1], p[0], q[1] - p[1], q[0] - p[0], p[1]]
}

/** The turn, size and shift that bring the segment p1-q1 onto p2-q2. */
function matchTwo([p1, q1]: readonly Point[], [p2, q2]: readonly Point[]): Affine {
  const origin: Point = [0, 0]
  return joined(matchSegment(p2 ?? origin, q2 ?? origin), inverse(matchSegment(p1 ?? origin, q1 ?? origin)))
}

function at(points: readonly Point[], i: number): Point {
  return points[i % points.length] ?? [0, 0]
}

function plus([ax, ay]: Point, [bx, by]: Point): Point {
  return [ax + bx, ay + by]
}

function minus([ax, ay]: Point, [bx, by]: Point): Point {
  return [ax - bx, ay - by]
}

function turnAbout([x, y]: Point, turn: Affine): Affine {
  return joined([1, 0, x, 0, 1, y], joined(turn, [1, 0, -x, 0, 1, -y]))
}

function crossing(p1: Point, q1: Point, p2: Point, q2: Point): Point {
  const d = (q2[1] - p2[1]) * (q1[0] - p1[0]) - (q2[0] - p2[0]) * (q1[1] - p1[1])
  const share = ((q2[0] - p2[0]) * (p1[1] - p2[1]) - (q2[1] - p2[1]) * (p1[0] - p2[0])) / d
  return [p1[0] + share * (q1[0] - p1[0]), p1[1] + share * (q1[1] - p1[1])]
}

/** The first generation: clusters of one, two and four hats; the last hat of H is turned over. */
export function firstGeneration(): Generation {
  const h = HALF_ROOT3
  const H: Point[] = [
    [0, 0],
    [4, 0],
    [4.5, h],
    [2.5, 5 * h],
    [1.5, 5 * h],
    [-0.5, h],
  ]
  const hat = (place: Affine): Part => ({ place, tile: undefined })
  const onto = (from: readonly [number, number], to: readonly [number, number]) =>
    hat(matchTwo([at(hatOutline, from[0]), at(hatOutline, from[1])], [at(H, to[0]), at(H, to[1])]))
  const over = joined([1, 0, 2.5, 0, 1, h], joined([-0.5, -h, 0, h, -0.5, 0], [0.5, 0, 0, 0, -0.5, 0]))
  const pair = [
    hat([0.5, 0, 1.5, 0, 0.5, h]),
    hat(joined([1, 0, 0, 0, 1, 2 * h], joined([0.5, h, 0, -h, 0.5, 0], [0.5, 0, 0, 0, 0.5, 0]))),
  ]
  return {
    H: { outline: H, parts: [onto([5, 7], [5, 0]), onto([9, 11], [1, 2]), onto([5, 7], [3, 4]), hat(over)] },
    T: {
      outline: [
        [0, 0],
        [3, 0],
        [1.5, 3 * h],
      ],
      parts: [hat([0.5, 0, 0.5, 0, 0.5, h])],
    },
    P: {
      outline: [
        [0, 0],
        [4, 0],
        [3, 2 * h],
        [-1, 2 * h],
      ],
      parts: pair,
    },
    F: {
      outline: [
        [0, 0],
        [3, 0],
        [3.5, h],
        [3, 2 * h],
        [-1, 2 * h],
      ],
      parts: pair,
    },
  }
}

type Kind = keyof Generation
/** A tile laid against the edge of one laid before: that tile, its edge, the new tile and the edge of it. */
type ByEdge = readonly [tile: number, edge: number, kind: Kind, own: number]
/** A tile laid between a corner of one tile and a corner of another. */
type ByCorners = readonly [
  tile: number,
  corner: number,
  other: number,
  otherCorner: number,
  kind: Kind,
  own: number,
]

const RULES: readonly (ByEdge | ByCorners)[] = [
  [0, 0, 'P', 2],
  [1, 0, 'H', 2],
  [2, 0, 'P', 2],
  [3, 0, 'H', 2],
  [4, 4, 'P', 2],
  [0, 4, 'F', 3],
  [2, 4, 'F', 3],
  [4, 1, 3, 2, 'F', 0],
  [8, 3, 'H', 0],
  [9, 2, 'P', 0],
  [10, 2, 'H', 0],
  [11, 4, 'P', 2],
  [12, 0, 'H', 2],
  [13, 0, 'F', 3],
  [14, 2, 'F', 1],
  [15, 3, 'H', 4],
  [8, 2, 'F', 1],
  [17, 3, 'H', 0],
  [18, 2, 'P', 0],
  [19, 2, 'H', 2],
  [20, 4, 'F', 3],
  [20, 0, 'P', 2],
  [22, 0, 'H', 2],
  [23, 4, 'F', 3],
  [23, 0, 'F', 3],
  [16, 0, 'P', 2],
  [9, 4, 0, 2, 'T', 2],
  [4, 0, 'F', 3],
]

interface Laid {
  readonly place: Affine
  readonly tile: Metatile
}

/** A patch of 29 tiles, large enough to read the next generation from. */
function layPatch(tiles: Generation): readonly Laid[] {
  const laid: Laid[] = [{ place: IDENTITY, tile: tiles.H }]
  const corner = (tile: number, i: number): Point => {
    const one = laid[tile]
    return one === undefined ? [0, 0] : moved(one.place, at(one.tile.outline, i))
  }
  for (const rule of RULES) {
    const isEdge = rule.length === 4
    const tile = tiles[isEdge ? rule[2] : rule[4]]
    const own = isEdge ? rule[3] : rule[5]
    const from = isEdge ? corner(rule[0], rule[1] + 1) : corner(rule[2], rule[3])
    const to = corner(rule[0], rule[1])
    const place = matchTwo([at(tile.outline, own), at(tile.outline, own + 1)], [from, to])
    laid.push({ place, tile })
  }
  return laid
}

/** The next generation: each tile is a cluster of tiles of the one before, 2.6 times as wide. */
export function nextGeneration(tiles: Generation): Generation {
  const patch = layPatch(tiles)
  const corner = (tile: number, i: number): Point => {
    const one = patch[tile]
    return one === undefined ? [0, 0] : moved(one.place, at(one.tile.outline, i))
  }
  const parts = (...numbers: readonly number[]): Part[] =>
    numbers.flatMap((n) => {
      const one = patch[n]
      return one === undefined ? [] : [{ place: one.place, tile: one.tile }]
    })
  const [s, t, p, q] = [corner(8, 2), corner(21, 2), corner(7, 2), corner(25, 2)]
  const third: Affine = [-0.5, HALF_ROOT3, 0, -HALF_ROOT3, -0.5, 0]
  const low = crossing(s, moved(turnAbout(s, third), t), corner(6, 2), p)
  let w = moved(SIXTH, minus(corner(6, 2), low))
  const H: Point[] = [low, s, plus(s, w), corner(14, 2)]
  w = moved(SIXTH, w)
  H.push(minus(at(H, 3), w), corner(6, 2))
  const end = at(H, 2)
  const start = plus(at(H, 1), minus(at(H, 4), at(H, 5)))
  const middle = moved(turnAbout(start, SIXTH), end)
  return {
    H: { outline: H, parts: parts(0, 9, 16, 27, 26, 6, 1, 8, 10, 15) },
    T: { outline: [start, middle, end], parts: parts(11) },
    P: { outline: [p, plus(p, minus(s, low)), s, low], parts: parts(7, 2, 3, 4, 28) },
    F: {
      outline: [t, corner(24, 2), corner(25, 0), q, plus(q, minus(low, s))],
      parts: parts(21, 20, 22, 23, 24, 25),
    },
  }
}
