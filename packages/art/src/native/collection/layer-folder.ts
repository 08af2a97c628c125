/** @module Reads a folder of layers: `LAYERS/Hat/Crown#5.png`, and `collection.json` beside the layers. */
import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, resolve, sep } from 'node:path'
import { type Catalogue, createCatalogue } from '../../collection/catalogue.ts'
import { type CollectionDefinition, checkDefinition } from '../../collection/definition.ts'
import { CollectionError } from '../../collection/error.ts'
import { parseTraitFile } from '../../collection/file-name.ts'
import { MAX_LICENCE_TEXT } from '../../licences/stated.ts'

/** Larger pictures are refused before they are read. */
const MAX_FILE_BYTES = 256 * 1024 * 1024
const DEFINITION_FILE = 'collection.json'

/** A folder of layers, read and checked; the pictures themselves are not decoded yet. */
export interface LayerFolder {
  readonly path: string
  readonly definition: CollectionDefinition
  readonly catalogue: Catalogue
  /** SHA-256 in hex of each picture, by its path within the folder with `/` between. */
  readonly hashes: Readonly<Record<string, string>>
}

/** Reads a folder of layers. `order` names the layers' folders from the lowest up, where the definition does not. Throws CollectionError. */
export async function readLayerFolder(
  path: string,
  { order }: { readonly order?: readonly string[] } = {},
): Promise<LayerFolder> {
  const definition = withOrder(await withLicenceText(path, await readDefinition(path)), order)
  const entries = await readdir(path, { withFileTypes: true }).catch((cause: unknown) => {
    throw new CollectionError('collection.layers', `${path} cannot be read as a folder of layers`, {
      field: path,
      cause,
    })
  })
  const folders = entries.filter((each) => each.isDirectory() && !each.name.startsWith('.'))
  const found = await Promise.all(
    folders.map(async ({ name }) => ({ folder: name, files: await readdir(join(path, name)) })),
  )
  // Folders without pictures are no layers: sources and notes may lie beside.
  const layers = found.filter(({ files }) => files.some((file) => parseTraitFile(file) !== undefined))
  const specialFolders = new Set(definition.oneOfOnes?.map(({ file }) => file.split('/')[0]))
  const catalogue = createCatalogue(
    definition.layers === undefined ? layers.filter(({ folder }) => !specialFolders.has(folder)) : layers,
    definition,
  )
  const files = [
    ...catalogue.flatMap(({ folder, traits }) => traits.map(({ file }) => `${folder}/${file}`)),
    ...(definition.oneOfOnes?.map(({ file }) => file) ?? []),
  ]
  const hashes: Record<string, string> = {}
  for (const file of files) hashes[file] = await hashFile(path, file)
  return { path, definition, catalogue, hashes }
}

function withOrder(
  definition: CollectionDefinition,
  order: readonly string[] | undefined,
): CollectionDefinition {
  if (order === undefined) return definition
  if (definition.layers !== undefined)
    throw new CollectionError(
      'collection.definition',
      `${DEFINITION_FILE} gives the order of the layers already: give one of the two`,
      { field: '$.layers' },
    )
  return { ...definition, layers: order.map((folder) => ({ folder })) }
}

/** The definition with the text of its licence in place of the file that it names. */
async function withLicenceText(
  path: string,
  definition: CollectionDefinition,
): Promise<CollectionDefinition> {
  const { licence } = definition
  if (typeof licence !== 'object' || licence.file === undefined) return definition
  const { file, ...rest } = licence
  if (rest.text !== undefined)
    throw new CollectionError(
      'collection.definition',
      'the licence has a text and a file: give one of the two',
      {
        field: '$.licence.file',
      },
    )
  const text = await readLicenceText(placeWithin(path, file))
  return { ...definition, licence: { ...rest, text } }
}

/** Reads the text of a licence of one's own. Throws CollectionError `collection.definition` when it is missing, too long or no UTF-8. */
export async function readLicenceText(file: string): Promise<string> {
  const field = '$.licence.file'
  const size = await stat(file).then(
    (found) => found.size,
    () => undefined,
  )
  if (size === undefined || size > 4 * MAX_LICENCE_TEXT)
    throw new CollectionError(
      'collection.definition',
      size === undefined ? `${file} cannot be read` : `${file} is too long for a licence: ${size} bytes`,
      { field },
    )
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file))
  } catch (cause) {
    throw new CollectionError('collection.definition', `${file} is no text in UTF-8`, { field, cause })
  }
}

async function readDefinition(path: string): Promise<CollectionDefinition> {
  const file = join(path, DEFINITION_FILE)
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined
    throw error
  })
  if (text === undefined) return {}
  try {
    return checkDefinition(JSON.parse(text))
  } catch (cause) {
    if (cause instanceof CollectionError) throw cause
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new CollectionError('collection.definition', `${file} is no JSON: ${why}`, { field: file, cause })
  }
}

/** The place of a file within the folder. Throws when it leads out of it: a definition may come from anybody. */
export function placeWithin(path: string, file: string): string {
  const root = resolve(path)
  const place = resolve(root, file)
  if (!place.startsWith(root + sep))
    throw new CollectionError('collection.definition', `${file} lies outside of ${path}`, { field: file })
  return place
}

async function hashFile(path: string, file: string): Promise<string> {
  const bytes = await readPicture(path, file)
  return createHash('sha256').update(bytes).digest('hex')
}

/** Reads a picture of the folder. Throws CollectionError `collection.layers` when it is missing or above 256 MiB. */
export async function readPicture(path: string, file: string): Promise<Buffer> {
  const place = placeWithin(path, file)
  try {
    const { size } = await stat(place)
    if (size <= MAX_FILE_BYTES) return await readFile(place)
  } catch (cause) {
    throw new CollectionError('collection.layers', `${file} cannot be read`, { field: file, cause })
  }
  throw new CollectionError('collection.layers', `${file} is larger than 256 MiB`, { field: file })
}
