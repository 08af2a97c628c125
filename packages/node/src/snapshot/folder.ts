import { existsSync, readdirSync } from 'node:fs'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type PartKind, SnapshotError, type SnapshotSource } from './format.ts'

/** A snapshot in a folder: the file `manifest`, and one file for each part, such as `state-00042.zst`. */
export class SnapshotFolder implements SnapshotSource {
  readonly path: string

  constructor(path: string) {
    this.path = path
  }

  async manifest(): Promise<Uint8Array> {
    return this.#read('manifest')
  }

  async part(kind: PartKind, number: number): Promise<Uint8Array> {
    return this.#read(fileOf(kind, number))
  }

  /** Whether a part is here, whatever its content. */
  has(kind: PartKind, number: number): boolean {
    return existsSync(join(this.path, fileOf(kind, number)))
  }

  async write(kind: PartKind, number: number, bytes: Uint8Array): Promise<void> {
    await this.#write(fileOf(kind, number), bytes)
  }

  async writeManifest(bytes: Uint8Array): Promise<void> {
    await this.#write('manifest', bytes)
  }

  async #read(name: string): Promise<Uint8Array> {
    try {
      return await readFile(join(this.path, name))
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
      throw new SnapshotError('snapshot.Missing', `there is no file ${join(this.path, name)}`, {
        cause: error,
      })
    }
  }

  /** A file is there whole or not at all. */
  async #write(name: string, bytes: Uint8Array): Promise<void> {
    await mkdir(this.path, { recursive: true })
    const path = join(this.path, name)
    const file = await open(`${path}.new`, 'w')
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(`${path}.new`, path)
  }
}

function fileOf(kind: PartKind, number: number): string {
  return `${kind}-${String(number).padStart(5, '0')}.zst`
}

/** Where a node keeps its snapshots. */
export function snapshotsFolder(data: string): string {
  return join(data, 'snapshots')
}

/** Whole snapshots in a node's folder by height, newest first. */
export function listSnapshots(
  directory: string,
): readonly { readonly height: bigint; readonly path: string }[] {
  if (!existsSync(directory)) return []
  return readdirSync(directory)
    .filter((name) => /^[0-9]+$/.test(name) && existsSync(join(directory, name, 'manifest')))
    .map((name) => ({ height: BigInt(name), path: join(directory, name) }))
    .sort((a, b) => (a.height > b.height ? -1 : 1))
}

/** Removes what is neither one of the newest `keep` snapshots nor a download under way. */
export async function tidySnapshots(directory: string, keep: number): Promise<void> {
  if (!existsSync(directory)) return
  const kept = new Set(
    listSnapshots(directory)
      .slice(0, keep)
      .map(({ path }) => path),
  )
  for (const name of readdirSync(directory)) {
    const path = join(directory, name)
    if (!kept.has(path) && !name.startsWith('joining')) await rm(path, { recursive: true, force: true })
  }
}
