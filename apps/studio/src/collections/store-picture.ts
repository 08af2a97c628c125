import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { collectionLimits } from '@demiurge/art'
import type { Queries } from '../database/database.ts'
import { StudioError } from '../error.ts'
import type { RenderDesk } from '../render/desk.ts'
import { picturePath, smallPath } from '../render/layers-view.ts'
import { RenderProcessEnded } from '../render/render-process.ts'
import type { CheckedPicture, PictureWish } from '../uploads/check-picture.ts'
import { type PicturePath, pathKey } from '../uploads/picture-path.ts'
import { receiveFile, tooLarge } from '../uploads/receive.ts'
import { type CollectionRecord, touch } from './records.ts'
import { type CollectionServices, collectionFolder } from './services.ts'

/** A picture that is being uploaded. */
export interface PictureUpload {
  readonly path: PicturePath
  readonly body: NodeJS.ReadableStream
  /** Bytes as announced, 0 when they were not. */
  readonly length: number
  /** Writes it down, in the same transaction. */
  readonly note: (queries: Queries, details: Readonly<Record<string, string | number>>) => Promise<void>
}

/** Checking a picture takes longer only where it was made to. */
const CHECK_MS = 60_000

/**
 * Takes a picture in: into a temporary file first, looked at by a render process, and put in its place when it is good. Throws StudioError
 * `upload.TooLarge`, `upload.Picture`, `upload.Quota`, `upload.Name` where another spelling of the name is there.
 */
export async function storePicture(
  services: CollectionServices,
  { id }: CollectionRecord,
  upload: PictureUpload,
): Promise<{ readonly record: CollectionRecord; readonly isNew: boolean }> {
  const { limits, desk } = services
  if (upload.length > limits.fileBytes) throw tooLarge(limits.fileBytes)
  const waiting = join(services.folder, 'uploads')
  await mkdir(waiting, { recursive: true, mode: 0o700 })
  const path = join(waiting, randomUUID())
  const small = `${path}.small`
  try {
    await receiveFile(upload.body, path, limits.fileBytes)
    const picture = await lookAt(desk, { path, smallPath: small, mostPixels: limits.filePixels })
    const folder = collectionFolder(services.folder, id)
    await rename(small, smallPath(folder, picture.sha256))
    await rename(path, picturePath(folder, picture.sha256))
    return await services.database.transaction((queries) =>
      writeDown(services, queries, { id, upload, picture }),
    )
  } finally {
    await rm(path, { force: true })
    await rm(small, { force: true })
  }
}

/** Has a render process look at a picture. One that kills the process, or keeps it for a minute, is no better than a broken one. */
async function lookAt(desk: RenderDesk, wish: PictureWish): Promise<CheckedPicture> {
  const patience = AbortSignal.timeout(CHECK_MS)
  try {
    return await desk.ask('picture', wish, { signal: patience })
  } catch (error) {
    if (!patience.aborted && !(error instanceof RenderProcessEnded)) throw error
    const why = patience.aborted ? 'looking at it takes too long' : 'a process died of it'
    throw new StudioError('upload.Picture', `this picture cannot be taken: ${why}`, {
      status: 422,
      field: 'body',
      cause: error,
    })
  }
}

async function writeDown(
  { limits, nowMs }: CollectionServices,
  queries: Queries,
  { id, upload, picture }: { id: string; upload: PictureUpload; picture: CheckedPicture },
) {
  // First: it locks the collection's row, so that two uploads cannot both find room for the last picture.
  const record = await touch(queries, id, nowMs())
  const { folder, file } = upload.path
  const key = pathKey(upload.path)
  const [old] = await queries.query('SELECT * FROM pictures WHERE collection = $1 AND path_key = $2', id, key)
  if (old !== undefined && (old.folder !== folder || old.file !== file))
    throw new StudioError(
      'upload.Name',
      `${folder}/${file} and ${old.folder}/${old.file} are the same for some file systems: give one another name`,
      { status: 409, field: 'path' },
    )
  await queries.query('DELETE FROM pictures WHERE collection = $1 AND path_key = $2', id, key)
  const { size, sha256, mediaType, width, height } = picture
  await checkRoom(queries, limits, { id, folder, size })
  await queries.query(
    'INSERT INTO pictures (collection, path_key, folder, file, size, sha256, media_type, width, height) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
    ...[id, key, folder, file, size, sha256, mediaType, width, height],
  )
  await upload.note(queries, { id, size, sha256 })
  return { record, isNew: old === undefined }
}

async function checkRoom(
  queries: Queries,
  limits: CollectionServices['limits'],
  { id, folder, size }: { readonly id: string; readonly folder: string; readonly size: number },
): Promise<void> {
  const [sum] = await queries.query(
    'SELECT COUNT(*) AS files, CAST(COALESCE(SUM(size), 0) AS BIGINT) AS bytes FROM pictures WHERE collection = $1',
    id,
  )
  const folders = await queries.query(
    'SELECT folder, COUNT(*) AS files FROM pictures WHERE collection = $1 GROUP BY folder',
    id,
  )
  const full = (message: string) => new StudioError('upload.Quota', message, { status: 413, field: 'body' })
  if (Number(sum?.files) >= limits.collectionFiles)
    throw full(`a collection has at most ${limits.collectionFiles} pictures`)
  if (Number(sum?.bytes) + size > limits.collectionBytes)
    throw full(`the pictures of a collection take at most ${limits.collectionBytes} bytes`)
  const own = folders.find((row) => row.folder === folder)
  if (Number(own?.files ?? 0) >= collectionLimits.maxTraitsPerLayer)
    throw full(`a layer has at most ${collectionLimits.maxTraitsPerLayer} pictures`)
  // One-of-ones may lie in a folder beside the layers.
  if (own === undefined && folders.length > collectionLimits.maxLayers)
    throw full(`a collection has at most ${collectionLimits.maxLayers} layers`)
}
