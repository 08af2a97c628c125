import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { PlannedCollection } from '@demiurge/art/native'
import { createSheetDrawing } from './contact-sheet.ts'
import { SHEET, SHEET_PIECES } from './contact-sheet-layout.ts'
import { sheetPath } from './make-paths.ts'
import { choicesHash, decodeTable, encodeTable, type PieceTable, TABLE_FILE } from './piece-table.ts'

/** Writes what the page shows of a making while it is drawn: the table of its pieces, and sheets of thumbnails. */
export interface SheetWriter {
  /** Of all choices: another version is another set of sheets. */
  readonly version: string
  /** A piece's files are written. */
  add(index: number, sha256: string): void
  /** Waits for the sheets. */
  finish(signal: AbortSignal): Promise<void>
}

/** Writes the table at once; sheets and pictures' hashes follow in the order in which pieces are done. */
export function createSheetWriter(
  folder: string,
  planned: PlannedCollection,
  read: (file: string) => Promise<Buffer>,
): SheetWriter {
  const file = encodeTable(planned)
  const table = decodeTable(file)
  const path = join(folder, TABLE_FILE)
  writeFileSync(`${path}.part`, file)
  renameSync(`${path}.part`, path)
  mkdirSync(join(folder, 'sheets'), { recursive: true })
  const left = Uint16Array.from({ length: Math.ceil(table.count / SHEET_PIECES) }, (_, sheet) =>
    Math.min(SHEET_PIECES, table.count - sheet * SHEET_PIECES),
  )
  const { catalogue, definition } = planned.layers
  const draw = createSheetDrawing(SHEET, { catalogue, definition, read })
  let isStopped = false
  const complete = async (sheet: number): Promise<void> => {
    const from = sheet * SHEET_PIECES
    writeHashes(path, table, from)
    const place = sheetPath(folder, table, sheet)
    if (isStopped || existsSync(place)) return
    const picture = await draw(planned.pieces.slice(from, from + SHEET_PIECES))
    writeFileSync(`${place}.part`, picture)
    renameSync(`${place}.part`, place)
  }
  let last = Promise.resolve()
  return {
    version: choicesHash(table, 0, table.count),
    add(index, sha256) {
      table.images.set(Uint8Array.fromHex(sha256), index * 32)
      const sheet = Math.floor(index / SHEET_PIECES)
      const open = (left[sheet] ?? 0) - 1
      left[sheet] = open
      if (open !== 0) return
      last = last.then(() => complete(sheet))
      // Awaited by `finish`; until then a failure is nobody's unhandled rejection.
      last.catch(() => {})
    },
    async finish(signal) {
      signal.addEventListener('abort', () => {
        isStopped = true
      })
      await last
    },
  }
}

function writeHashes(path: string, { images, imagesAt, count }: PieceTable, from: number): void {
  const file = openSync(path, 'r+')
  try {
    const to = Math.min(count, from + SHEET_PIECES)
    writeSync(file, images, from * 32, (to - from) * 32, imagesAt + from * 32)
  } finally {
    closeSync(file)
  }
}
