/**
 * @module How much of each pixel an outline covers, exactly: every edge adds its signed area to the cells that it
 * crosses, and a running sum along the row gives the coverage (the method of FreeType's and font-rs' rasterisers).
 * Rows are independent of one another, so a picture may be split into bands anywhere without a change.
 */

/** Cells of a row are skipped by the block when no edge touched them. */
const BLOCK = 16

/** Told about each run of pixels of one row: coverage[from..to) holds their coverage in [0, 1]. */
export type OnSpan = (row: number, from: number, to: number, coverage: Float32Array) => void

/** Collects the edges of one shape in rows `top` to `bottom` of a picture, then sweeps them into coverage. */
export class Coverage {
  readonly #width: number
  readonly #top: number
  readonly #bottom: number
  readonly #stride: number
  readonly #blocks: number
  /** Signed area by cell; each row has two spare cells at its right end. */
  readonly #cells: Float32Array
  readonly #touched: Uint8Array
  readonly #span: Float32Array
  #firstRow: number
  #lastRow: number

  constructor(width: number, top: number, bottom: number) {
    this.#width = width
    this.#top = top
    this.#bottom = bottom
    this.#blocks = Math.ceil((width + 2) / BLOCK)
    this.#stride = this.#blocks * BLOCK
    this.#cells = new Float32Array(this.#stride * (bottom - top))
    this.#touched = new Uint8Array(this.#blocks * (bottom - top))
    this.#span = new Float32Array(width)
    this.#firstRow = bottom
    this.#lastRow = top - 1
  }

  /** True when nothing between these two heights can touch the rows: callers save themselves the edges. */
  isBeside(lowY: number, highY: number): boolean {
    return highY <= this.#top || lowY >= this.#bottom
  }

  /** Adds the edge from (x0, y0) to (x1, y1), in pixels of the whole picture. */
  edge(x0: number, y0: number, x1: number, y1: number): void {
    if (y0 < y1) this.#descend(x0, y0, x1, y1, 1)
    else if (y1 < y0) this.#descend(x1, y1, x0, y0, -1)
  }

  #descend(startX: number, startY: number, endX: number, endY: number, sign: number): void {
    const first = Math.max(this.#top, Math.floor(startY))
    const last = Math.min(this.#bottom - 1, Math.ceil(endY) - 1)
    if (first > last) return
    if (first < this.#firstRow) this.#firstRow = first
    if (last > this.#lastRow) this.#lastRow = last
    const slope = (endX - startX) / (endY - startY)
    for (let row = first; row <= last; row++) {
      // Each row is computed from the edge itself: the result does not depend on where a band begins.
      const fromY = row > startY ? row : startY
      const toY = row + 1 < endY ? row + 1 : endY
      const fromX = startX + (fromY - startY) * slope
      const toX = toY === endY ? endX : startX + (toY - startY) * slope
      this.#cross(row - this.#top, fromX, toX, sign * (toY - fromY))
    }
  }

  /** Adds the part of an edge inside one row; `height` is signed. */
  #cross(row: number, fromX: number, toX: number, height: number): void {
    const low = fromX < toX ? fromX : toX
    const high = fromX < toX ? toX : fromX
    const width = this.#width
    if (low >= width) return
    if (high <= 0) {
      // Left of the picture: the whole row lies inside.
      this.#add(row, 0, height, 0)
      return
    }
    if (low >= 0 && high <= width) {
      this.#spread(row, low, high, height)
      return
    }
    // Cut at the sides: the part beyond the left counts in full, the one beyond the right not at all.
    const rate = height / (high - low)
    const left = low < 0 ? 0 : low
    const right = high > width ? width : high
    if (low < 0) this.#add(row, 0, rate * -low, 0)
    this.#spread(row, left, right, rate * (right - left))
  }

  /** Shares an edge that runs from `low` to `high` over the cells between. */
  #spread(row: number, low: number, high: number, height: number): void {
    const first = Math.floor(low)
    const last = Math.floor(high)
    if (first === last) {
      this.#add(row, first, height, (low + high) / 2 - first)
      return
    }
    const rate = height / (high - low)
    this.#add(row, first, rate * (first + 1 - low), (low - first + 1) / 2)
    for (let cell = first + 1; cell < last; cell++) this.#add(row, cell, rate, 0.5)
    if (high > last) this.#add(row, last, rate * (high - last), (high - last) / 2)
  }

  /** An edge of that height in a cell, `place` being its mean distance from the cell's left side. */
  #add(row: number, cell: number, height: number, place: number): void {
    const at = row * this.#stride + cell
    const cells = this.#cells
    cells[at] = (cells[at] ?? 0) + height * (1 - place)
    cells[at + 1] = (cells[at + 1] ?? 0) + height * place
    const block = row * this.#blocks
    this.#touched[block + ((cell / BLOCK) | 0)] = 1
    this.#touched[block + (((cell + 1) / BLOCK) | 0)] = 1
  }

  /** Reports the covered runs of all rows from the top, and is empty again. */
  sweep(onSpan: OnSpan): void {
    for (let row = this.#firstRow; row <= this.#lastRow; row++) this.#sweepRow(row, onSpan)
    this.#firstRow = this.#bottom
    this.#lastRow = this.#top - 1
  }

  #sweepRow(row: number, onSpan: OnSpan): void {
    const local = row - this.#top
    let sum = 0
    let start = -1
    for (let block = 0; block < this.#blocks; block++) {
      const from = block * BLOCK
      const to = Math.min(from + BLOCK, this.#width)
      const flag = local * this.#blocks + block
      const covered = this.#touched[flag] === 1
      if (covered || Math.abs(sum) > EMPTY) {
        if (start < 0) start = from
        sum = covered ? this.#sweepBlock(local, from, to, sum) : this.#fillBlock(from, to, sum)
      } else if (start >= 0) {
        onSpan(row, start, from, this.#span)
        start = -1
      }
      this.#touched[flag] = 0
    }
    if (start >= 0) onSpan(row, start, this.#width, this.#span)
  }

  #sweepBlock(row: number, from: number, to: number, before: number): number {
    const base = row * this.#stride
    let sum = before
    for (let x = from; x < from + BLOCK; x++) {
      sum += this.#cells[base + x] ?? 0
      this.#cells[base + x] = 0
      const cover = sum < 0 ? -sum : sum
      if (x < to) this.#span[x] = cover > 1 ? 1 : cover
    }
    return sum
  }

  #fillBlock(from: number, to: number, sum: number): number {
    this.#span.fill(Math.min(1, Math.abs(sum)), from, to)
    return sum
  }
}

/** A running sum below this is rounding, not coverage. */
const EMPTY = 1e-4
