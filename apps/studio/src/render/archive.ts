import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { exportCar, exportGif, exportZip, readCollection } from '@demiurge/art/native'
import type { JobProgress } from '../jobs/queue.ts'
import type { ArchiveWish } from './tasks.ts'

/** Progress is counted in so many steps. */
const STEPS = 1_000

const WRITERS = { zip: exportZip, car: exportCar, gif: exportGif } as const

/** Writes the archive or film of a finished making; it is there whole, or not at all. Throws CollectionError. */
export async function makeArchive(
  { folder, path, format }: ArchiveWish,
  {
    signal,
    tell,
  }: { readonly signal: AbortSignal; readonly tell: (news: { type: 'progress' } & JobProgress) => void },
): Promise<null> {
  await mkdir(dirname(path), { recursive: true })
  let told = -1
  await WRITERS[format](folder, readCollection(folder), path, {
    signal,
    onProgress(share) {
      const done = Math.floor(share * STEPS)
      if (done === told) return
      told = done
      tell({ type: 'progress', phase: 'archive', done, total: STEPS })
    },
  })
  return null
}
