/** @module SVG path data, written in unit space: the picture's short side spans -1 to 1, y points down. */

/** Thousandths of a unit are the numbers in the SVG, kept to two decimals: 0.04 px at 8192 px. */
export const SCALE = 1000

/** A point in unit space. */
export type Point = readonly [x: number, y: number]

/** Left, top, right, bottom in unit space. */
export type Box = readonly [number, number, number, number]

/** Path data with the box that surely holds it. */
export interface PathData {
  readonly d: string
  readonly box: Box
}

/** One number of the SVG: unit space to thousandths, two decimals, the shortest text. */
export function coordinate(value: number): string {
  const rounded = Math.round(value * SCALE * 100) / 100
  return String(rounded === 0 ? 0 : rounded)
}

/** Draws one path; every call answers the pen itself, so calls chain. */
export class Pen {
  #d = ''
  #left = Infinity
  #top = Infinity
  #right = -Infinity
  #bottom = -Infinity

  #reach(x: number, y: number): void {
    if (x < this.#left) this.#left = x
    if (x > this.#right) this.#right = x
    if (y < this.#top) this.#top = y
    if (y > this.#bottom) this.#bottom = y
  }

  #add(command: string, points: readonly Point[]): this {
    this.#d += command
    let first = true
    for (const [x, y] of points) {
      this.#d += `${first ? '' : ' '}${coordinate(x)} ${coordinate(y)}`
      this.#reach(x, y)
      first = false
    }
    return this
  }

  /** Starts a new outline at a point. */
  move(x: number, y: number): this {
    return this.#add('M', [[x, y]])
  }

  line(x: number, y: number): this {
    return this.#add('L', [[x, y]])
  }

  /** Quadratic curve by one control point. */
  quadratic(cx: number, cy: number, x: number, y: number): this {
    return this.#add('Q', [
      [cx, cy],
      [x, y],
    ])
  }

  /** Cubic curve by two control points. */
  cubic(control1: Point, control2: Point, end: Point): this {
    return this.#add('C', [control1, control2, end])
  }

  /** Circular arc to (x, y); `sweep` is clockwise on screen, `large` takes the longer way. */
  arc(radius: number, x: number, y: number, { sweep = true, large = false } = {}): this {
    this.#d += `A${coordinate(radius)} ${coordinate(radius)} 0 ${large ? 1 : 0} ${sweep ? 1 : 0} `
    this.#d += `${coordinate(x)} ${coordinate(y)}`
    // The arc stays within a diameter of its end.
    this.#reach(x - 2 * radius, y - 2 * radius)
    this.#reach(x + 2 * radius, y + 2 * radius)
    return this
  }

  close(): this {
    this.#d += 'Z'
    return this
  }

  circle(x: number, y: number, radius: number): this {
    this.#d += `M${coordinate(x - radius)} ${coordinate(y)}`
    const r = coordinate(radius)
    this.#d += `A${r} ${r} 0 1 1 ${coordinate(x + radius)} ${coordinate(y)}`
    this.#d += `A${r} ${r} 0 1 1 ${coordinate(x - radius)} ${coordinate(y)}Z`
    this.#reach(x - radius, y - radius)
    this.#reach(x + radius, y + radius)
    return this
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
    return { d: this.#d, box: [this.#left, this.#top, this.#right, this.#bottom] }
  }
}

/** A new, empty pen. */
export function createPen(): Pen {
  return new Pen()
}
