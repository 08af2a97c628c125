import { join } from 'node:path'
import { SHEET_PIECES } from './contact-sheet-layout.ts'
import { choicesHash, type PieceTable } from './piece-table.ts'

/** The collection itself, within a making's folder. */
export function outPath(folder: string): string {
  return join(folder, 'out')
}

/** The place of a sheet: named by what is on it, so that one drawn before is not drawn again. */
export function sheetPath(folder: string, table: PieceTable, sheet: number): string {
  const from = sheet * SHEET_PIECES
  const hash = choicesHash(table, from, Math.min(table.count, from + SHEET_PIECES))
  return join(folder, 'sheets', `${hash}.webp`)
}
