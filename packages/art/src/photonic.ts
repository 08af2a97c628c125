/**
 * @module Photonic encoding: text as light. UTF-8 bytes become HSL colours and colours become the text again.
 *
 * One byte is one colour: its high five bits choose one of 32 hues (11.25 degrees apart), the next two one of four
 * lightnesses, the lowest one of two saturations. Hues may be turned by whole steps, which changes the mood and
 * not the message: the first colour says by how much.
 *
 * The message, in bytes: 0xD0 (marks the start and the turn), the length of the text in UTF-8 bytes (u16, high byte
 * first), the bytes, and the low 16 bits of their CRC-32 (high byte first).
 */
import { hslToRgb, type Triple } from './color/color.ts'
import { ArtError } from './errors.ts'
import { crc32 } from './files/checksums.ts'

/** A colour of light: hue in degrees [0, 360), saturation and lightness in [0, 1]. */
export interface PhotonicColour {
  readonly hue: number
  readonly saturation: number
  readonly lightness: number
}

export const HUES = 32
const HUE_STEP = 360 / HUES
const LIGHTNESSES = [0.4, 0.52, 0.64, 0.76] as const
const SATURATIONS = [0.62, 0.95] as const
const START = 0xd0
/** Start, two bytes of length, two of checksum. */
const OVERHEAD = 5

/** UTF-8 bytes that one message may hold. */
export const MAX_PHOTONIC_BYTES = 4096

/** The colour of one byte; `turn` moves the hue by so many steps of 11.25 degrees. */
export function byteToColour(byte: number, turn = 0): PhotonicColour {
  return {
    hue: (((byte >>> 3) + turn) % HUES) * HUE_STEP,
    saturation: SATURATIONS[byte & 1] ?? 0,
    lightness: LIGHTNESSES[(byte >>> 1) & 3] ?? 0,
  }
}

/** The byte of one colour, to the nearest step in each of the three. */
export function colourToByte({ hue, saturation, lightness }: PhotonicColour, turn = 0): number {
  const step = (Math.round(hue / HUE_STEP) - turn + 2 * HUES) % HUES
  const light = Math.min(3, Math.max(0, Math.round((lightness - LIGHTNESSES[0]) / 0.12)))
  const vivid = saturation > (SATURATIONS[0] + SATURATIONS[1]) / 2 ? 1 : 0
  return (step << 3) | (light << 1) | vivid
}

/**
 * Text to colours, first to last. Throws `photonic.text` for lone surrogates, which are not Unicode text, and for
 * more than 4096 UTF-8 bytes.
 */
export function encodePhotonic(text: string, turn = 0): PhotonicColour[] {
  return [...photonicBytes(text)].map((byte) => byteToColour(byte, turn))
}

/** Colours to text. Throws `photonic.unreadable` when the colours do not hold a whole, unchanged message. */
export function decodePhotonic(colours: readonly PhotonicColour[]): string {
  const [first] = colours
  if (first === undefined) throw unreadable('there are no colours')
  const turn = (Math.round(first.hue / HUE_STEP) - (START >>> 3) + HUES) % HUES
  return readMessage(Uint8Array.from(colours, (colour) => colourToByte(colour, turn)))
}

/** The message's bits as text of 0 and 1, eight for each colour. */
export function photonicBits(colours: readonly PhotonicColour[], turn = 0): string {
  return colours.map((colour) => colourToByte(colour, turn).toString(2).padStart(8, '0')).join('')
}

/** The message of a text, see the module. */
export function photonicBytes(text: string): Uint8Array<ArrayBuffer> {
  if (!text.isWellFormed())
    throw new ArtError('photonic.text', 'the text has a lone surrogate; it is not Unicode')
  const bytes = new TextEncoder().encode(text)
  if (bytes.length > MAX_PHOTONIC_BYTES) {
    throw new ArtError(
      'photonic.text',
      `the text has ${bytes.length} UTF-8 bytes, the limit is ${MAX_PHOTONIC_BYTES}`,
    )
  }
  const message = new Uint8Array(bytes.length + OVERHEAD)
  const view = new DataView(message.buffer)
  message[0] = START
  view.setUint16(1, bytes.length)
  message.set(bytes, 3)
  view.setUint16(3 + bytes.length, crc32(bytes) & 0xffff)
  return message
}

