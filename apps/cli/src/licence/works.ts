import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import {
  type ClaimAt,
  checkWorkLicence,
  claimInDocument,
  LicenceError,
  type LicenceFinding,
  readLicence,
} from '@demiurge/art'
import { mediaTypeOf, proofFileOf, readWork } from '../work-file.ts'

/** A work on disk: its file, and the metadata document that belongs to it. */
export interface WorkOnDisk {
  readonly file: string
  /** `NAME.json` beside the file, or in a folder `json` or `metadata` beside its folder. */
  readonly metadata: string | undefined
  readonly isMinted: boolean
}

const METADATA_FOLDERS = ['json', 'metadata']
const UNKNOWN_TYPE = 'application/octet-stream'

/** The works at a path, in order of their names: one for a file, all in a folder and those below. Throws CommandError `file.Unreadable`. */
export async function findWorks(path: string): Promise<readonly WorkOnDisk[]> {
  const files = await filesAt(path)
  return Promise.all(files.map(describe))
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

/** Checks what file, metadata and proof of a work say of its licence. Throws CommandError `file.Unreadable`. */
export async function checkWork(work: WorkOnDisk, text?: string): Promise<LicenceFinding> {
  const places: ClaimAt[] = [await claimInFile(work.file)].filter((at) => at !== undefined)
  if (work.metadata !== undefined)
    places.push({ place: 'the metadata', claim: claimInDocument(await readJson(work.metadata)) })
  if (work.isMinted) {
    const { evidence } = Object(await readJson(proofFileOf(work.file)))
    places.push({ place: 'the proof', claim: claimInDocument(parse(String(Object(evidence).metadata))) })
  }
  return checkWorkLicence(places, text)
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
