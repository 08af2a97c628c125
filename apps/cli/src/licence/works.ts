import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import {
  type ClaimAt,
  type CredentialReport,
  checkWorkLicence,
  claimInDocument,
  type LicenceClaim,
  LicenceError,
  type LicenceFinding,
  readLicence,
  splitManifestStore,
} from '@demiurge/art'
import type { FinishedCollection } from '@demiurge/art/native/collection'
import { credentialsFileOf, mediaTypeOf, proofFileOf, readWork } from '../work-file.ts'

/** A work on disk: its file, and the metadata document that belongs to it. */
export interface WorkOnDisk {
  readonly file: string
  /** `NAME.json` beside the file, or in a folder `json` or `metadata` beside its folder. */
  readonly metadata: string | undefined
  readonly isMinted: boolean
}

const METADATA_FOLDERS = ['json', 'metadata']
const UNKNOWN_TYPE = 'application/octet-stream'

/**
 * The works at a path, in order of their names: one for a file, all in a folder and those below; of a finished collection its pieces in order
 * of edition. Throws CommandError `file.Unreadable`.
 */
export async function findWorks(path: string): Promise<readonly WorkOnDisk[]> {
  const collection = await findCollection(path)
  if (collection !== undefined)
    return collection.pieces.map(({ image, metadata }) => ({
      file: join(path, image.file),
      metadata: join(path, metadata.file),
      isMinted: false,
    }))
  const files = await filesAt(path)
  return Promise.all(files.map(describe))
}

/** The finished collection that a folder holds; undefined where it holds none. Throws CollectionError `collection.damaged`. */
export async function findCollection(path: string): Promise<FinishedCollection | undefined> {
  const { readCollection, readManifest } = await import('@demiurge/art/native/collection')
  const found = await stat(path).catch(() => undefined)
  return found?.isDirectory() === true && readManifest(path)?.pieces !== undefined
    ? readCollection(path)
    : undefined
}

/** Checks what document, pieces and `LICENSE.txt` of a finished collection say. Throws CollectionError `collection.damaged`. */
export async function checkCollection(path: string, collection: FinishedCollection): Promise<LicenceFinding> {
  const { checkFiles } = await import('@demiurge/art/native/collection')
  const { text, ...finding } = (await checkFiles(path, collection)).licence
  if (finding.status === 'broken' || text === undefined) return finding
  return {
    ...finding,
    status: text.ok ? finding.status : 'broken',
    detail: `${finding.detail} ${text.detail}`,
  }
}

async function filesAt(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch(() => undefined)
  // A file that is missing gets the sentence that every command gives.
  if (found === undefined) await readWork(path, readFile)
  if (found?.isDirectory() !== true) return [path]
  const names = await readdir(path, { recursive: true })
  return names
    .sort()
    .filter((name) => mediaTypeOf(name) !== UNKNOWN_TYPE)
    .map((name) => join(path, name))
}

async function describe(file: string): Promise<WorkOnDisk> {
  const name = `${basename(file, extname(file))}.json`
  const places = [
    join(dirname(file), name),
    ...METADATA_FOLDERS.map((folder) => join(dirname(dirname(file)), folder, name)),
  ]
  const exists = async (path: string): Promise<boolean> =>
    (await stat(path).catch(() => undefined))?.isFile() === true
  const present = await Promise.all(places.map(exists))
  return {
    file,
    metadata: places.find((_, i) => present[i]),
    isMinted: await exists(proofFileOf(file)),
  }
}

/** The first file that is signed: with content credentials inside, or a statement beside it. Throws CommandError `file.Unreadable`, ArtError `file.damaged`. */
export async function findSigned(works: readonly WorkOnDisk[]): Promise<string | undefined> {
  for (const { file } of works) {
    const beside = await stat(credentialsFileOf(file)).catch(() => undefined)
    if (beside !== undefined || (await readStore(file)) !== undefined) return file
  }
  return undefined
}

/** Checks what file, metadata and proof of a work say of its licence. Throws CommandError `file.Unreadable`. */
export async function checkWork(
  work: WorkOnDisk,
  text?: string,
): Promise<LicenceFinding & { readonly claim?: Partial<LicenceClaim> }> {
  const places: ClaimAt[] = [await claimInFile(work.file)].filter((at) => at !== undefined)
  if (work.metadata !== undefined)
    places.push({ place: 'the metadata', claim: claimInDocument(await readJson(work.metadata)) })
  if (work.isMinted) {
    const { evidence } = Object(await readJson(proofFileOf(work.file)))
    places.push({ place: 'the proof', claim: claimInDocument(parse(String(Object(evidence).metadata))) })
  }
  const credentials = await credentialsOf(work.file)
  if (credentials?.verdict === 'altered')
    return {
      status: 'broken',
      detail: 'The content credentials of the file do not hold: art credentials says why.',
    }
  if (credentials !== undefined) places.push({ place: 'the credentials', claim: credentials.licence })
  const claim = places.find((each) => each.claim?.licence !== undefined)?.claim
  return { ...checkWorkLicence(places, text), ...(claim === undefined ? {} : { claim }) }
}

/** Loads the reader of credentials only for files that have some. */
async function credentialsOf(path: string): Promise<CredentialReport | undefined> {
  if ((await readStore(path)) === undefined) return undefined
  const [{ checkCredentials }, { nativeSuites }] = await Promise.all([
    import('@demiurge/art/native'),
    import('@demiurge/crypto/native'),
  ])
  return checkCredentials(await readWork(path, readFile), { suites: nativeSuites })
}

/** The manifest store of a PNG or JPEG, where it has one. */
async function readStore(path: string): Promise<Uint8Array | undefined> {
  if (!['image/png', 'image/jpeg'].includes(mediaTypeOf(path))) return undefined
  return splitManifestStore(await readWork(path, readFile)).store
}

async function claimInFile(path: string): Promise<ClaimAt | undefined> {
  try {
    return { place: 'the file', claim: readLicence(await readWork(path, readFile)) }
  } catch (error) {
    if (error instanceof LicenceError && error.code === 'licence.UnknownFile') return undefined
    throw error
  }
}

async function readJson(path: string): Promise<unknown> {
  return parse(new TextDecoder().decode(await readWork(path, readFile)))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // A document that is no JSON claims nothing.
    return undefined
  }
}
