/** @module Paths in unit space: the picture's short side spans -1 to 1, y points down. */

/** A point in unit space. */
export type Point = readonly [x: number, y: number]

/** Left, top, right, bottom in unit space. */
export type Box = readonly [number, number, number, number]

/** Commands of a path, each followed by its points. */
export const MOVE = 0
export const LINE = 1
export const QUADRATIC = 2
export const CUBIC = 3
export const CLOSE = 4

/** Numbers that follow each command: two for each point. */
export const COMMAND_NUMBERS = [2, 2, 4, 6, 0] as const

/** A path: commands with their points in one row of numbers, and the box that surely holds it. */
export interface PathData {
  readonly commands: Float64Array<ArrayBuffer>
  readonly box: Box
}

/** Distance of a cubic's control points that comes nearest to a quarter of a unit circle. */
const QUARTER = 0.5522847498307936

/** Draws one path; every call answers the pen itself, so calls chain. */
export class Pen {
  readonly #commands: number[] = []
  #left = Infinity
  #top = Infinity
  #right = -Infinity
  #bottom = -Infinity

  #point(x: number, y: number): void {
    this.#commands.push(x, y)
    if (x < this.#left) this.#left = x
    if (x > this.#right) this.#right = x
    if (y < this.#top) this.#top = y
    if (y > this.#bottom) this.#bottom = y
  }

  /** Starts a new outline at a point. */
  move(x: number, y: number): this {
    this.#commands.push(MOVE)
    this.#point(x, y)
    return this
  }

  line(x: number, y: number): this {
    this.#commands.push(LINE)
    this.#point(x, y)
    return this
  }

  /** Quadratic curve by one control point. */
  quadratic(cx: number, cy: number, x: number, y: number): this {
    this.#commands.push(QUADRATIC)
    this.#point(cx, cy)
    this.#point(x, y)
    return this
  }

  /** Cubic curve by two control points. */
  cubic(control1: Point, control2: Point, end: Point): this {
    this.#commands.push(CUBIC)
    this.#point(control1[0], control1[1])
    this.#point(control2[0], control2[1])
    this.#point(end[0], end[1])
    return this
  }

  close(): this {
    this.#commands.push(CLOSE)
    return this
  }

  circle(x: number, y: number, radius: number): this {
    const k = radius * QUARTER
    this.move(x + radius, y)
    this.cubic([x + radius, y + k], [x + k, y + radius], [x, y + radius])
    this.cubic([x - k, y + radius], [x - radius, y + k], [x - radius, y])
    this.cubic([x - radius, y - k], [x - k, y - radius], [x, y - radius])
    this.cubic([x + k, y - radius], [x + radius, y - k], [x + radius, y])
    return this.close()
  }

  /** Straight lines through all points. */
  polyline(points: readonly Point[], { closed = false } = {}): this {
    points.forEach(([x, y], i) => {
      if (i === 0) this.move(x, y)
      else this.line(x, y)
    })
    return closed ? this.close() : this
  }

  /** A smooth curve through all points: Catmull-Rom, written as cubics. */
  spline(points: readonly Point[], { closed = false } = {}): this {
    const last = points.length - 1
    const at = (i: number): Point => {
      const index = closed ? (i + points.length) % points.length : Math.max(0, Math.min(last, i))
      return points[index] ?? [0, 0]
    }
    if (points.length < 3) return this.polyline(points, { closed })
    this.move(...at(0))
    for (let i = 0; i < (closed ? points.length : last); i++) {
      const [x0, y0] = at(i - 1)
      const [x1, y1] = at(i)
      const [x2, y2] = at(i + 1)
      const [x3, y3] = at(i + 2)
      this.cubic([x1 + (x2 - x0) / 6, y1 + (y2 - y0) / 6], [x2 - (x3 - x1) / 6, y2 - (y3 - y1) / 6], [x2, y2])
    }
    return closed ? this.close() : this
  }

  /** What was drawn so far. */
  done(): PathData {
    return {
      commands: Float64Array.from(this.#commands),
      box: [this.#left, this.#top, this.#right, this.#bottom],
    }
  }
}

/** A new, empty pen. */
export function createPen(): Pen {
  return new Pen()
}
