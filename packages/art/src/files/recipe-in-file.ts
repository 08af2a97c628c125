/** @module The recipe inside a file: written on the way out, found again by anyone. Files are hostile until read. */
import { ArtError } from '../errors.ts'
import { parseRecipe } from '../recipe/check.ts'
import { limits, type Recipe } from '../recipe/schema.ts'
import { crc32 } from './checksums.ts'
import { isPng, joinBytes, RECIPE_KEYWORD } from './png.ts'
import { JFIF_END, jpegWithResolution } from './resolution.ts'
import { isWebp, recipeInXmp, webpChunks, webpWithXmp } from './webp.ts'

/** Where an SVG carries it. */
const SVG_OPENING = `<metadata id="${RECIPE_KEYWORD}">`
const SVG_CLOSING = '</metadata>'
/** The recipe follows the SVG's first tag; no need to look further than this for its beginning. */
const SVG_SEARCH_BYTES = 4096

/** The recipe as it is written into files: JSON without spaces. */
export function recipeJson(recipe: Recipe): string {
  return JSON.stringify(recipe)
}

/** The `<metadata>` element of an SVG. `<` and `&` are written as JSON escapes, so XML readers see plain text. */
export function svgMetadata(recipe: Recipe): string {
  return `${SVG_OPENING}${xmlSafeJson(recipe)}${SVG_CLOSING}`
}

function xmlSafeJson(recipe: Recipe): string {
  return recipeJson(recipe).replaceAll('&', '\\u0026').replaceAll('<', '\\u003c').replaceAll('>', '\\u003e')
}

/** A WebP of one picture with the recipe as XMP. */
export function webpWithRecipe(webp: Uint8Array, recipe: Recipe): Uint8Array<ArrayBuffer> {
  const { width, height, background } = recipe
  return webpWithXmp(webp, xmlSafeJson(recipe), { width, height, alpha: background === 'transparent' })
}

/** A JPEG with the recipe in a comment segment (ITU-T T.81, B.2.4.5) after its first header, and its resolution. */
export function jpegWithRecipe(jpeg: Uint8Array, recipe: Recipe, dpi?: number): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(`${RECIPE_KEYWORD}\0${recipeJson(recipe)}`)
  const length = text.length + 2
  const marker = Uint8Array.of(0xff, 0xfe, length >>> 8, length & 255)
  if (dpi === undefined) return joinBytes([jpeg.subarray(0, 2), marker, text, jpeg.subarray(2)])
  const sized = jpegWithResolution(jpeg, dpi)
  // JFIF 1.02: its header stands directly after the start.
  return joinBytes([sized.subarray(0, JFIF_END), marker, text, sized.subarray(JFIF_END)])
}

/**
 * The recipe that a PNG, JPEG, WebP or SVG carries. Throws `file.unknown-format`, `file.damaged`, `file.no-recipe`, or
 * `recipe.invalid` when what it carries is not a recipe of this version. Reads no further than it must.
 */
export function readRecipe(file: Uint8Array): Recipe {
  if (isPng(file)) return parseRecipe(readPngText(file))
  if (file[0] === 0xff && file[1] === 0xd8) return parseRecipe(readJpegComment(file))
  if (isWebp(file)) return parseRecipe(readWebpText(file))
  const head = new TextDecoder().decode(file.subarray(0, SVG_SEARCH_BYTES))
  if (head.includes('<svg')) return parseRecipe(readSvgMetadata(file, head))
  throw new ArtError('file.unknown-format', 'the file is not a PNG, JPEG, WebP or SVG')
}

function noRecipe(kind: string): ArtError {
  return new ArtError('file.no-recipe', `this ${kind} carries no recipe; it was not made by Demiurge art`)
}

function damaged(kind: string, at: number): ArtError {
  return new ArtError('file.damaged', `the ${kind} is damaged at byte ${at}`)
}

function decodeUtf8(bytes: Uint8Array, kind: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new ArtError('file.damaged', `the recipe in this ${kind} is not UTF-8 text`, { cause })
  }
}

function readPngText(file: Uint8Array): string {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const prefix = new TextEncoder().encode(`${RECIPE_KEYWORD}\0\0\0\0\0`)
  let at = 8
  while (at + 12 <= file.length) {
    const length = view.getUint32(at)
    const end = at + 12 + length
    if (end > file.length) throw damaged('PNG', at)
    const type = view.getUint32(at + 4)
    // The recipe stands before the pixels ('IDAT').
    if (type === 0x49444154) break
    const data = file.subarray(at + 8, end - 4)
    if (type === 0x69545874 && prefix.every((byte, i) => data[i] === byte)) {
      if (length > limits.maxRecipeBytes + prefix.length) throw damaged('PNG', at)
      if (crc32(file.subarray(at + 4, end - 4)) !== view.getUint32(end - 4)) throw damaged('PNG', at)
      return decodeUtf8(data.subarray(prefix.length), 'PNG')
    }
    at = end
  }
  throw noRecipe('PNG')
}

function readJpegComment(file: Uint8Array): string {
  const prefix = new TextEncoder().encode(`${RECIPE_KEYWORD}\0`)
  let at = 2
  while (at + 4 <= file.length) {
    if (file[at] !== 0xff) throw damaged('JPEG', at)
    const marker = file[at + 1] ?? 0
    // Start of scan: only pixels follow.
    if (marker === 0xda) break
    const length = (file[at + 2] ?? 0) * 256 + (file[at + 3] ?? 0)
    const end = at + 2 + length
    if (length < 2 || end > file.length) throw damaged('JPEG', at)
    const data = file.subarray(at + 4, end)
    if (marker === 0xfe && prefix.every((byte, i) => data[i] === byte)) {
      return decodeUtf8(data.subarray(prefix.length), 'JPEG')
    }
    at = end
  }
  throw noRecipe('JPEG')
}

/** The longest XMP packet that is read: every character of a recipe may be written as an escape. */
const MAX_XMP_BYTES = limits.maxRecipeBytes * 6 + 1024

function readWebpText(file: Uint8Array): string {
  for (const chunk of webpChunks(file)) {
    if (chunk === undefined) throw damaged('WebP', file.length)
    if (chunk.type !== 'XMP ') continue
    if (chunk.data.length > MAX_XMP_BYTES) throw damaged('WebP', chunk.at)
    const text = recipeInXmp(decodeUtf8(chunk.data, 'WebP'))
    if (text !== undefined) return text
  }
  throw noRecipe('WebP')
}

function readSvgMetadata(file: Uint8Array, head: string): string {
  const start = head.indexOf(SVG_OPENING)
  if (start < 0) throw noRecipe('SVG')
  const text = new TextDecoder().decode(file.subarray(0, SVG_SEARCH_BYTES + limits.maxRecipeBytes * 6))
  const end = text.indexOf(SVG_CLOSING, start)
  if (end < 0) throw damaged('SVG', start)
  return text.slice(start + SVG_OPENING.length, end)
}