function readMessage(message: Uint8Array): string {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength)
  if (message.length < OVERHEAD || message[0] !== START) throw unreadable('no message starts here')
  const length = view.getUint16(1)
  if (length > MAX_PHOTONIC_BYTES || length + OVERHEAD > message.length) {
    throw unreadable(`it announces ${length} bytes and shows ${message.length - OVERHEAD}`)
  }
  const bytes = message.subarray(3, 3 + length)
  if (view.getUint16(3 + length) !== (crc32(bytes) & 0xffff)) throw unreadable('its checksum does not fit')
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new ArtError('photonic.unreadable', 'the message is not UTF-8 text', { cause })
  }
}

function unreadable(why: string): ArtError {
  return new ArtError('photonic.unreadable', `no photonic message could be read: ${why}`)
}

/** Side of the square of cells that holds so many: a power of two, at least 16. */
export function photonicSide(cells: number): number {
  let side = 16
  while (side * side < cells) side *= 2
  return side
}

/** Cell number `index` on the Hilbert curve through a square of `side` (a power of two): column and row. */
export function hilbertCell(side: number, index: number): readonly [column: number, row: number] {
  let x = 0
  let y = 0
  for (let size = 1, rest = index; size < side; size *= 2, rest = Math.floor(rest / 4)) {
    const right = (rest >>> 1) & 1
    const down = (rest ^ right) & 1
    if (down === 0) {
      if (right === 1) {
        x = size - 1 - x
        y = size - 1 - y
      }
      const held = x
      x = y
      y = held
    }
    x += size * right
    y += size * down
  }
  return [x, y]
}

/** Half the side of the square of cells, in unit space: the rest is margin. */
export const PHOTONIC_REACH = 0.9

/** The middle of a cell in unit space. */
export function cellCentre(side: number, index: number): readonly [number, number] {
  const [column, row] = hilbertCell(side, index)
  const at = (i: number) => ((2 * i + 1) / side - 1) * PHOTONIC_REACH
  return [at(column), at(row)]
}

/** Pixels as a renderer gives them. */
export interface RgbaImage {
  readonly width: number
  readonly height: number
  readonly rgba: Uint8Array | Uint8ClampedArray
}

/**
 * Reads the text back out of a picture of the photonic pattern, whatever its size. Throws `photonic.unreadable`
 * when no message with a fitting checksum is found.
 */
export function readPhotonicImage(image: RgbaImage): string {
  for (let side = 16; side <= photonicSide(MAX_PHOTONIC_BYTES + OVERHEAD); side *= 2) {
    const text = tryRead(image, side)
    if (text !== undefined) return text
  }
  throw unreadable('the picture shows none; it must be whole and not recoloured')
}

function tryRead(image: RgbaImage, side: number): string | undefined {
  const turn = (nearestByte(pixelAt(image, side, 0), 0) >>> 3) - (START >>> 3) + HUES
  const message = new Uint8Array(side * side)
  for (let i = 0; i < message.length; i++) {
    message[i] = nearestByte(pixelAt(image, side, i), turn % HUES)
    // Most pictures are refused at the first cells.
    if (i === 0 && message[0] !== START) return undefined
  }
  try {
    return readMessage(message)
  } catch (error) {
    if (error instanceof ArtError) return undefined
    throw error
  }
}

function pixelAt({ width, height, rgba }: RgbaImage, side: number, index: number): Triple {
  const [x, y] = cellCentre(side, index)
  const short = Math.min(width, height)
  const column = Math.min(width - 1, Math.floor(width / 2 + (x * short) / 2))
  const row = Math.min(height - 1, Math.floor(height / 2 + (y * short) / 2))
  const at = (row * width + column) * 4
  return [rgba[at] ?? 0, rgba[at + 1] ?? 0, rgba[at + 2] ?? 0]
}

const COLOUR_TABLE = Array.from({ length: 256 }, (_, byte) => {
  const { hue, saturation, lightness } = byteToColour(byte)
  const [r, g, b] = hslToRgb(hue, saturation, lightness)
  return [r * 255, g * 255, b * 255] as const
})

/** The byte whose colour is nearest in RGB; hues are read turned back by `turn` steps. */
function nearestByte([red, green, blue]: Triple, turn: number): number {
  let best = 0
  let least = Infinity
  COLOUR_TABLE.forEach(([r, g, b], byte) => {
    const distance = (r - red) * (r - red) + (g - green) * (g - green) + (b - blue) * (b - blue)
    if (distance < least) {
      least = distance
      best = byte
    }
  })
  const step = ((best >>> 3) - turn + HUES) % HUES
  return (step << 3) | (best & 7)
}
