import { parseTraitFile } from '@demiurge/art'
import { StudioError } from '../error.ts'

/** Where a picture belongs: a layer's folder and a file in it. */
export interface PicturePath {
  readonly folder: string
  readonly file: string
}

const MOST_CHARACTERS = 128
/** File systems count bytes, and 255 is what all of them take. */
const MOST_BYTES = 240
/** Names that Windows keeps for devices, with any ending. */
const DEVICES = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?$/i
/** What some file system does not take, or gives a meaning. */
const RESERVED = /[/\\:*?"<>|]/
/** Control characters, and those that are not seen or turn the direction of what is read: two names would look the same. */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/u

/**
 * Reads the path behind `…/files/` as it stands in the address: folder and file, percent-encoded, in Unicode's composed form afterwards.
 * Throws StudioError `upload.Name` with what is wrong; the collection's own reader takes what passes.
 */
export function parsePicturePath(encoded: string): PicturePath {
  const parts = encoded.split('/').map(decode)
  const [folder, file] = parts
  if (folder === undefined || file === undefined || parts.length !== 2)
    throw wrong(encoded, 'write a layer and a file, such as Hat/Crown%235.png')
  return { folder: checkFolder(folder), file: checkFile(file) }
}

/** A layer's folder. Throws StudioError `upload.Name`. */
export function checkFolder(name: string): string {
  return checkName(name.normalize('NFC'))
}

function checkFile(name: string): string {
  const file = checkName(name.normalize('NFC'))
  if (parseTraitFile(file) === undefined)
    throw wrong(file, 'a picture of a layer ends with .png, .svg, .webp, .jpg or .jpeg')
  return file
}

/** One for all spellings that some file system takes for the same. */
export function pathKey({ folder, file }: PicturePath): string {
  return `${folder}/${file}`.normalize('NFKC').toLowerCase().normalize('NFC')
}

function checkName(name: string): string {
  if (name === '' || name.startsWith('.')) throw wrong(name, 'a name does not begin with a dot')
  if (RESERVED.test(name)) throw wrong(name, 'a name has none of / \\ : * ? " < > |')
  if (UNSEEN.test(name) || !name.isWellFormed())
    throw wrong(name, 'a name has no characters that are not seen')
  if (/^\s|[\s.]$/.test(name))
    throw wrong(name, 'a name neither begins with a space nor ends with one or a dot')
  if (DEVICES.test(name)) throw wrong(name, 'Windows keeps this name for a device')
  if ([...name].length > MOST_CHARACTERS || Buffer.byteLength(name) > MOST_BYTES)
    throw wrong(name, `a name has at most ${MOST_CHARACTERS} characters and ${MOST_BYTES} bytes`)
  return name
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw wrong(part, 'the address is not percent-encoded UTF-8')
  }
}

function wrong(name: string, what: string): StudioError {
  // JSON's escapes make visible what is not.
  const shown = JSON.stringify(name.slice(0, 100))
  return new StudioError('upload.Name', `${shown} cannot be the name of a layer or picture: ${what}`, {
    field: 'path',
  })
}
