import { type CollectionDefinition, layerNameOf } from '@demiurge/art'
import type { Queries, Row } from '../database/database.ts'
import { StudioError } from '../error.ts'

/** A collection as its row says. */
export interface CollectionRecord {
  readonly id: string
  readonly name: string
  readonly revision: number
  /** As the page wrote it. */
  readonly definition: CollectionDefinition
  /** Layers' folders from the lowest up, as far as they were put in order. */
  readonly order: readonly string[]
  /** The newest making. */
  readonly making: string | undefined
  readonly createdMs: number
  readonly changedMs: number
  readonly deletedMs: number | undefined
}

/** One picture of a collection. */
export interface PictureRecord {
  readonly folder: string
  readonly file: string
  readonly size: number
  readonly sha256: string
  readonly mediaType: string
  readonly width: number
  readonly height: number
}

/** One making. */
export interface MakingRecord {
  readonly id: string
  readonly collection: string
  readonly base: string
  readonly view: string
  readonly name: string
  readonly count: number
  readonly size: number
  readonly seed: string
  readonly format: 'png' | 'jpeg' | 'webp'
  readonly quality: number
  /** Editions that were taken over from the making before. */
  readonly carried: readonly number[]
  /** All editions that stay. */
  readonly pins: readonly number[]
  readonly version: string | undefined
  readonly provenance: string | undefined
  readonly job: string | undefined
}

/** Reads a row of `collections`. */
export function collectionOf(row: Row): CollectionRecord {
  return {
    id: String(row.id),
    name: String(row.name),
    revision: Number(row.revision),
    definition: JSON.parse(String(row.definition)) as CollectionDefinition,
    order: JSON.parse(String(row.layer_order)) as readonly string[],
    making: optionalText(row.making),
    createdMs: Number(row.created_ms),
    changedMs: Number(row.changed_ms),
    deletedMs: typeof row.deleted_ms === 'number' ? row.deleted_ms : undefined,
  }
}

/** Reads a row of `pictures`. */
export function pictureOf(row: Row): PictureRecord {
  return {
    folder: String(row.folder),
    file: String(row.file),
    size: Number(row.size),
    sha256: String(row.sha256),
    mediaType: String(row.media_type),
    width: Number(row.width),
    height: Number(row.height),
  }
}

/** Reads a row of `makings`. */
export function makingOf(row: Row): MakingRecord {
  return {
    id: String(row.id),
    collection: String(row.collection),
    base: String(row.base),
    view: String(row.view),
    name: String(row.name),
    count: Number(row.count),
    size: Number(row.size),
    seed: String(row.seed),
    format: String(row.format) as MakingRecord['format'],
    quality: Number(row.quality),
    carried: JSON.parse(String(row.carried)) as readonly number[],
    pins: JSON.parse(String(row.pins)) as readonly number[],
    version: optionalText(row.version),
    provenance: optionalText(row.provenance),
    job: optionalText(row.job),
  }
}

function optionalText(value: Row[string] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** The collection. Throws StudioError `collection.Unknown` (404), also for one that was deleted unless `deleted` is given. */
export async function getCollection(
  queries: Queries,
  id: string,
  { deleted = false }: { readonly deleted?: boolean } = {},
): Promise<CollectionRecord> {
  const [row] = await queries.query('SELECT * FROM collections WHERE id = $1', id)
  const found = row && collectionOf(row)
  if (found === undefined || (found.deletedMs !== undefined && !deleted)) throw unknownCollection(id)
  return found
}

/** There is no such collection. */
export function unknownCollection(id: string): StudioError {
  return new StudioError('collection.Unknown', `there is no collection ${id}`, { status: 404, field: 'id' })
}

/** So many rows are read at a time: everything else has its turn between. */
const ROWS_AT_ONCE = 1_000

/** Its pictures, those of a layer by name. */
export async function picturesOf(queries: Queries, collection: string): Promise<readonly PictureRecord[]> {
  const pictures: PictureRecord[] = []
  for (let last = ''; ; ) {
    const rows = await queries.query(
      'SELECT * FROM pictures WHERE collection = $1 AND path_key > $2 ORDER BY path_key LIMIT $3',
      ...[collection, last, ROWS_AT_ONCE],
    )
    for (const row of rows) pictures.push(pictureOf(row))
    if (rows.length < ROWS_AT_ONCE) return pictures
    last = String(rows.at(-1)?.path_key)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** The making; undefined when there is none. */
export async function findMaking(
  queries: Queries,
  id: string | undefined,
): Promise<MakingRecord | undefined> {
  if (id === undefined) return undefined
  const [row] = await queries.query('SELECT * FROM makings WHERE id = $1', id)
  return row && makingOf(row)
}

/** A change of the collection itself: its revision grows. Throws StudioError (404) when it is gone. */
export async function touch(queries: Queries, id: string, nowMs: number): Promise<CollectionRecord> {
  const [row] = await queries.query(
    'UPDATE collections SET revision = revision + 1, changed_ms = $2 WHERE id = $1 AND deleted_ms IS NULL RETURNING *',
    id,
    nowMs,
  )
  if (row === undefined) throw unknownCollection(id)
  return collectionOf(row)
}

/** What people call a layer. */
export function layerName(definition: CollectionDefinition, folder: string): string {
  return definition.layers?.find((layer) => layer.folder === folder)?.name ?? layerNameOf(folder)
}
