/** @module One thread's canvas: lays traits over one another and makes the pixels a PNG's. */
import { type BlendMode, blendModes } from '../layers/blend.ts'
import type { Arena } from './arena.ts'
import type { EngineExports, EngineMemory } from './instance.ts'

/** A decoded trait in the engine's memory. Plain numbers: workers are given it as it is. */
export interface Sheet {
  readonly pixels: number
  readonly spans: number
  readonly count: number
  /** Place of the blend mode in `blendModes`; 0 is source-over. */
  readonly mode: number
  /** It is opaque everywhere: nothing below it is seen. */
  readonly covers: boolean
}

/** Where a canvas keeps what it works on. */
export interface CanvasPlaces {
  readonly size: number
  readonly workspace: number
  readonly frame: number
  readonly rows: number
  readonly zeros: number
  readonly stream: number
}

/** The image data of a PNG: rows filtered and deflated, in the engine's memory until the next piece is drawn. */
export interface PngImage {
  readonly channels: 3 | 4
  readonly stream: Uint8Array
}

/** A canvas of a thread. */
export interface Canvas {
  /** Draws a piece from the lowest trait up. */
  readonly draw: (sheets: readonly Sheet[]) => void
  /** The piece as PNG image data. */
  readonly png: () => PngImage
  /** The piece as straight RGBA. Either this or `png` once for each piece. */
  readonly rgba: () => { readonly isOpaque: boolean; readonly pixels: Uint8Array }
}

/** Room before and behind for vectors that look past the ends. */
const MARGIN = 64

/** Places for a canvas of `size` pixels on a side. */
export function placeCanvas(arena: Arena, size: number, workspaceBytes: number): CanvasPlaces {
  const rowBytes = size * 4 + 1
  const frame = arena.allocate(size * size * 4 + 2 * MARGIN) + MARGIN
  const zeros = arena.allocate(size * 4 + 2 * MARGIN) + MARGIN
  const rows = arena.allocate(rowBytes * size + MARGIN)
  // Huffman codes of rows that do not compress take at most a fifteenth more than the rows, and the tables of each block.
  const stream = arena.allocate(Math.ceil((rowBytes * size * 16) / 15) + 65_536)
  return { size, workspace: arena.allocate(workspaceBytes), frame, rows, zeros, stream }
}

/** Of a thousand pixels as many equal their left neighbour where pixels repeat others as they are; what Paeth leaves suits the others better. */
const FLAT_PER_MILLE = 600

/** A canvas at its places. All memory must have been allocated before. */
export function createCanvas(engine: EngineExports, memory: EngineMemory, places: CanvasPlaces): Canvas {
  const { size, frame, rows, zeros, stream } = places
  const area = size * size
  const bytes = new Uint8Array(memory.buffer)
  engine.setUp(places.workspace)
  // On an opaque ground everything stays opaque; only without one the pixels have to be asked.
  let hasGround = false
  const isOpaque = () => hasGround || engine.isOpaque(frame, area) === 1
  const painted = (channels: number) => {
    const end = engine.rowsPaeth(frame, rows, size, size, channels, zeros)
    return engine.deflate(rows, (end - rows) >>> 0, stream)
  }
  return {
    draw(sheets) {
      hasGround = sheets[0]?.covers === true
      if (!hasGround) bytes.fill(0, frame, frame + area * 4)
      for (const { pixels, spans, count, mode } of sheets)
        if (mode === 0) engine.layOver(frame, pixels, spans, count)
        else engine.blendOver(mode, frame, pixels, spans, count)
    },
    png() {
      const channels = isOpaque() ? 3 : 4
      if (channels === 4) engine.unpremultiply(frame, area)
      const isFlat = engine.flatness(frame, size, size) >= FLAT_PER_MILLE
      const last = isFlat ? engine.deflateFlat(frame, stream, size, size, channels) : painted(channels)
      return { channels, stream: bytes.subarray(stream, last >>> 0) }
    },
    rgba() {
      const opaque = isOpaque()
      if (!opaque) engine.unpremultiply(frame, area)
      return { isOpaque: opaque, pixels: bytes.subarray(frame, frame + area * 4) }
    },
  }
}

/** Packs a decoded picture (straight RGBA at `picture`) as a sheet; what it needs of memory is allocated here. */
export function packSheet(
  engine: EngineExports,
  arena: Arena,
  {
    picture,
    area,
    blend,
    opacity,
  }: {
    readonly picture: number
    readonly area: number
    readonly blend: BlendMode
    readonly opacity: number
  },
): Sheet {
  const mode = blendModes.indexOf(blend)
  if (opacity < 1) engine.fade(picture, area, Math.round(opacity * 255))
  engine.findSpans(picture, area, 0)
  const count = engine.spansFound()
  const packed = engine.packedBytes() >>> 0
  const spans = arena.allocate(count * 16 + 16)
  const pixels = arena.allocate(packed + 16)
  engine.findSpans(picture, area, spans)
  engine.packSpans(picture, spans, count, pixels, mode === 0 ? 0 : 1)
  return {
    pixels,
    spans,
    count,
    mode,
    covers: mode === 0 && count === 1 && packed === area * 4 && isCopy(engine, picture, area),
  }
}

/** A single span over everything may be one that is blended. */
function isCopy(engine: EngineExports, picture: number, area: number): boolean {
  return engine.isOpaque(picture, area) === 1
}
