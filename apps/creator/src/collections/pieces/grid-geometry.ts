/** How a grid of equal squares lies in a scrolled window. Pixels. */
export interface GridGeometry {
  readonly columns: number
  readonly cell: number
  readonly gap: number
  /** Of all rows together. */
  readonly height: number
}

/** Rows beyond the window that are there before they are seen. */
const OVERSCAN = 3

/** Fits squares of about `wanted` pixels into a width: as many columns as there is room for, at least two. */
export function fitGrid(width: number, total: number, wanted: number, gap: number): GridGeometry {
  const columns = Math.max(2, Math.floor((width + gap) / (wanted + gap)))
  const cell = Math.max(1, (width - gap * (columns - 1)) / columns)
  const rows = Math.ceil(total / columns)
  return { columns, cell, gap, height: Math.max(0, rows * (cell + gap) - gap) }
}

/** The cells to have on the page, `from` up to but without `to`. */
export function visibleCells(
  { columns, cell, gap }: GridGeometry,
  total: number,
  view: { readonly top: number; readonly height: number },
): { readonly from: number; readonly to: number } {
  const first = Math.max(0, Math.floor(view.top / (cell + gap)) - OVERSCAN)
  const last = Math.ceil((view.top + view.height) / (cell + gap)) + OVERSCAN
  return { from: Math.min(total, first * columns), to: Math.min(total, last * columns) }
}

/** Where a cell lies. */
export function placeOf(
  { columns, cell, gap }: GridGeometry,
  index: number,
): { readonly x: number; readonly y: number } {
  return { x: (index % columns) * (cell + gap), y: Math.floor(index / columns) * (cell + gap) }
}

/** The cell that a key leads to; undefined for keys that lead nowhere. */
export function stepTo(
  { columns, cell, gap }: GridGeometry,
  total: number,
  { index, key, height }: { readonly index: number; readonly key: string; readonly height: number },
): number | undefined {
  const page = Math.max(1, Math.floor(height / (cell + gap))) * columns
  const targets: Readonly<Record<string, number>> = {
    ArrowLeft: index - 1,
    ArrowRight: index + 1,
    ArrowUp: index - columns,
    ArrowDown: index + columns,
    PageUp: index - page,
    PageDown: index + page,
    Home: 0,
    End: total - 1,
  }
  if (!Object.hasOwn(targets, key)) return undefined
  return Math.max(0, Math.min(total - 1, targets[key] ?? index))
}

/** How far the window has to be scrolled for a cell to be seen whole. */
export function scrollFor(
  geometry: GridGeometry,
  index: number,
  view: { readonly top: number; readonly height: number },
): number {
  const { y } = placeOf(geometry, index)
  if (y < view.top) return y
  return Math.max(view.top, y + geometry.cell - view.height)
}
