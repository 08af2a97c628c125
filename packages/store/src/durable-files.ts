import { randomBytes } from 'node:crypto'
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

/** Makes the names in a directory durable: a new, renamed or deleted file is only safe once its directory is synced. */
export async function syncDirectory(directory: string): Promise<void> {
  // Windows neither needs this nor can open a directory.
  if (process.platform === 'win32') return
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Creates a directory and those above it, and syncs every directory that got a new name. */
export async function makeDirectory(directory: string): Promise<void> {
  const path = resolve(directory)
  const first = await mkdir(path, { recursive: true })
  if (first === undefined) return
  for (let at = path; at.length >= first.length; at = dirname(at)) await syncDirectory(dirname(at))
}

/** Writes a file so that at any moment, power loss included, its name shows either the old content or all of the new. */
export async function writeFileDurably(path: string, bytes: Uint8Array, temporary?: string): Promise<void> {
  const directory = dirname(path)
  const partial = join(temporary ?? directory, `${randomBytes(8).toString('hex')}.partial`)
  const handle = await open(partial, 'wx')
  try {
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
  await syncDirectory(directory)
}

/** Writes all bytes at a position; one call to the system may write fewer, as when the disk is nearly full. */
export async function writeFully(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done)
    done += bytesWritten
  }
}
