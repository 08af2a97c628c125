import { copyFile, link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Catalogue, createCatalogue } from '@demiurge/art'
import type { LayersView } from './tasks.ts'

/** The place of a picture of a collection, as it was uploaded. */
export function picturePath(folder: string, sha256: string): string {
  return join(folder, 'pictures', sha256)
}

/** The place of its small twin. */
export function smallPath(folder: string, sha256: string): string {
  return join(folder, 'small', sha256)
}

/** The place of a view's folder of layers. */
export function viewPath({ folder, fingerprint }: LayersView): string {
  return join(folder, 'views', fingerprint)
}

/** Puts a view's folder of layers together: the pictures are linked, not copied. It is there whole, or not at all. */
export async function layOutView(view: LayersView): Promise<string> {
  const path = viewPath(view)
  if (await isThere(path)) return path
  const partial = `${path}.${process.pid}`
  await rm(partial, { recursive: true, force: true })
  await mkdir(partial, { recursive: true })
  const folders = new Set(Object.keys(view.pictures).map((file) => file.slice(0, file.indexOf('/'))))
  for (const folder of folders) await mkdir(join(partial, folder))
  for (const [file, sha256] of Object.entries(view.pictures))
    await linkOrCopy(picturePath(view.folder, sha256), join(partial, file))
  await writeFile(join(partial, 'collection.json'), `${JSON.stringify(view.definition, undefined, 2)}\n`)
  try {
    await rename(partial, path)
  } catch (error) {
    // Another process was first: what it put there is the same.
    await rm(partial, { recursive: true, force: true })
    if (!(await isThere(path))) throw error
  }
  return path
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch (error) {
    // Some file systems have no links, or only so many to one file.
    if (!['EPERM', 'ENOTSUP', 'EMLINK', 'ENOSYS', 'EXDEV'].includes((error as { code?: string }).code ?? ''))
      throw error
    await copyFile(from, to)
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

/** The catalogue of a view. Throws CollectionError. */
export function catalogueOf({
  definition,
  pictures,
}: Pick<LayersView, 'definition' | 'pictures'>): Catalogue {
  const folders = new Map<string, string[]>()
  for (const path of Object.keys(pictures)) {
    const [folder = '', file = ''] = path.split('/')
    const files = folders.get(folder)
    if (files === undefined) folders.set(folder, [file])
    else files.push(file)
  }
  return createCatalogue(
    Array.from(folders, ([folder, files]) => ({ folder, files })),
    definition,
  )
}

/** Reads small twins of a view's pictures. */
export function readSmall({ folder, pictures }: LayersView): (file: string) => Promise<Buffer> {
  return (file) => readFile(smallPath(folder, pictures[file] ?? 'missing'))
}
