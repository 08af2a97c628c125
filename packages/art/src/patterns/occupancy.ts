/** @module Which places of a picture are taken: discs in a grid of cells. */

/** Remembers discs and tells whether another one has room. */
export interface Occupancy {
  /** True when the disc lies inside the area and touches no disc taken before. */
  readonly isFree: (x: number, y: number, radius: number) => boolean
  readonly take: (x: number, y: number, radius: number) => void
}

/** Creates an empty area from (-halfWidth, -halfHeight) to the opposite corner, in cells of side `cell`. */
export function createOccupancy(halfWidth: number, halfHeight: number, cell: number): Occupancy {
  const columns = Math.ceil((2 * halfWidth) / cell)
  const rows = Math.ceil((2 * halfHeight) / cell)
  const cells: number[][] = Array.from({ length: columns * rows }, () => [])
  let widest = 0

  const column = (x: number) => Math.max(0, Math.min(columns - 1, Math.floor((x + halfWidth) / cell)))
  const row = (y: number) => Math.max(0, Math.min(rows - 1, Math.floor((y + halfHeight) / cell)))

  function touches(discs: readonly number[], x: number, y: number, radius: number): boolean {
    for (let i = 0; i < discs.length; i += 3) {
      const dx = x - (discs[i] ?? 0)
      const dy = y - (discs[i + 1] ?? 0)
      const reach = radius + (discs[i + 2] ?? 0)
      if (dx * dx + dy * dy < reach * reach) return true
    }
    return false
  }

  function isFree(x: number, y: number, radius: number): boolean {
    if (x < -halfWidth || x > halfWidth || y < -halfHeight || y > halfHeight) return false
    const reach = radius + widest
    for (let r = row(y - reach); r <= row(y + reach); r++) {
      for (let c = column(x - reach); c <= column(x + reach); c++) {
        if (touches(cells[r * columns + c] ?? [], x, y, radius)) return false
      }
    }
    return true
  }

  function take(x: number, y: number, radius: number): void {
    widest = Math.max(widest, radius)
    cells[row(y) * columns + column(x)]?.push(x, y, radius)
  }
  return { isFree, take }
}
