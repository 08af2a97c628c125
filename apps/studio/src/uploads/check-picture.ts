import { createHash } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import sharp from 'sharp'
import { StudioError } from '../error.ts'
import {
  checkJpeg,
  checkPng,
  checkWebp,
  isJpeg,
  isPng,
  isWebp,
  type PictureHeader,
  Refusal,
} from './raster.ts'
import { sanitiseSvg } from './svg.ts'

/** A file that was uploaded and not looked at yet. */
export interface PictureWish {
  /** Where it lies. An SVG is written anew there. */
  readonly path: string
  /** Where its small twin is written: at most SMALL_SIZE pixels on a side, WebP. */
  readonly smallPath: string
  readonly mostPixels: number
}

/** A picture that can be a layer's. */
export interface CheckedPicture {
  readonly mediaType: 'image/png' | 'image/jpeg' | 'image/webp' | 'image/svg+xml'
  readonly width: number
  readonly height: number
  /** Of the file as it is kept. */
  readonly size: number
  readonly sha256: string
}

/** Pixels of a small twin: what previews are put together from. */
export const SMALL_SIZE = 256

/**
 * Says what a file is by what is in it, whatever it is called, and that it can be drawn; hostile ones are told by their headers, before
 * anything is unpacked. Throws StudioError `upload.Picture`, with the reason.
 */
export async function checkPicture(wish: PictureWish): Promise<CheckedPicture> {
  try {
    return await inspect(wish)
  } catch (error) {
    if (error instanceof Refusal) throw refused(error.message)
    throw error
  }
}

async function inspect({ path, smallPath, mostPixels }: PictureWish): Promise<CheckedPicture> {
  const uploaded = await readFile(path)
  const raster = readRaster(uploaded)
  if (raster !== undefined) checkPixels(raster.header, mostPixels)
  const bytes = raster === undefined ? await rewriteSvg(path, uploaded, mostPixels) : uploaded
  const { width, height } = raster?.header ?? (await svgHeader(bytes, mostPixels))
  await writeSmall(bytes, { smallPath, mostPixels, width, height, isVector: raster === undefined })
  return {
    mediaType: raster?.mediaType ?? 'image/svg+xml',
    width,
    height,
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }
}

function readRaster(bytes: Buffer) {
  if (isPng(bytes)) return { mediaType: 'image/png', header: checkPng(bytes) } as const
  if (isJpeg(bytes)) return { mediaType: 'image/jpeg', header: checkJpeg(bytes) } as const
  if (isWebp(bytes)) return { mediaType: 'image/webp', header: checkWebp(bytes) } as const
  return undefined
}

function checkPixels({ width, height }: PictureHeader, mostPixels: number): void {
  if (width === 0 || height === 0) throw new Refusal('it has no pixels')
  if (width * height > mostPixels)
    throw new Refusal(`it has ${width} x ${height} pixels; at most ${mostPixels} can be taken`)
}

const SVG_BEGINNING = /^(?:\ufeff|\s)*<(?:\?xml|!--|!doctype|svg)/i

async function rewriteSvg(path: string, bytes: Buffer, mostPixels: number): Promise<Buffer> {
  if (!SVG_BEGINNING.test(bytes.toString('utf8', 0, 200)))
    throw new Refusal('it is neither PNG, JPEG, WebP nor SVG')
  const clean = Buffer.from(
    sanitiseSvg(bytes, {
      checkEmbedded: (embedded) => {
        const found = readRaster(embedded)
        if (found === undefined) throw new Refusal('a picture within it is neither PNG, JPEG nor WebP')
        checkPixels(found.header, mostPixels)
      },
    }),
  )
  await writeFile(`${path}.clean`, clean)
  await rename(`${path}.clean`, path)
  return clean
}

async function svgHeader(bytes: Buffer, mostPixels: number): Promise<PictureHeader> {
  const { width, height } = await sharp(bytes, { limitInputPixels: mostPixels })
    .metadata()
    .catch((error: Error) => {
      throw new Refusal(`it cannot be drawn: ${error.message}`)
    })
  checkPixels({ width, height }, mostPixels)
  return { width, height }
}

interface SmallWish extends PictureHeader {
  readonly smallPath: string
  readonly mostPixels: number
  readonly isVector: boolean
}

/** Decodes the whole picture, so that a broken one is found, into its small twin. */
async function writeSmall(
  bytes: Buffer,
  { smallPath, mostPixels, width, height, isVector }: SmallWish,
): Promise<void> {
  const isLarge = isVector || Math.max(width, height) > SMALL_SIZE
  // Dots an inch at which an SVG is drawn in the small size itself.
  const density = isVector ? Math.min(2_400, Math.max(1, (72 * SMALL_SIZE) / Math.min(width, height))) : 72
  try {
    const image = sharp(bytes, { limitInputPixels: mostPixels, failOn: 'warning', density })
    const small = isLarge ? image.resize(SMALL_SIZE, SMALL_SIZE, { fit: 'fill' }) : image
    await small.webp({ lossless: true, effort: 0 }).toFile(`${smallPath}.part`)
    await rename(`${smallPath}.part`, smallPath)
  } catch (error) {
    throw new Refusal(`it is damaged: ${error instanceof Error ? error.message.split('\n')[0] : 'unknown'}`)
  }
}

function refused(why: string): StudioError {
  return new StudioError('upload.Picture', `this picture cannot be taken: ${why}`, {
    status: 422,
    field: 'body',
  })
}
