import { rename, writeFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { CommandError } from './error.ts'

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.avif': 'image/avif',
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/wav',
  '.glb': 'model/gltf-binary',
  '.pdf': 'application/pdf',
}

/** The media type of a file by its ending; bytes of no known kind otherwise. */
export function mediaTypeOf(path: string): string {
  return MEDIA_TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream'
}

/** Where the proof of a work is kept: beside it. */
export function proofFileOf(path: string): string {
  return `${path}.proof.json`
}

/** Writes a file so that a crash in the middle leaves the old one or the new one. */
export async function replaceFile(path: string, content: Uint8Array | string): Promise<void> {
  const beside = `${path}.new`
  await writeFile(beside, content)
  await rename(beside, path)
}

/** Where the statement about a file that cannot hold it is kept: beside it. */
export function credentialsFileOf(path: string): string {
  return `${path}.credentials.json`
}

/** The bytes of a file. Throws CommandError `file.Unreadable` with the reason in words. */
export async function readWork(
  path: string,
  read: (path: string) => Promise<Uint8Array>,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await read(path))
  } catch (cause) {
    throw new CommandError('file.Unreadable', `${path} cannot be read: ${reasonOf(cause)}`, { cause })
  }
}

function reasonOf(error: unknown): string {
  const { code } = Object(error)
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EACCES') return 'its permissions do not allow it'
  if (code === 'EISDIR') return 'it is a folder'
  return error instanceof Error ? error.message : String(error)
}
