/**
 * @module What a worker does: takes the next piece, draws it, writes its picture, notes it in the journal. It imports little, because
 * every thread loads it anew: metadata are made by the thread that started it.
 */
import { createHash } from 'node:crypto'
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { fileBlocks, LEAF_BYTES, rawCid } from '../../collection/cid.ts'
import { type Canvas, type CanvasPlaces, createCanvas, type Sheet } from '../../engine/canvas.ts'
import { createEngine, type EngineMemory } from '../../engine/instance.ts'
import { pngChunk, pngEnding } from '../../files/png.ts'
import type { SheetTable } from './load-sheets.ts'
import type { JournalEntry } from './manifest.ts'
import { imagePath, JOURNAL_FILE, type PieceFormat, writePieceFile } from './run-files.ts'
import { type ProgressMemory, takePiece, tellPiece } from './shared-progress.ts'

/** What a worker is given. */
export interface PieceJob {
  readonly memory: EngineMemory
  readonly places: CanvasPlaces
  readonly sheets: SheetTable
  readonly progress: ProgressMemory
  /** For each piece 1 + its place among the one-of-ones, or 0; then its choice in each layer. */
  readonly choices: Uint16Array
  readonly folder: string
  readonly format: PieceFormat
  readonly quality: number
  /** Pieces that an earlier run finished. */
  readonly finished: ReadonlyMap<number, JournalEntry>
}

/** The file of one piece as it is written. */
interface PieceImage {
  readonly parts: readonly Uint8Array[]
  readonly bytes: number
  readonly digest: Uint8Array
}

/** Draws pieces until all are taken or the run is stopped. */
export async function drawPieces(job: PieceJob): Promise<void> {
  const canvas = createCanvas(createEngine(job.memory), job.memory, job.places)
  const journal = openSync(join(job.folder, JOURNAL_FILE), 'a')
  try {
    for (let index = takePiece(job.progress); index !== undefined; index = takePiece(job.progress))
      await makePiece(job, canvas, index, journal)
  } finally {
    closeSync(journal)
  }
}

async function makePiece(job: PieceJob, canvas: Canvas, index: number, journal: number): Promise<void> {
  const width = job.sheets.layers.length + 1
  const row = job.choices.subarray(index * width, (index + 1) * width)
  const edition = index + 1
  const key = row.join('.')
  const kept = keptImage(job, edition, key)
  const image = kept ?? (await drawImage(job, canvas, sheetsOf(job.sheets, row)))
  if (kept === undefined) {
    writePieceFile(job.folder, imagePath(edition, job.format), image.parts)
    const { bytes } = image
    const entry: JournalEntry = { edition, key, image: image.digest.toHex(), bytes }
    // One small write to the end of a file that is open for appending: lines of several workers never mix.
    writeSync(journal, `${JSON.stringify(entry)}\n`)
  }
  tellPiece(
    job.progress,
    { index, digest: image.digest, cid: cidOf(image), bytes: image.bytes },
    kept !== undefined,
  )
}

/** The picture of an earlier run, when it shows the same and is still what it was. */
function keptImage(
  { finished, folder, format }: PieceJob,
  edition: number,
  key: string,
): PieceImage | undefined {
  const entry = finished.get(edition)
  if (entry?.key !== key) return undefined
  try {
    const bytes = readFileSync(join(folder, imagePath(edition, format)))
    const digest = sha256(bytes)
    return digest.toHex() === entry.image ? { parts: [bytes], bytes: bytes.length, digest } : undefined
  } catch {
    // Somebody removed it: it is drawn again.
    return undefined
  }
}

function sheetsOf(
  { layers, oneOfOnes }: SheetTable,
  [special = 0, ...choices]: Uint16Array,
): readonly Sheet[] {
  const whole = special === 0 ? undefined : oneOfOnes[special - 1]
  if (whole !== undefined) return [whole]
  return choices.flatMap((choice, layer) => {
    const sheet = layers[layer]?.[choice]
    return sheet === undefined ? [] : [sheet]
  })
}

async function drawImage(job: PieceJob, canvas: Canvas, sheets: readonly Sheet[]): Promise<PieceImage> {
  canvas.draw(sheets)
  const parts = job.format === 'png' ? pngParts(canvas, job.places.size) : [await encode(canvas, job)]
  return { parts, bytes: parts.reduce((sum, { length }) => sum + length, 0), digest: sha256(...parts) }
}

function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

const SIGNATURE = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10)

function pngParts(canvas: Canvas, size: number): readonly Uint8Array[] {
  const { channels, stream } = canvas.png()
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  // 8 bits a channel, colour type 2 (RGB) or 6 (RGBA), not interlaced.
  header[8] = 8
  header[9] = channels === 4 ? 6 : 2
  const opening = Buffer.alloc(8)
  opening.writeUInt32BE(stream.length)
  opening.write('IDAT', 4, 'latin1')
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(stream, crc32(opening.subarray(4))))
  const colours = pngChunk('sRGB', new Uint8Array(1))
  return [SIGNATURE, pngChunk('IHDR', header), colours, opening, stream, check, pngEnding()]
}

async function encode(canvas: Canvas, { format, quality, places: { size } }: PieceJob): Promise<Uint8Array> {
  const { isOpaque, pixels } = canvas.rgba()
  // Loaded here: workers that write PNG start in a fraction of the time without it.
  const { default: sharp } = await import('sharp')
  // One thread for each worker; libvips would start as many again for each.
  sharp.concurrency(1)
  // A copy: the encoder works on a thread of its own and must not see shared memory change.
  const image = sharp(Uint8Array.from(pixels), { raw: { width: size, height: size, channels: 4 } })
  if (format === 'jpeg')
    return image
      .flatten({ background: '#ffffff' })
      .jpeg({ quality, chromaSubsampling: quality >= 85 ? '4:4:4' : '4:2:0' })
      .toBuffer()
  return (isOpaque ? image.removeAlpha() : image).webp({ quality }).toBuffer()
}

function cidOf({ parts, bytes, digest }: PieceImage): Uint8Array {
  if (bytes <= LEAF_BYTES) return rawCid(digest)
  return fileBlocks(Buffer.concat(parts), sha256).at(-1)?.cid ?? rawCid(digest)
}
