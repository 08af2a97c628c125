/** How a sheet of pieces is laid out. */
export interface SheetLayout {
  readonly columns: number
  readonly rows: number
  /** Pixels on a side of one piece. */
  readonly size: number
}

/** Sheets of a hundred pieces. */
export const SHEET: SheetLayout = { columns: 10, rows: 10, size: 96 }
export const SHEET_PIECES = SHEET.columns * SHEET.rows

/** A sheet of a preview. */
export const PREVIEW: SheetLayout = { columns: 6, rows: 4, size: 256 }
