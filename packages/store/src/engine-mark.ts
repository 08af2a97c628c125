import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileDurably } from './durable-files.ts'
import { StoreError } from './error.ts'

/** The engines that keep data in a folder. */
export type DiskEngine = 'rocksdb' | 'leveldb'

const FILE = 'ENGINE'
/** Raised when what an engine writes can no longer be read by older code. */
const FORMAT = 1

/** Which engine wrote a folder; undefined when none did. Throws StoreError `store.EngineMismatch` for one that is unknown here. */
export async function readEngineMark(directory: string): Promise<DiskEngine | undefined> {
  const text = await readFile(join(directory, FILE), 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  const engine = (['rocksdb', 'leveldb'] as const).find((name) => text.trim() === `${name} ${FORMAT}`)
  if (engine === undefined)
    throw new StoreError(
      'store.EngineMismatch',
      `${join(directory, FILE)} says "${text.trim().slice(0, 60)}", this version reads "rocksdb ${FORMAT}" and "leveldb ${FORMAT}"`,
    )
  return engine
}

/** Notes which engine writes a folder. */
export function writeEngineMark(directory: string, engine: DiskEngine): Promise<void> {
  return writeFileDurably(join(directory, FILE), Buffer.from(`${engine} ${FORMAT}\n`))
}
