import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { StudioError } from '../error.ts'

/** Writes a body into a file as it comes. Throws StudioError `upload.TooLarge` (413), `upload.Empty`; nothing is left then. */
export async function receiveFile(
  body: NodeJS.ReadableStream,
  path: string,
  mostBytes: number,
): Promise<{ readonly size: number; readonly sha256: string }> {
  const hash = createHash('sha256')
  let size = 0
  const counted = new Transform({
    transform(chunk: Buffer, _, done) {
      size += chunk.length
      if (size > mostBytes) return done(tooLarge(mostBytes))
      hash.update(chunk)
      done(null, chunk)
    },
  })
  try {
    await pipeline(body, counted, createWriteStream(path, { flags: 'wx', mode: 0o600 }))
    if (size === 0) throw new StudioError('upload.Empty', 'the file is empty', { field: 'body' })
    return { size, sha256: hash.digest('hex') }
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}

/** The file is larger than may be. */
export function tooLarge(mostBytes: number): StudioError {
  const mebibytes = Math.floor(mostBytes / (1024 * 1024))
  return new StudioError('upload.TooLarge', `a picture has at most ${mebibytes} MiB (${mostBytes} bytes)`, {
    status: 413,
    field: 'body',
  })
}
